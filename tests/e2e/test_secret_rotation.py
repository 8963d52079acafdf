"""The client secret is rotated as docs/connection.md describes, while webhooks keep arriving."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from novex_shopify.domain.model.connection import ConnectionState
from novex_shopify.domain.model.product import Item
from novex_shopify.entrypoints.cli.app import app
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.builders import SHOP
from tests.polling import wait_until
from tests.process_cluster import ProcessCluster, run_process_cluster
from tests.sandbox import Sandbox, run_sandbox
from tests.servers import find_free_port

OLD, NEW = "the old client secret", "the new client secret"
RETRY_DELAYS = (0.2, 0.5, 1, 2, 4, 8, 16, 32)  # a restart takes two of them, many more on a busy machine
ORDER_INTERVAL_SECONDS = 0.2


@pytest.fixture
def sandbox() -> Generator[Sandbox]:
    """A sandbox that knows the app by its old secret."""
    with run_sandbox("app", OLD, retry_delays=RETRY_DELAYS) as sandbox:
        yield sandbox


@pytest.fixture
def settings(sandbox: Sandbox, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The product's settings, also for this process."""
    port = find_free_port()
    settings = {**sandbox.build_environment(sqlite_url), "PORT": str(port), "APP_URL": f"http://127.0.0.1:{port}"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return settings


def connect_shop(sandbox: Sandbox) -> None:
    """Connect with an expiring token, which belongs to the secret it was issued with."""
    connector = Connector.from_env()
    connector.put_items([Item("ITEM-1", "What is bought", sandbox.get_shop(SHOP).list_unique_skus()[0])])
    connector.connect_shop(SHOP, access_token=sandbox.create_token(SHOP))
    connector.container.refresh_access_token().exchange_permanent_token(SHOP)
    connector.close()


@contextmanager
def place_orders_continuously(shop: ShopClient, placed: list[int]) -> Generator[None]:
    """Place orders in a thread until the block ends."""
    over = threading.Event()
    sku = shop.list_unique_skus()[0]

    def buy() -> None:
        while not over.wait(ORDER_INTERVAL_SECONDS):
            placed.append(shop.place_order(sku)["id"])

    customers = threading.Thread(target=buy)
    customers.start()
    try:
        yield
    finally:
        over.set()
        customers.join()


def restart_product(cluster: ProcessCluster, settings: dict[str, str]) -> None:
    cluster.stop("product")
    cluster.environment = settings
    start_product(cluster)


def start_product(cluster: ProcessCluster) -> None:
    cluster.fork("product", "serve")
    cluster.wait_until_ready(f"{cluster.environment['APP_URL']}/readyz")


def is_token_accepted() -> bool:
    connector = Connector.from_env()
    granted = connector.container.shopify_admin().fetch_granted_scopes(connector.container.refresh_access_token()(SHOP))
    connector.close()
    return bool(granted.handles)


def test_no_webhook_is_lost_or_refused_and_calls_work_at_every_step(
    sandbox: Sandbox, settings: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[int] = []
    connect_shop(sandbox)
    with httpx.Client(base_url=sandbox.url, timeout=10, trust_env=False) as http:
        shop = ShopClient(http, SHOP)
        with run_process_cluster(settings, tmp_path / "log") as cluster:
            start_product(cluster)
            wait_until(lambda: shop.fetch_shop()["subscriptions"], 20, "the subscriptions")
            with place_orders_continuously(shop, placed):
                sandbox.add_secret(NEW)
                monkeypatch.setenv("SHOPIFY_CLIENT_SECRET", NEW)
                monkeypatch.setenv("SHOPIFY_CLIENT_SECRET_PREVIOUS", OLD)
                both = {**settings, "SHOPIFY_CLIENT_SECRET": NEW, "SHOPIFY_CLIENT_SECRET_PREVIOUS": OLD}
                restart_product(cluster, both)
                assert is_token_accepted()
                renewed = CliRunner().invoke(app, ["shops", "refresh-tokens", "--json"])
                assert (renewed.exit_code, "refreshed" in renewed.output) == (0, True), renewed.output
                sandbox.revoke_oldest_secret()
                assert is_token_accepted()
                monkeypatch.delenv("SHOPIFY_CLIENT_SECRET_PREVIOUS")
                restart_product(cluster, {**settings, "SHOPIFY_CLIENT_SECRET": NEW})
                assert is_token_accepted()
            wait_until(lambda: set(list_erp_order_ids()) >= set(placed), 60, "all orders in the ERP")
        deliveries = http.get(f"/sandbox/shops/{SHOP}/deliveries").json()["deliveries"]
    answers = {attempt["status_code"] for delivery in deliveries for attempt in delivery["attempts"]}
    assert answers <= {200, None}, "nothing was refused; None is a process that was just being restarted"
    assert len(placed) > 1


def list_erp_order_ids() -> list[int]:
    """List the Shopify ids of all orders in the ERP."""
    connector = Connector.from_env()
    try:
        return [order.shopify_order_id for order in connector.list_orders(1000)]
    finally:
        connector.close()


def test_a_shop_that_was_forgotten_has_to_be_connected_again_and_says_so(
    sandbox: Sandbox, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    connect_shop(sandbox)
    sandbox.add_secret(NEW)
    sandbox.revoke_oldest_secret()
    monkeypatch.setenv("SHOPIFY_CLIENT_SECRET", NEW)
    connector = Connector.from_env()
    connector.container.register_webhooks().run_next()
    with connector.container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    connector.close()
    assert shop is not None
    assert shop.connection_state is ConnectionState.RECONNECT
    assert shop.connection_problem is not None
    assert f"Connect it at /shopify/install?shop={SHOP}" in shop.connection_problem.cause
