"""Logging of every process."""

import logging
import sys

import structlog

from novex_shopify.config.outage_filter import OutageFilter
from novex_shopify.domain.policies.personal_data import mask_personal_data

# What uvicorn says of requests that are no HTTP. A stranger could fill the disk with it.
_STRANGERS_DOING = ("Invalid HTTP request received.", "Unsupported upgrade request.", "No supported WebSocket library")

# Below warnings, these libraries log URLs and bodies, which can hold personal data.
_QUIET_LOGGERS = ("httpx", "httpcore", "httpx2", "httpcore2", "alembic", "dramatiq")


def configure_logging(*, level: str = "info") -> None:
    """Log to standard error: readable on a terminal, JSON lines otherwise.

    `level` is `debug`, `info`, `warning` or `error`. Debug lines of libraries can hold personal data, so only those of
    this product appear.
    """
    shared_processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared_processors, structlog.stdlib.ExtraAdder(), _drop_color_message],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _mask_fields,
                *_build_renderers(terminal=sys.stderr.isatty()),
            ],
        )
    )
    handler.addFilter(OutageFilter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    threshold = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(threshold, logging.INFO))
    logging.getLogger("novex_shopify").setLevel(threshold)
    for name in _QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_of_this_product)


def _is_of_this_product(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_STRANGERS_DOING)


def _build_renderers(*, terminal: bool) -> list[structlog.typing.Processor]:
    if terminal:
        # A plain traceback shows no local variables: they can hold tokens and personal data.
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def _mask_fields(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Personal data has no place in a log: what comes with such a key all the same is masked."""
    exception = {"exc_info": event.pop("exc_info")} if "exc_info" in event else {}
    masked: structlog.typing.EventDict = mask_personal_data(event)
    return {**masked, **exception}


# uvicorn adds a second, colored copy of each message.
def _drop_color_message(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    event.pop("color_message", None)
    return event
