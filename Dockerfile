FROM python:3.11-slim

ENV PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/run.txt

COPY flows flows
COPY adapters adapters
COPY bot bot
RUN python -m compileall -q flows adapters bot \
    && printf '#!/bin/sh\nexec python -m bot "$@"\n' > /usr/local/bin/leadbot \
    && chmod 755 /usr/local/bin/leadbot \
    && useradd --system --uid 10001 --home-dir /var/lib/leadbot --create-home leadbot

# Settings are looked for here, so `docker compose exec leadbot leadbot leads list` needs no --config.
WORKDIR /etc/leadbot
USER 10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["leadbot", "serve"]
