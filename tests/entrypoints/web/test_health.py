"""The health endpoints and metrics."""

import asyncio
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from dependency_injector import providers
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.check_result import CheckFailed
from novex_shopify.domain.model.connection import ConnectionProblem, ConnectionState
from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.webhook_event import IntakeOutcome, NewEvent
from novex_shopify.domain.use_cases.webhooks.watch_deliveries import COUNT_DELIVERIES_JOB
from novex_shopify.entrypoints.doctor.installation_checks import check_database_writable
from novex_shopify.entrypoints.web.app import create_app
from novex_shopify.entrypoints.web.health_report import HealthMonitor, HealthReport
from tests.builders import HOUR, NOON, ORDER_ID, SHOP, a_delivery, a_shipment, a_shop
from tests.entrypoints.conftest import METRICS_TOKEN, MONITORING, SECRET


def test_an_embedded_product_is_ready(web: TestClient) -> None:
    assert web.get("/healthz").json() == {"status": "alive"}
    answer = web.get("/readyz", headers=MONITORING)
    assert answer.status_code == 200
    parts = ("database", "disk", "webhooks", "worker", "events", "shipments", "settling", "shops", "address")
    checks = {"redis": "embedded"} | dict.fromkeys(parts, "ok")
    assert answer.json() == {"status": "ready", "checks": checks}


def test_without_redis_the_product_is_degraded_but_accepts_webhooks(tmp_path: Path) -> None:
    settings = {
        "shopify_client_id": "app-1",
        "shopify_client_secret": SECRET,
        "database_url": f"sqlite:///{tmp_path / 'novex-shopify.db'}",
        "redis_url": "redis://127.0.0.1:1/0",
        "metrics_token": METRICS_TOKEN,
    }
    container = Container(settings=Settings.model_validate(settings))
    migrate_database(container)
    with TestClient(create_app(container, with_worker=False)) as web:
        answer = web.get("/readyz", headers=MONITORING)
    container.engine().dispose()
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert "wait for the next sweep" in answer.json()["checks"]["redis"]


def test_the_root_url_redirects_to_the_console(web: TestClient) -> None:
    assert web.get("/").headers["location"] == "/console"
    assert web.get("/console").headers["location"] == "/console/sign-in?next=/console"


def test_a_shipment_that_waits_too_long_is_reported_by_readyz_and_metrics(
    web: TestClient, container: Container
) -> None:
    requested_at = container.clock().now() - timedelta(minutes=20)
    with container.unit_of_work()() as tx:
        tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PARKED, requested_at)
        tx.commit()
    answer = web.get("/readyz", headers=MONITORING).json()
    assert answer["status"] == "degraded"
    assert "a shipment has been waiting to sync to Shopify since" in answer["checks"]["shipments"]
    metrics = web.get("/metrics", headers=MONITORING).text
    assert 'novex_fulfillment_pushes{status="parked"} 1.0' in metrics
    (waits,) = [line for line in metrics.splitlines() if line.startswith("novex_fulfillment_push_oldest_age_seconds ")]
    assert float(waits.split()[1]) >= 1200


def test_a_delivery_outage_is_reported_by_readyz_and_metrics(web: TestClient, container: Container) -> None:
    with container.unit_of_work()() as tx:
        tx.deliveries.save_outage(DeliveryOutage(SHOP, NOON, NOON + HOUR))
        tx.commit()
    answer = web.get("/readyz", headers=MONITORING)
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert (
        f"{SHOP}: no webhooks since 2026-11-23 12:00 UTC (unusual for this store)" in answer.json()["checks"]["shops"]
    )
    assert "novex_delivery_outages 1.0" in web.get("/metrics", headers=MONITORING).text


def test_an_unreachable_shop_is_reported_by_readyz_and_metrics(web: TestClient, container: Container) -> None:
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.shops.set_connection_problem(a_shop(), ConnectionProblem(ConnectionState.PAUSED, NOON, "frozen"))
        tx.commit()
    assert web.get("/readyz", headers=MONITORING).json()["checks"]["shops"].startswith(f"{SHOP}: paused")
    assert 'novex_shops{connection="paused"} 1.0' in web.get("/metrics", headers=MONITORING).text


def refuse_writes(engine: Engine) -> None:
    """Transactions that begin from here on can read and cannot write."""
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA query_only=ON"))


def test_a_database_that_can_only_be_read_is_not_ready(web: TestClient, container: Container) -> None:
    refuse_writes(container.engine())
    answer = web.get("/readyz", headers=MONITORING)
    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert answer.json()["checks"]["database"].startswith("takes no writes")
    assert "novex_database_up 0.0" in web.get("/metrics", headers=MONITORING).text
    with pytest.raises(CheckFailed, match="takes no writes"):
        check_database_writable(container)


