"""Genuine webhooks while strangers flood the web process, with SQLite and many stored events."""

import http.client
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from statistics import quantiles

import psutil

from novex_shopify.adapters.crypto.passwords import hash_password
from novex_shopify.domain.model.secret import Secret
from tests.bench.environment import BenchEnvironment, open_environment
from tests.bench.flood_generator import ASKERS, HALF_OPEN_CONNECTIONS, SLOW_BODIES
from tests.bench.orders import build_requests
from tests.bench.report import Report

STORED_EVENTS = 400_000
WEBHOOKS = 200
PAUSE_SECONDS = 0.05
FLOOD_BEFORE_SECONDS = 5

_INSERT_EVENTS = f"""
WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {STORED_EVENTS})
INSERT INTO shopify_webhook_events
    (shop_domain, webhook_id, topic, resource_key, body, status, attempts, received_at, settled_at, next_attempt_at)
SELECT shop_domain, 'copy-' || number, topic, 'order:-' || number, substr(body, 1, 100), 'done', 1,
    received_at, received_at, received_at
FROM (SELECT * FROM shopify_webhook_events LIMIT 1), numbers
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """Times are in milliseconds."""

    times: list[float]
    statuses: Counter[int]


def measure(_: BenchEnvironment, report: Report) -> None:
    with open_environment(embedded=True) as env:
        env.variables["CONSOLE_PASSWORD_HASH"] = hash_password(Secret("a password of the benchmark"))
        env.processes.start("web", "serve")
        env.processes.wait_until_reachable(f"http://127.0.0.1:{env.port}/healthz")
        deliver(env.port, 20)
        _store_events(env)
        quiet, memory = deliver(env.port, WEBHOOKS), _get_resident_megabytes(env)
        flooded, flooded_memory = _measure_flood(env, 0)
        asked = _measure_flood(env, ASKERS)[0]
    stored, flood = f"{STORED_EVENTS:,} stored events", f"{HALF_OPEN_CONNECTIONS:,} half-open connections"
    for label, answers in (
        (f"webhooks with {stored}", quiet),
        (f"{flood}, {SLOW_BODIES} slow bodies", flooded),
        (f"the same with {ASKERS} clients that ask without a pause", asked),
    ):
        percentiles = quantiles(answers.times, n=100)
        report.add_figure(
            f"{label}: median, p99, longest",
            f"{percentiles[49]:.0f} ms, {percentiles[98]:.0f} ms, {max(answers.times):.0f} ms",
        )
    report.add_figure("memory of the web process, quiet and flooded", f"{memory:.0f} MB, {flooded_memory:.0f} MB")
    report.add_ratio("longest answer to a webhook in the flood, in ms", max(flooded.times), at_most=1_000)
    report.add_ratio("the same with clients that ask", max(asked.times), at_most=1_000)
    report.add_ratio("webhooks not stored in the flood", WEBHOOKS - flooded.statuses[200], at_most=0)
    report.add_ratio("memory in the flood against quiet, in MB", flooded_memory - memory, at_most=250)


def _measure_flood(env: BenchEnvironment, askers: int) -> tuple[Answers, float]:
    command = [sys.executable, "-m", "tests.bench.flood_generator", str(env.port), str(askers)]
    generator = subprocess.Popen(command)
    try:
        time.sleep(FLOOD_BEFORE_SECONDS)
        return deliver(env.port, WEBHOOKS), _get_resident_megabytes(env)
    finally:
        generator.kill()
        generator.wait()


def deliver(port: int, amount: int) -> Answers:
    """Deliver genuine webhooks one after the other, each on a new connection."""
    answers = Answers([], Counter())
    for request in build_requests(amount):
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.connect()
            connection.sock.sendall(request)
            response = http.client.HTTPResponse(connection.sock, method="POST")
            response.begin()
            response.read()
            answers.statuses[response.status] += 1
        except OSError:
            answers.statuses[0] += 1
        finally:
            connection.close()
        answers.times.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE_SECONDS)
    return answers


def _store_events(env: BenchEnvironment) -> None:
    path = env.variables["DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(path, timeout=60) as connection:
        connection.execute(_INSERT_EVENTS)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _get_resident_megabytes(env: BenchEnvironment) -> float:
    return psutil.Process(env.processes.processes["web"].pid).memory_info().rss / 2**20
