"""Log lines: constant event names with identifiers as fields, to standard error, for people or for machines."""

from __future__ import annotations

import logging
import sys
from typing import Protocol

import structlog
from structlog.typing import Processor


class LoggingSettings(Protocol):
    """The part of the settings that is about log lines."""

    @property
    def log_format(self) -> str: ...

    @property
    def log_level(self) -> str: ...


def configure_logging(settings: LoggingSettings) -> None:
    """Send this program's log lines to standard error: readable on a terminal, else one JSON object a line.

    Libraries that use the standard library's logging come out the same way, from warnings up.
    """
    console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # Never with the values of variables: they are long, and may be secrets or what a stranger has written.
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)]
        if console
        else [
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        # Not cached: a test or a second call may configure anew.
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(level, logging.WARNING))
