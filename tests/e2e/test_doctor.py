"""The doctor names each broken part, its cause and its fix, and never fails itself.

One installation runs in its own processes, against the sandbox; each test breaks one thing.
"""

import json
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.config.settings import read_settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.check_result import CheckResult, CheckStatus
from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, NewEvent
from novex_shopify.domain.model.webhook_topic import SUBSCRIBED_TOPICS
from novex_shopify.domain.ports.shop_probe import ShopProbeResult
from novex_shopify.entrypoints.doctor.doctor import run_checks, run_checks_from_env
from tests.builders import ORDER_ID, a_delivery, a_new_event, a_shipment, a_shop
from tests.installation import SCOPES, run_installation
from tests.polling import wait_until
from tests.warm_process import run_command

SHOP = ShopDomain("doctor.myshopify.com")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Generator[Mapping[str, str]]:
    """The settings of an installation in which every check passes."""
    with (
        run_installation(tmp_path_factory.mktemp("doctor")) as running,
        httpx.Client(base_url=running.sandbox_url) as sandbox,
    ):
        token = sandbox.post(f"/sandbox/shops/{SHOP}/tokens", json={"scopes": SCOPES}).json()["access_token"]
        environment = {**os.environ, **running.environment}
        folder = running.log.parent
        run_command(["shops", "add", SHOP, "--access-token", token], environment, folder).check_returncode()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in running.environment.items():
                patch.setenv(name, value)
            wait_until(lambda: not find_problems(run_checks_from_env()), 60, "a healthy installation")
        run_command(["doctor", "--json"], environment, folder).check_returncode()
        yield running.environment


