"""What the log looks like: one JSON object a line on stderr, coloured words where a person watches a terminal.

Nothing personal gets here because callers pass only ids, kinds, counts and times. What we do not write ourselves is cut
down to where it came from: libraries print URLs with tokens, and an exception's message may quote what it choked on.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

EVERY_S = 60.0
FRAMES = 6  # innermost ones of an exception; enough to find the line
CHATTY = ("telegram", "twilio", "aiohttp", "httpx", "httpcore", "asyncio")  # they print tokens below WARNING


def configure_logging(*also: Processor, stream: TextIO | None = None, least: int = logging.INFO) -> None:
    """Send the log lines of this process from level `least` on to `stream`, else stderr. `also` see each line first,
    to count it."""
    stream = stream or sys.stderr
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if stream.isatty():
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            say_where,
            *also,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[Foreign()], level=logging.WARNING, force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def say_where(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """An exception becomes its class and the places it passed, innermost last; its message stays out."""
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        line["error"] = type(error).__name__
        line["at"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return line


class Seldom:
    """For what is worth a line and may happen every second. Times come from `clock`, in seconds that only grow."""

    def __init__(self, every_s: float = EVERY_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._every_s = every_s
        self._clock = clock
        self._last: float | None = None

    def may(self) -> bool:
        """Whether to log it now: the first time, and then once in so many seconds."""
        now = self._clock()
        if self._last is not None and now - self._last < self._every_s:
            return False
        self._last = now
        return True


class Foreign(logging.Handler):
    """A library's log line, without its words: which library, where in it, and the class of what it caught. What
    asyncio says of one place is said once a minute: without descriptors it would repeat itself every second."""

    def __init__(self) -> None:
        super().__init__()
        self._seldom: dict[str, Seldom] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Called by `logging`, from any thread."""
        place = f"{record.module}:{record.lineno}"
        if is_no_http(record) or (record.name == "asyncio" and not self._seldom.setdefault(place, Seldom()).may()):
            return
        structlog.get_logger().log(
            record.levelno, "library spoke", library=record.name, place=place, exc_info=record.exc_info
        )


def is_no_http(record: logging.LogRecord) -> bool:
    """Whether the server only says that bytes at our port were no HTTP: nobody has to act on a stranger's mistake, and
    no stranger may fill the log."""
    if record.name != "aiohttp.server" or not record.exc_info:
        return False
    from aiohttp.http_exceptions import HttpProcessingError  # loaded long ago by whoever gets here

    return isinstance(record.exc_info[1], HttpProcessingError)
