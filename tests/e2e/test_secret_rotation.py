"""The client secret is changed as docs/connection.md says, while webhooks keep coming."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from novex_shopify.config.connector import Connector
from novex_shopify.domain.model.connection import Connection
from novex_shopify.domain.model.product import Item
from novex_shopify.entrypoints.cli.app import app
from novex_shopify.entrypoints.demo.patience import eventually
from novex_shopify.entrypoints.demo.servers import COMMAND, Server, free_port
from novex_shopify.entrypoints.demo.store import Store
from tests.builders import SHOP
from tests.sandbox import Sandbox, a_sandbox

OLD, NEW = "the old client secret", "the new client secret"
RETRIED_AFTER = (0.2, 0.5, 1, 2, 4, 8, 16, 32)
"""Seconds. A restart takes two of them, and many more where the machine is busy."""

AN_ORDER_EVERY_SECONDS = 0.05


@pytest.fixture
def sandbox() -> Generator[Sandbox]:
    """A Shopify that knows the app by its old secret."""
    with a_sandbox("app", OLD, retry_delays=RETRIED_AFTER) as sandbox:
        yield sandbox


@pytest.fixture
def settings(sandbox: Sandbox, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The product's, also for this process."""
    port = free_port()
    settings = {**sandbox.environment(sqlite_url), "PORT": str(port), "APP_URL": f"http://127.0.0.1:{port}"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return settings


def connect(sandbox: Sandbox) -> None:
    """By a token that expires, and belongs to the secret it was made with."""
    connector = Connector.from_env()
    connector.put_items([Item("ITEM-1", "What is bought", sandbox.store(SHOP).unique_skus()[0])])
    connector.connect_shop(SHOP, access_token=sandbox.token(SHOP))
    connector.container.access().exchange(SHOP)
    connector.close()


@contextmanager
def trade(store: Store, placed: list[int]) -> Generator[None]:
    """Customers buy all the while."""
    over = threading.Event()
    sku = store.unique_skus()[0]

    def buy() -> None:
        while not over.wait(AN_ORDER_EVERY_SECONDS):
            placed.append(store.place_order(sku)["id"])

    customers = threading.Thread(target=buy)
    customers.start()
    try:
        yield
    finally:
        over.set()
        customers.join()


def restart(server: Server, settings: dict[str, str]) -> None:
    """With other settings."""
    server.stop()
    server.environment = settings
    server.start()
    server.wait()


def calls_work() -> bool:
    """Whether Shopify takes the stored token."""
    connector = Connector.from_env()
    granted = connector.container.admin().granted_scopes(connector.container.access()(SHOP))
    connector.close()
    return bool(granted.handles)


def test_no_webhook_is_lost_or_refused_and_calls_work_at_every_step(
    sandbox: Sandbox, settings: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server((*COMMAND, "serve"), f"{settings['APP_URL']}/readyz", settings, tmp_path / "log")
    placed: list[int] = []
    connect(sandbox)
    with httpx.Client(base_url=sandbox.address, timeout=10, trust_env=False) as http:
        store = Store(http, SHOP)
        try:
            server.start()
            server.wait()
            eventually(lambda: store.look()["subscriptions"], 20, "the subscriptions")
            with trade(store, placed):
                sandbox.add_secret(NEW)
                monkeypatch.setenv("SHOPIFY_CLIENT_SECRET", NEW)
                monkeypatch.setenv("SHOPIFY_CLIENT_SECRET_PREVIOUS", OLD)
                both = {**settings, "SHOPIFY_CLIENT_SECRET": NEW, "SHOPIFY_CLIENT_SECRET_PREVIOUS": OLD}
                restart(server, both)
                assert calls_work()
                renewed = CliRunner().invoke(app, ["shops", "renew-tokens", "--json"])
                assert (renewed.exit_code, "renewed" in renewed.output) == (0, True), renewed.output
                sandbox.revoke_the_oldest_secret()
                assert calls_work()
                monkeypatch.delenv("SHOPIFY_CLIENT_SECRET_PREVIOUS")
                restart(server, {**settings, "SHOPIFY_CLIENT_SECRET": NEW})
                assert calls_work()
            eventually(lambda: set(in_the_erp()) >= set(placed), 60, "all orders in the ERP")
        finally:
            server.stop()
        deliveries = http.get(f"/sandbox/shops/{SHOP}/deliveries").json()["deliveries"]
    answers = {attempt["status"] for delivery in deliveries for attempt in delivery["attempts"]}
    assert answers <= {200, None}, "nothing was refused; None is a process that was just being restarted"
    assert len(placed) > 1


def in_the_erp() -> list[int]:
    """Shopify's ids of all orders there."""
    connector = Connector.from_env()
    try:
        return [order.shopify_order_id for order in connector.orders(1000)]
    finally:
        connector.close()


def test_a_store_that_was_forgotten_has_to_be_connected_again_and_says_so(
    sandbox: Sandbox, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(sandbox)
    sandbox.add_secret(NEW)
    sandbox.revoke_the_oldest_secret()
    monkeypatch.setenv("SHOPIFY_CLIENT_SECRET", NEW)
    connector = Connector.from_env()
    connector.container.register_webhooks().run_next()
    with connector.container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    connector.close()
    assert shop is not None
    assert shop.connection is Connection.RECONNECT
    assert shop.hindrance is not None
    assert f"Connect it at /shopify/install?shop={SHOP}" in shop.hindrance.cause