@pytest.fixture(autouse=True)
def environment(installation: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the doctor the settings of the installation."""
    for name, value in installation.items():
        monkeypatch.setenv(name, value)


@contextmanager
def open_container() -> Generator[Container]:
    """A container in this process, in which a test can replace parts."""
    container = Container(settings=read_settings())
    try:
        yield container
    finally:
        container.http().close()
        container.engine().dispose()


@contextmanager
def delivery_outage() -> Generator[None]:
    """Store an outage of the shop, and end it afterwards."""
    with open_container() as container, container.unit_of_work()() as tx:
        now = container.clock().now()
        tx.events.add([NewEvent(a_delivery(shop_domain=SHOP), "unhandled:1", now, EventStatus.IGNORED)])
        tx.deliveries.count_received(now + timedelta(hours=1), 9)
        tx.deliveries.save_outage(DeliveryOutage(SHOP, now, now))
        tx.commit()
    try:
        yield
    finally:
        with open_container() as container, container.unit_of_work()() as tx:
            tx.deliveries.end_outage(SHOP)
            tx.commit()


@contextmanager
def stored_token(value: str) -> Generator[None]:
    """Replace the shop's token, and restore it afterwards."""
    with open_container() as container, container.unit_of_work()() as tx:
        original = tx.shops.get_credentials(SHOP)
        assert original
        tx.shops.save_credentials(SHOP, Credentials(Secret(value)))
        tx.commit()
    try:
        yield
    finally:
        with open_container() as container, container.unit_of_work()() as tx:
            tx.shops.save_credentials(SHOP, original)
            tx.commit()


def find_problems(results: Sequence[CheckResult]) -> dict[str, CheckResult]:
    return {result.check: result for result in results if result.status is not CheckStatus.OK}


def find_failure_messages(results: Sequence[CheckResult]) -> dict[str, str]:
    return {
        check: result.message for check, result in find_problems(results).items() if result.status is CheckStatus.BROKEN
    }


def test_all_is_well() -> None:
    findings = run_checks_from_env()
    assert {finding.status for finding in findings} == {CheckStatus.OK}
    assert {"settings", "database", "worker", "signature", "token", "subscriptions"} <= {f.check for f in findings}
    (whole,) = (finding for finding in findings if finding.check == "subscriptions")
    assert whole.message == f"{len(SUBSCRIBED_TOPICS)} topics"
    (scopes,) = (finding for finding in findings if finding.check == "scopes")
    assert scopes.message == "sufficient"
    with open_container() as container, container.unit_of_work()() as tx:
        assert [event for event in tx.events.list_latest(50) if "doctor-" in event.shop_domain] == []


@pytest.mark.parametrize(
    ("variable", "value", "link", "cause"),
    [
        ("SHOPIFY_API_VERSION", "2025-01", "settings", "SHOPIFY_API_VERSION must be a version"),
        ("SHOPIFY_CLIENT_ID", "", "settings", "SHOPIFY_CLIENT_ID is missing"),
        ("DATABASE_URL", "postgresql://u:hidden-word@127.0.0.1:1/x", "database", "cannot be reached"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.db", "settings", "DATABASE_URL names a folder"),
        ("REDIS_URL", "redis://:hidden-word@127.0.0.1:1/0", "redis", "cannot be reached"),
        ("APP_URL", "http://127.0.0.1:1", "address", "cannot be reached"),
        ("SHOPIFY_CLIENT_SECRET", "hidden-word-of-another-app", "signature", "with 401 instead of 200"),
        ("TOKEN_ENCRYPTION_KEYS", "A" * 43 + "=", "token", "cannot be decrypted"),
        ("SHOPIFY_SCOPES", "read_orders,read_themes", "scopes", "not granted: read_themes"),
        ("SHOPIFY_BASE_URL", "http://127.0.0.1:1", "token", "Shopify cannot be reached"),
        ("SHOPIFY_WEBHOOKS", "app", "subscriptions", "not needed"),
        ("OIDC_ISSUER", "http://127.0.0.1:1", "identity provider", "cannot be used (connect error)"),
    ],
)
def test_a_broken_link_is_named_with_its_cause_and_its_fix(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, link: str, cause: str
) -> None:
    monkeypatch.setenv(variable, value)
    for each in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        monkeypatch.setenv(each, "hidden-word")
    if "postgres" in value:
        monkeypatch.setenv("TOKEN_ENCRYPTION_KEYS", "A" * 43 + "=")
    findings = run_checks_from_env()
    assert cause in find_failure_messages(findings)[link]
    assert find_problems(findings)[link].fix
    assert "hidden-word" not in str(findings)


def test_a_database_that_was_not_migrated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    found = find_problems(run_checks_from_env())
    assert found["schema"].fix == "run `novex-shopify migrate`"
    assert {found[link].status for link in ("writable", "worker", "backlog", "shipments", "stores")} == {
        CheckStatus.UNKNOWN
    }


def test_a_database_that_takes_no_writes(monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> None:
    monkeypatch.setenv("TOKEN_ENCRYPTION_KEYS", "A" * 43 + "=")
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    with open_container() as container:
        migrate_database(container)
    read_only = "options=-c%20default_transaction_read_only%3Don"
    monkeypatch.setenv("DATABASE_URL", f"{postgres_url}{'&' if '?' in postgres_url else '?'}{read_only}")
    assert "takes no writes" in find_failure_messages(run_checks_from_env())["writable"]


@pytest.mark.parametrize(
    ("served", "fix"), [("2027-07", "install a newer Novex Shopify"), ("2026-07", "set SHOPIFY_API_VERSION=2026-07")]
)
def test_a_version_that_shopify_no_longer_serves(served: str, fix: str) -> None:
    with open_container() as container:
        probed = ShopProbeResult(200, container.clock().now(), served)
        container.shop_probe.override(providers.Object(lambda _access: probed))
        problem = find_problems(run_checks(container))["api version"]
    assert (problem.message, problem.fix) == (f"Shopify serves {served} instead of the requested 2026-10", fix)


def test_a_stopped_worker_and_a_wrong_clock_are_reported() -> None:
    with open_container() as container:
        clock = ManualClock()
        clock.advance(container.clock().now() - clock.now() + timedelta(hours=1))
        container.clock.override(providers.Object(clock))
        causes = find_failure_messages(run_checks(container))
    assert "no worker is running (the last was " in causes["worker"]
    assert causes["clock"].endswith("s off")


def test_events_and_shipments_that_wait(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'waiting.db'}")
    with open_container() as container:
        migrate_database(container)
        long_ago = container.clock().now() - timedelta(hours=1)
        with container.unit_of_work()() as tx:
            tx.shops.save(a_shop())
            tx.events.add([replace(a_new_event(), received_at=long_ago)])
            tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PARKED, long_ago)
            tx.commit()
    causes = find_failure_messages(run_checks_from_env())
    assert "an event has been due since" in causes["backlog"]
    assert "a shipment has been waiting to sync to Shopify since" in causes["shipments"]


def test_a_shop_that_was_never_connected() -> None:
    found = find_problems(run_checks_from_env(ShopDomain("stranger.myshopify.com")))
    assert found["stores"].message == "stranger.myshopify.com was never connected"


def test_a_delivery_outage_is_reported() -> None:
    with delivery_outage():
        messages = find_failure_messages(run_checks_from_env())
    assert "unusual for this store" in messages["deliveries"]


def test_a_token_that_shopify_does_not_know() -> None:
    with stored_token("shpat_hidden-word"):
        results = run_checks_from_env()
    problems = find_problems(results)
    assert problems["token"].message == "Shopify does not accept the token (401)"
    assert problems["subscriptions"].status is CheckStatus.UNKNOWN
    assert "hidden-word" not in str(problems)


def test_the_exit_code_says_whether_all_is_well(installation: Mapping[str, str], tmp_path: Path) -> None:
    environment = {**os.environ, **installation, "SHOPIFY_SCOPES": "read_themes"}
    ill = run_command(["doctor", "--json"], environment, tmp_path)
    assert ill.returncode == 1
    assert "Traceback" not in ill.stderr
    assert {"check", "status", "message", "fix", "shop"} == set(json.loads(ill.stdout)[0])
