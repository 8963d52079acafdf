"""The baseline for processing: a Dramatiq job per event that only reads the payload and marks its row done.

As fast as possible: the plain driver, one connection per thread, no middleware.
"""

import json
import os
import threading

import dramatiq
import psycopg
from dramatiq.brokers.redis import RedisBroker

broker = RedisBroker(url=os.environ["REDIS_URL"], namespace="ruler", middleware=[])  # type: ignore[no-untyped-call]
dramatiq.set_broker(broker)
_thread_local = threading.local()


def get_connection() -> psycopg.Connection:
    """Return this thread's connection."""
    if not hasattr(_thread_local, "connection"):
        _thread_local.connection = psycopg.connect(os.environ["BENCH_DATABASE_URL"].replace("+psycopg", ""))
    mine: psycopg.Connection = _thread_local.connection
    return mine


@dramatiq.actor(queue_name="ruler")
def mark_done(row_id: int) -> None:
    """Do what many hand-written connectors do for each webhook, without the actual work."""
    with get_connection().transaction():
        found = get_connection().execute("SELECT body FROM baseline_bytes WHERE id = %s", (row_id,)).fetchone()
        assert found
        json.loads(found[0])
        get_connection().execute("UPDATE baseline_bytes SET topic = 'done' WHERE id = %s", (row_id,))


if __name__ == "__main__":
    for (row_id,) in get_connection().execute("SELECT id FROM baseline_bytes").fetchall():
        mark_done.send(row_id)
