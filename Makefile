PY ?= python3
V  := .venv
UV := $(V)/bin/uv pip

.PHONY: run install test check docs release nightly prove format eval ablate bench lock clean

run: $(V)/.run
	@$(V)/bin/python -m bot demo $(if $(port),--port $(port))

install: $(V)/.dev
	@VIRTUAL_ENV=$(V) $(UV) install --quiet --no-deps --no-build-isolation -e .

test: install
	@$(V)/bin/pytest -q

release: install
	@$(V)/bin/python -m tests.release

nightly: install
	@$(V)/bin/python -m tests.walks 1000000

prove: install
	@PROVE=$(or $(times),20) $(V)/bin/pytest -q $(PROOFS)
	@$(V)/bin/python -m tests.mutants

PROOFS := tests/test_power_loss.py tests/test_serial_order.py tests/test_store_crash.py tests/test_kills.py tests/test_replicas.py tests/test_failover.py

check: install
	@$(V)/bin/ruff format --check .
	@$(V)/bin/ruff check .
	@$(V)/bin/mypy
	@$(V)/bin/lint-imports
	@$(V)/bin/deptry .
	@$(V)/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	@$(V)/bin/hadolint Dockerfile

docs: install
	@$(V)/bin/sphinx-build --quiet --fail-on-warning --builder html --doctree-dir dist/doctrees docs dist/docs
	@! grep -rnE '(src=|<link [^>]*href=)"(https?:)?//' dist/docs --include=*.html

format: install
	@$(V)/bin/ruff format .
	@$(V)/bin/ruff check --fix .

eval: install
	@$(V)/bin/python -m tests.understanding.score $(if $(show),--show $(show))

ablate: install
	@$(V)/bin/python -m tests.understanding.ablate

bench: install $(V)/bench/.bench
	@$(V)/bin/python -m benchmarks.start
	@$(V)/bin/python -m benchmarks.understand
	@$(V)/bin/python -m benchmarks.message
	@$(V)/bin/python -m benchmarks.confirm
	@$(V)/bin/python -m benchmarks.crowd $(or $(chats),100000)

$(V)/bench/.bench: requirements/bench.txt
	@$(PY) -m venv $(V)/bench
	@VIRTUAL_ENV=$(V)/bench $(UV) install --quiet --require-hashes --only-binary :all: -r $< && touch $@

lock: $(V)/bin/uv
	@echo 'uv>=0.13,<0.14' | $(UV) compile --quiet - $(LOCK) -o requirements/uv.txt
	@$(UV) compile --quiet pyproject.toml $(LOCK) -o requirements/run.txt
	@$(UV) compile --quiet pyproject.toml --extra otel --group dev $(LOCK) -o requirements/dev.txt
	@$(UV) compile --quiet --group pyproject.toml:bench $(LOCK) -o requirements/bench.txt
	@! grep -nE 'https?://|file://|index-url|find-links' requirements/*.txt

LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate

clean:
	@rm -rf $(V)

$(V)/bin/uv: requirements/uv.txt
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "leadbot needs Python 3.11 or newer (make PY=python3.12 …)")'
	@$(PY) -m venv $(V) || { echo "On Debian and Ubuntu first: apt-get install python3-venv"; exit 1; }
	@$(V)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<

$(V)/.%: requirements/%.txt pyproject.toml | $(V)/bin/uv
	@VIRTUAL_ENV=$(V) $(UV) install --quiet --compile-bytecode --require-hashes --only-binary :all: -r $< && touch $@
