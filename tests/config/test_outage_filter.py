"""An outage does not flood the log."""

import logging
from typing import Any

from dramatiq.errors import ConnectionClosed
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ReadOnlyError

from novex_shopify.config.outage_filter import OutageFilter
from novex_shopify.domain.errors import DatabaseUnavailable, NotFound, to_log_fields


class Log(logging.Handler):
    """Collects what passes the filter, at a time that the test sets."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.records: list[logging.LogRecord] = []
        self.addFilter(OutageFilter(lambda: self.now))

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def write(self, name: str, level: int, message: Any, *args: object, **options: Any) -> None:
        """Log through a logger that has only this handler."""
        logger = logging.Logger(name)
        logger.addHandler(self)
        logger.log(level, message, *args, **options)


def test_a_second_of_an_outage_is_one_line_with_the_number_of_those_left_out() -> None:
    log, fields = Log(), to_log_fields(DatabaseUnavailable("The database is unavailable (connection refused)."))
    for now in (0, 0.1, 0.9, 1, 2.5):
        log.now = now
        log.write("novex_shopify.domain", logging.WARNING, "webhook.batch_not_stored", extra=fields)
    assert [record.__dict__.get("left_out") for record in log.records] == [None, 2, None]


def test_lines_of_structlog_count_with_those_of_the_standard_library() -> None:
    log = Log()
    event = {"event": "work_notification.lost", "outage": "redis"}
    log.write("novex_shopify.adapters", logging.WARNING, event)
    log.write("novex_shopify.config", logging.WARNING, "redis.unavailable", extra={"outage": "redis"})
    log.now = 1
    log.write("novex_shopify.adapters", logging.WARNING, event)
    assert [record.msg for record in log.records] == [event, {**event, "left_out": 1}]


def test_each_outage_has_its_own_line_and_other_lines_always_pass() -> None:
    log = Log()
    for _ in range(2):
        log.write("novex_shopify", logging.WARNING, "job.failed", extra={"outage": "database"})
        log.write("novex_shopify", logging.WARNING, "redis.unavailable", extra={"outage": "redis"})
        log.write("novex_shopify", logging.WARNING, "event.failed", extra=to_log_fields(NotFound("no order #7")))
    assert [record.msg for record in log.records] == ["job.failed", "redis.unavailable", "event.failed", "event.failed"]


def test_the_lines_of_dramatiq_and_sqlalchemy_about_a_lost_connection_have_no_traceback() -> None:
    log = Log()
    closed = ConnectionClosed(RedisConnectionError("Error 111 connecting to cache:6379."))  # type: ignore[no-untyped-call]
    consumer = "dramatiq.worker.ConsumerThread(events)"
    log.write(consumer, logging.CRITICAL, "Consumer encountered a connection error: %s", closed)
    log.now = 1
    log.write(consumer, logging.CRITICAL, "Consumer encountered an unexpected error.", exc_info=ReadOnlyError("no"))
    log.write("sqlalchemy.pool.impl.QueuePool", logging.ERROR, "Exception during reset", exc_info=OSError("gone"))
    seen = [(each.getMessage(), each.levelname, each.exc_info, each.__dict__["cause"]) for each in log.records]
    assert seen == [
        ("redis.unavailable", "WARNING", None, "connection error"),
        ("redis.unavailable", "WARNING", None, "read only error"),
        ("database.connection_lost", "WARNING", None, "os error"),
    ]


def test_an_error_of_the_product_keeps_its_traceback() -> None:
    log = Log()
    log.write("dramatiq.worker.WorkerThread", logging.ERROR, "Failed to process message.", exc_info=ValueError("a bug"))
    assert log.records[0].exc_info