def test_a_worker_that_is_gone_is_reported_by_readyz_and_metrics(web: TestClient, container: Container) -> None:
    ten_minutes_ago = container.clock().now() - timedelta(minutes=10)
    with container.unit_of_work()() as tx:
        tx.job_runs.try_start(COUNT_DELIVERIES_JOB, container.worker_id(), ten_minutes_ago, timedelta())
        tx.commit()
    answer = web.get("/readyz", headers=MONITORING)
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["checks"]["worker"].startswith("no worker is running (the last was ")
    metrics = web.get("/metrics", headers=MONITORING).text
    (line,) = [each for each in metrics.splitlines() if each.startswith("novex_worker_last_active_seconds ")]
    assert float(line.split()[1]) >= 600


def test_an_event_that_waits_too_long_is_reported_by_readyz_and_metrics(web: TestClient, container: Container) -> None:
    ten_minutes_ago = container.clock().now() - timedelta(minutes=10)
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.events.add([NewEvent(a_delivery(), "order:1", ten_minutes_ago)])
        tx.commit()
    answer = web.get("/readyz", headers=MONITORING).json()
    assert answer["status"] == "degraded"
    assert answer["checks"]["events"].startswith("an event has been due since ")
    metrics = web.get("/metrics", headers=MONITORING).text
    (waits,) = [line for line in metrics.splitlines() if line.startswith("novex_webhook_event_oldest_due_seconds ")]
    assert float(waits.split()[1]) >= 600


def test_strangers_learn_one_word_and_no_metrics(web: TestClient) -> None:
    assert web.get("/readyz").json() == {"status": "ready"}
    refused = web.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}x"})
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "novex" not in refused.text


@pytest.mark.parametrize(
    ("app_url", "peer", "status"),
    [
        ("http://localhost:8000", "127.0.0.1", 200),
        ("http://localhost:8000", "192.0.2.7", 401),
        ("https://erp.example.com", "127.0.0.1", 401),  # a proxy on this machine
    ],
)
def test_without_a_token_only_this_machine_sees_metrics(
    container: Container, settings: Settings, app_url: str, peer: str, status: int
) -> None:
    open_settings = settings.model_copy(update={"metrics_token": None, "app_url": app_url})
    container.settings.override(providers.Object(open_settings))
    with TestClient(create_app(container, with_worker=False), client=(peer, 50_000)) as web:
        assert web.get("/metrics").status_code == status
        assert ("checks" in web.get("/readyz").json()) == (status == 200)


def test_a_process_that_stores_no_webhooks_is_not_ready_and_given_another_try(container: Container) -> None:
    clock = ManualClock()
    container.clock.override(providers.Object(clock))
    monitor = HealthMonitor(container)
    for _ in range(3):
        monitor.record_outcome(IntakeOutcome.NOT_STORED)
    report = monitor.make_report()
    assert report.problems == {"webhooks": "the last 3 deliveries could not be stored"}
    assert not report.ready
    clock.advance(timedelta(seconds=30))
    assert monitor.make_report().ready
    monitor.record_outcome(IntakeOutcome.STORED)
    assert not monitor.make_report().problems


def test_a_disk_without_room_for_a_webhook_is_reported(container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=3 * 1024**2))
    problems = HealthMonitor(container).make_report().problems
    assert problems == {"disk": "the database's disk has 3.0 MB left, less than one webhook can have"}
    with pytest.raises(CheckFailed, match=r"3\.0 MB left"):
        check_database_writable(container)


def test_a_full_disk_is_named(container: Container) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    event.listen(container.engine(), "before_cursor_execute", refuse)
    report = HealthMonitor(container).make_report()
    assert not report.ready
    assert "database or disk is full" in report.checks["database"]


def test_however_many_ask_the_database_is_asked_once_in_five_seconds(container: Container) -> None:
    reports: list[HealthReport] = []
    monitor = HealthMonitor(container)

    async def ask(times: int) -> None:
        reports.extend(await asyncio.gather(*(monitor.get_report() for _ in range(times))))

    async def ask_twice() -> None:
        await ask(9)
        await ask(1)
        clock.advance(timedelta(seconds=5))
        await ask(1)

    clock = ManualClock()
    container.clock.override(providers.Object(clock))
    asyncio.run(ask_twice())
    assert [report is reports[0] for report in reports] == [True] * 10 + [False]
