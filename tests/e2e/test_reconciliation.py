"""Dropped webhooks: the audit finds each order, reconciliation imports it, and the second audit finds nothing."""

import random
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from novex_shopify import Item
from novex_shopify.domain.model.fulfillment import PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.import_run import ImportKind, ImportRun
from novex_shopify.domain.model.reconciliation import DailyAudit, Difference, DifferenceKind, OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.builders import SECRET
from tests.polling import wait_until
from tests.process_cluster import run_process_cluster
from tests.sandbox import Sandbox, run_sandbox
from tests.servers import find_free_port

SHOP = ShopDomain("leaky.myshopify.com")
DROP_RATE = 0.3
ORDERS = 40


@pytest.fixture
def sandbox() -> Generator[Sandbox]:
    with run_sandbox("app", SECRET.value) as sandbox:
        yield sandbox


@pytest.fixture
def connector(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Generator[Connector]:
    """A running product with a connected store and mapped products."""
    port = find_free_port()
    address = f"http://127.0.0.1:{port}"
    environment = sandbox.build_environment(sqlite_url) | {"PORT": str(port), "APP_URL": address, "SWEEP_SECONDS": "1"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    connector = Connector.from_env()
    connector.put_items([Item(f"ITEM-{sku}", sku, sku=sku) for sku in sandbox.get_shop(SHOP).list_unique_skus()])
    with run_process_cluster(environment, tmp_path / "log") as processes:
        processes.fork("web", "serve")
        processes.wait_until_reachable(f"{address}/healthz")
        connector.connect_shop(SHOP, access_token=sandbox.create_token(SHOP))
        wait_until(lambda: len(sandbox.get_shop(SHOP).fetch_shop()["subscriptions"]) > 20, 20, "the subscriptions")
        wait_until(lambda: has_finished_imports(connector), 30, "the imports")
        yield connector
    connector.close()


def has_finished_imports(connector: Connector) -> bool:
    with connector.transaction() as tx:
        runs = tx.imports.list_latest(9)
    return len(runs) == 2 and all(run.finished for run in runs)


def is_inbox_settled(connector: Connector) -> bool:
    with connector.transaction() as tx:
        return not {"pending", "processing"} & {
            status for status, count in tx.events.count_by_status().items() if count
        }


def place_and_change_orders(connector: Connector, sandbox: Sandbox) -> list[int]:
    """Place orders, then change, refund, cancel or ship some of them; returns all ids."""
    shop, dice = sandbox.get_shop(SHOP), random.Random(7)
    skus = shop.list_unique_skus()
    orders = [shop.place_order(dice.choice(skus)) for _ in range(ORDERS)]
    for number, order in enumerate(orders):
        if number % 5 == 1:
            shop.refund_order(order["id"], {"lines": [{"line_item_id": order["line_items"][0]["id"], "quantity": 1}]})
        elif number % 5 == 2:
            shop.change_note(order["id"], "ring twice")
        elif number % 5 == 3:
            ship_order(connector, shop, order["id"])
        elif number % 10 == 4:
            shop.cancel_order(order["id"])
    return [order["id"] for order in orders]


def ship_order(connector: Connector, shop: ShopClient, order_id: int) -> None:
    """Ship an order if the ERP has it; its webhook may be dropped."""
    wait_until(lambda: shop.fetch_order(order_id)["fulfillment_orders"], 10, "routing")
    with connector.transaction() as tx:
        link = tx.order_links.get_many(SHOP, [order_id]).get(order_id)
    if link is None:
        return
    lines = tuple(
        ShipmentLine(line["id"], line["quantity"]) for line in shop.fetch_order(order_id)["order"]["line_items"]
    )
    connector.push_fulfillment(Shipment(f"SHIP-{order_id}", link.erp_id, lines, Tracking(f"JD{order_id}", "DHL")))
    wait_until(lambda: connector.get_fulfillment_push(f"SHIP-{order_id}").status is PushStatus.PUSHED, 20, "the push")


def audit_today(connector: Connector) -> DailyAudit:
    (audit,) = connector.container.audit_orders()(SHOP, get_today(connector), get_today(connector))
    return audit


def get_today(connector: Connector) -> date:
    """Return today in the store's time zone."""
    with connector.container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    assert shop
    return to_day(connector.container.clock().now(), shop.profile.zone)


def test_lost_webhooks_are_found_and_repaired(connector: Connector, sandbox: Sandbox) -> None:
    sandbox.set_drop_rate(SHOP, DROP_RATE)
    orders = place_and_change_orders(connector, sandbox)
    sandbox.set_drop_rate(SHOP, 1)
    unheard_of = {
        sandbox.get_shop(SHOP).place_order(sandbox.get_shop(SHOP).list_unique_skus()[0])["id"] for _ in range(3)
    }
    orders += unheard_of
    sandbox.delete_order(SHOP, orders[0])
    wait_until(lambda: is_inbox_settled(connector), 30, "the inbox")
    sandbox.set_drop_rate(SHOP, 0)

    lost = {each for each in orders[1:] if not is_order_equal(connector, sandbox, each)}
    audit = audit_today(connector)
    assert {each.order_id for each in audit.differences if each.kind is not DifferenceKind.DELETED} == lost
    assert lost >= unheard_of
    assert all(each.reason for each in audit.differences)
    assert audit.shopify_counts != audit.erp_counts

    connector.container.audit_orders().repair(audit)
    wait_until(lambda: is_inbox_settled(connector), 30, "the inbox")

    second = audit_today(connector)
    assert second.differences == ()
    assert second.shopify_counts == second.erp_counts
    assert second.shopify_counts.orders == len(orders) - 1
    assert all(is_order_equal(connector, sandbox, each) for each in orders[1:])
    with connector.transaction() as tx:
        assert [audit for audit in tx.reconciliations.list_audits(SHOP) if audit.day == second.day] == [second]


def test_reconciling_imports_what_changed_since_the_last_time(connector: Connector, sandbox: Sandbox) -> None:
    sandbox.set_drop_rate(SHOP, 1)
    orders = place_and_change_orders(connector, sandbox)
    found = reconcile_last_hour(connector)
    assert {each.order_id for each in found} == set(orders)
    assert {each.reason for each in found} == {"no webhook received"}
    wait_until(lambda: is_inbox_settled(connector), 30, "the inbox")
    assert reconcile_last_hour(connector) == []
    assert audit_today(connector).matches


def test_the_orders_of_30_days_are_imported(connector: Connector, sandbox: Sandbox) -> None:
    sandbox.set_drop_rate(SHOP, 1)
    orders = place_and_change_orders(connector, sandbox)
    history = OrderRange.placed_on(get_today(connector) - timedelta(days=30), get_today(connector))
    importing = connector.container.run_import()
    run = importing.start(SHOP, ImportKind.ORDERS, history)
    wait_until(lambda: get_run(connector, run).finished, 60, "the import")
    assert get_run(connector, run).progress == replace(
        get_run(connector, run).progress, read=len(orders), written=len(orders), refused=0
    )
    wait_until(lambda: is_inbox_settled(connector), 30, "the inbox")
    assert all(is_order_equal(connector, sandbox, each) for each in orders)
    assert audit_today(connector).matches


def get_run(connector: Connector, run: ImportRun) -> ImportRun:
    with connector.transaction() as tx:
        return tx.imports.get(run.id) or run


def test_customers_without_a_webhook_are_imported_too(connector: Connector, sandbox: Sandbox) -> None:
    wait_until(lambda: is_inbox_settled(connector), 30, "the inbox")
    sandbox.set_drop_rate(SHOP, 1)
    with connector.transaction() as tx:
        known = tx.customer_links.list_for_shop(SHOP)[0]
    sandbox.update_customer(SHOP, known.shopify_id, first_name="Augusta")
    now = connector.container.clock().now()
    look = connector.container.reconcile_customers()
    assert look(SHOP, now - timedelta(hours=1), now + timedelta(minutes=1)) == 1
    assert look(SHOP, now - timedelta(hours=1), now + timedelta(minutes=1)) == 0
    with connector.transaction() as tx:
        customer = tx.erp.customers.get(known.erp_id)
    assert customer is not None
    assert customer.first_name == "Augusta"


def reconcile_last_hour(connector: Connector) -> Sequence[Difference]:
    now = connector.container.clock().now()
    return connector.container.reconcile_orders()(SHOP, now - timedelta(hours=1), now + timedelta(minutes=1))


def is_order_equal(connector: Connector, sandbox: Sandbox, order_id: int) -> bool:
    """Compare the ERP's order with the store's, without the product's own comparison."""
    there = sandbox.get_shop(SHOP).fetch_order(order_id)
    with connector.transaction() as tx:
        documents = tx.erp.orders.get_many(SHOP, [order_id])
    if not documents:
        return False
    document = documents[0]
    standing = {each["id"] for each in there["fulfillments"] if each["status"] == "success"}
    return (
        str(document.total.amount) == there["order"]["total_price"]
        and {refund.id for refund in document.refunds} == {each["id"] for each in there["order"]["refunds"]}
        and {parcel.id for parcel in document.fulfillments if parcel.status == "success"} == standing
    )
