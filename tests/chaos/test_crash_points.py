"""Workers that are killed at any point of their work: in the end all of it is done, and done once."""

from types import ModuleType

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import SECRET, SHOP
from tests.chaos import (
    crash_buying,
    crash_closing,
    crash_fulfillment_worker,
    crash_import,
    crash_settling,
    crash_shipping,
    crash_stock,
)
from tests.chaos.crash_fulfillment_worker import SCENARIOS
from tests.chaos.crash_points import STEP
from tests.easypost import TEST_KEY, run_easypost
from tests.sandbox import run_sandbox
from tests.warm_process import call_in_process

MIN_CRASH_POINTS = {"ship": 12, "split": 14, "correct": 10, "cancel": 10}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_worker_that_is_killed_at_any_point(
    scenario: str, migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_sandbox("app", SECRET.value) as sandbox:
        for name, value in sandbox.build_environment(migrated_sqlite_url).items():
            monkeypatch.setenv(name, value)
        connector = Connector.from_env()
        connector.connect_shop(SHOP, access_token=sandbox.create_token(SHOP))
        connector.close()
        assert (
            call_in_process(crash_fulfillment_worker.find_last_crash_point, scenario, sandbox.url)
            > MIN_CRASH_POINTS[scenario] - STEP
        )


@pytest.mark.parametrize(
    ("engine", "scenario"), [("sqlite", "ship"), ("postgresql", "ship"), ("postgresql", "cancel")], indirect=["engine"]
)
def test_a_shipment_of_lots_that_is_killed_at_any_point(
    engine: Engine, scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_sandbox("app", SECRET.value) as sandbox:
        for name, value in sandbox.build_environment(engine.url.render_as_string(hide_password=False)).items():
            monkeypatch.setenv(name, value)
        connector = Connector.from_env()
        connector.connect_shop(SHOP, access_token=sandbox.create_token(SHOP))
        connector.close()
        assert call_in_process(crash_shipping.find_last_crash_point, scenario, sandbox.url) > 30 - STEP


@pytest.mark.parametrize(
    ("engine", "work", "points"),
    [("sqlite", crash_buying, 20), ("postgresql", crash_buying, 20), ("postgresql", crash_closing, 12)],
    indirect=["engine"],
)
def test_a_label_or_a_manifest_that_is_killed_at_any_point(
    engine: Engine, work: ModuleType, points: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_easypost() as easypost:
        environment = {
            "DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "REDIS_URL": "",
            "SHOPIFY_CLIENT_ID": "app-1",
            "SHOPIFY_CLIENT_SECRET": SECRET.value,
            "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "EASYPOST_API_KEY": TEST_KEY,
            "EASYPOST_MODE": "test",
            "EASYPOST_BASE_URL": str(easypost.client.base_url),
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert call_in_process(work.find_last_crash_point) > points - STEP


def test_sending_stock_that_is_killed_at_any_point(migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_sandbox("app", SECRET.value) as sandbox:
        for name, value in sandbox.build_environment(migrated_sqlite_url).items():
            monkeypatch.setenv(name, value)
        connector = Connector.from_env()
        connector.connect_shop(SHOP, access_token=sandbox.create_token(SHOP))
        connector.close()
        assert call_in_process(crash_stock.find_last_crash_point, sandbox.url) > 12 - STEP


def test_settling_an_order_that_is_killed_at_any_point(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "REDIS_URL": "",
        "SHOPIFY_CLIENT_ID": "app-1",
        "SHOPIFY_CLIENT_SECRET": SECRET.value,
        "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert call_in_process(crash_settling.find_last_crash_point) > 30 - STEP


@pytest.mark.parametrize("kind", ImportKind)
def test_an_import_that_is_killed_at_any_point(
    kind: ImportKind, migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_sandbox("app", SECRET.value, bulk_operation_duration=0) as sandbox:
        for name, value in sandbox.build_environment(migrated_sqlite_url).items():
            monkeypatch.setenv(name, value)
        Connector.from_env().close()
        assert call_in_process(crash_import.find_last_crash_point, sandbox.url, kind) > 25 - STEP
