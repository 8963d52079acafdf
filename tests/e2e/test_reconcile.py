"""Webhooks are lost; the proof finds each order, reconciling brings it, and the second proof is empty."""

import random
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from novex_shopify import Item
from novex_shopify.config.connector import Connector
from novex_shopify.domain.model.fulfillment import PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.import_run import ImportKind, ImportRun
from novex_shopify.domain.model.reconciliation import DayProof, Difference, Drift, OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.reconciliation import day_of
from novex_shopify.entrypoints.demo.patience import eventually
from novex_shopify.entrypoints.demo.servers import free_port
from novex_shopify.entrypoints.demo.store import Store
from tests.builders import SECRET
from tests.plant import plant
from tests.sandbox import Sandbox, a_sandbox

SHOP = ShopDomain("leaky.myshopify.com")
SHARE = 0.3
ORDERS = 40


@pytest.fixture
def sandbox() -> Generator[Sandbox]:
    """The store's side."""
    with a_sandbox("app", SECRET.value) as sandbox:
        yield sandbox


@pytest.fixture
def connector(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Generator[Connector]:
    """A running product, the store connected and its products mapped."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = sandbox.environment(sqlite_url) | {"PORT": str(port), "APP_URL": address, "SWEEP_SECONDS": "1"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    connector = Connector.from_env()
    connector.put_items([Item(f"ITEM-{sku}", sku, sku=sku) for sku in sandbox.store(SHOP).unique_skus()])
    with plant(environment, tmp_path / "log") as processes:
        processes.start("web", "serve")
        processes.wait_for_web(f"{address}/healthz")
        connector.connect_shop(SHOP, access_token=sandbox.token(SHOP))
        eventually(lambda: len(sandbox.store(SHOP).look()["subscriptions"]) > 20, 20, "the subscriptions")
        eventually(lambda: is_imported(connector), 30, "the imports")
        yield connector
    connector.close()


def is_imported(connector: Connector) -> bool:
    """Whether the products and customers are here."""
    with connector.transaction() as tx:
        runs = tx.imports.latest(9)
    return len(runs) == 2 and all(run.finished for run in runs)


def is_settled(connector: Connector) -> bool:
    """Whether the inbox has come to rest."""
    with connector.transaction() as tx:
        return not {"pending", "processing"} & {status for status, count in tx.events.counts().items() if count}


def a_day_of_trade(connector: Connector, sandbox: Sandbox) -> list[int]:
    """Orders are placed, changed, refunded, cancelled, shipped and deleted; gives the ids of all."""
    store, dice = sandbox.store(SHOP), random.Random(7)
    skus = store.unique_skus()
    orders = [store.place_order(dice.choice(skus)) for _ in range(ORDERS)]
    for number, order in enumerate(orders):
        if number % 5 == 1:
            store.refund(order["id"], {"lines": [{"line_item_id": order["line_items"][0]["id"], "quantity": 1}]})
        elif number % 5 == 2:
            store.change_note(order["id"], "leave it at the door")
        elif number % 5 == 3:
            ship(connector, store, order["id"])
        elif number % 10 == 4:
            store.cancel(order["id"])
    return [order["id"] for order in orders]


def ship(connector: Connector, store: Store, order_id: int) -> None:
    """The ERP ships an order that it has; Shopify's webhook about the parcel may be lost."""
    eventually(lambda: store.order(order_id)["fulfillment_orders"], 10, "routing")
    with connector.transaction() as tx:
        link = tx.order_links.get(SHOP, [order_id]).get(order_id)
    if link is None:
        return
    lines = tuple(ShipmentLine(line["id"], line["quantity"]) for line in store.order(order_id)["order"]["line_items"])
    connector.push_fulfillment(Shipment(f"SHIP-{order_id}", link.erp_id, lines, Tracking(f"JD{order_id}", "DHL")))
    eventually(lambda: connector.push(f"SHIP-{order_id}").status is PushStatus.PUSHED, 20, "the push")


def prove(connector: Connector) -> DayProof:
    """Today's proof."""
    (proof,) = connector.container.prove_orders()(SHOP, today(connector), today(connector))
    return proof


def today(connector: Connector) -> date:
    """In UTC."""
    return day_of(connector.container.clock().now())


def test_what_was_lost_is_found_and_brought(connector: Connector, sandbox: Sandbox) -> None:
    sandbox.lose_webhooks(SHOP, SHARE)
    orders = a_day_of_trade(connector, sandbox)
    sandbox.lose_webhooks(SHOP, 1)
    unheard_of = {sandbox.store(SHOP).place_order(sandbox.store(SHOP).unique_skus()[0])["id"] for _ in range(3)}
    orders += unheard_of
    sandbox.delete_order(SHOP, orders[0])
    eventually(lambda: is_settled(connector), 30, "the inbox")
    sandbox.lose_webhooks(SHOP, 0)

    lost = {each for each in orders[1:] if not is_same(connector, sandbox, each)}
    proof = prove(connector)
    assert {each.order_id for each in proof.differences if each.drift is not Drift.GONE} == lost
    assert lost >= unheard_of
    assert all(each.reason for each in proof.differences)
    assert proof.shopify != proof.erp

    connector.container.prove_orders().repair(proof)
    eventually(lambda: is_settled(connector), 30, "the inbox")

    second = prove(connector)
    assert second.differences == ()
    assert second.shopify == second.erp
    assert second.shopify.orders == len(orders) - 1
    assert all(is_same(connector, sandbox, each) for each in orders[1:])
    with connector.transaction() as tx:
        assert [proof for proof in tx.reconciliations.proofs(SHOP) if proof.day == second.day] == [second]


def test_reconciling_brings_what_changed_since_the_last_time(connector: Connector, sandbox: Sandbox) -> None:
    sandbox.lose_webhooks(SHOP, 1)
    orders = a_day_of_trade(connector, sandbox)
    found = reconcile(connector)
    assert {each.order_id for each in found} == set(orders)
    assert {each.reason for each in found} == {"no webhook of it ever came"}
    eventually(lambda: is_settled(connector), 30, "the inbox")
    assert reconcile(connector) == []
    assert prove(connector).holds


def test_the_history_of_a_long_time_is_imported(connector: Connector, sandbox: Sandbox) -> None:
    sandbox.lose_webhooks(SHOP, 1)
    orders = a_day_of_trade(connector, sandbox)
    history = OrderRange.placed_on(today(connector) - timedelta(days=30), today(connector))
    importing = connector.container.run_import()
    run = importing.start(SHOP, ImportKind.ORDERS, history)
    eventually(lambda: finished(connector, run).finished, 60, "the import")
    assert finished(connector, run).progress == replace(
        finished(connector, run).progress, read=len(orders), written=len(orders), refused=0
    )
    eventually(lambda: is_settled(connector), 30, "the inbox")
    assert all(is_same(connector, sandbox, each) for each in orders)
    assert prove(connector).holds


def finished(connector: Connector, run: ImportRun) -> ImportRun:
    """How it stands now."""
    with connector.transaction() as tx:
        return tx.imports.get(run.id) or run


def test_customers_that_no_webhook_told_of_are_brought_too(connector: Connector, sandbox: Sandbox) -> None:
    eventually(lambda: is_settled(connector), 30, "the inbox")
    sandbox.lose_webhooks(SHOP, 1)
    with connector.transaction() as tx:
        known = tx.customer_links.of(SHOP)[0]
    sandbox.change_customer(SHOP, known.shopify_id, first_name="Augusta")
    now = connector.container.clock().now()
    look = connector.container.reconcile_customers()
    assert look(SHOP, now - timedelta(hours=1), now + timedelta(minutes=1)) == 1
    assert look(SHOP, now - timedelta(hours=1), now + timedelta(minutes=1)) == 0
    with connector.transaction() as tx:
        customer = tx.erp.customers.get(known.erp_id)
    assert customer is not None
    assert customer.first_name == "Augusta"


def reconcile(connector: Connector) -> Sequence[Difference]:
    """Whatever changed within the hour."""
    now = connector.container.clock().now()
    return connector.container.reconcile_orders()(SHOP, now - timedelta(hours=1), now + timedelta(minutes=1))


def is_same(connector: Connector, sandbox: Sandbox, order_id: int) -> bool:
    """Whether the ERP has what the store has, looked at without the product's help."""
    there = sandbox.store(SHOP).order(order_id)
    with connector.transaction() as tx:
        documents = tx.erp.orders.some(SHOP, [order_id])
    if not documents:
        return False
    document = documents[0]
    standing = {each["id"] for each in there["fulfillments"] if each["status"] == "success"}
    return (
        str(document.total.amount) == there["order"]["total_price"]
        and {refund.id for refund in document.refunds} == {each["id"] for each in there["order"]["refunds"]}
        and {parcel.id for parcel in document.parcels if parcel.status == "success"} == standing
    )
