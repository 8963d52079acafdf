"""`/api/v1/trace`: from a lot to its customers, and from an order to its lots."""

from collections.abc import Generator
from typing import Any

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify import Connector, LotKey
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.audit import AuditAction, AuditedKind
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.web.app import create_app
from tests.audited_world import list_entries
from tests.builders import LINE_ID
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, keep_stock
from tests.domain.use_cases.fulfillment.shipping_steps import assign_proposed
from tests.domain.use_cases.stock.stock_steps import KIMCHI, RACK, open_warehouse

TOKEN = "token-of-the-dashboard-0123456789"
LOT_PATH = f"/trace/lots/{KIMCHI.item_id}/{KIMCHI.code}"


@pytest.fixture
def connector() -> Connector:
    """Of a lot of five, order 1 got two; a unit of the item left for it without a lot."""
    container = build_in_memory_container()
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"dashboard:{TOKEN}:read"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    unit_of_work, clock = container.unit_of_work(), container.clock()
    open_warehouse(unit_of_work)
    keep_stock(unit_of_work, auto_assign=AutoAssign.ON_ORDER)
    connector = Connector(container)
    connector.receive_lot(Receipt(KIMCHI.item_id, KIMCHI.code, RACK, 5))
    assign_proposed(unit_of_work, clock, book(unit_of_work, an_order_line(2), email="anna@example.com"))
    connector.ship(PackedShipment("S-1", "1"))
    with unit_of_work() as tx:
        untraced = OrderException(0, "1", LINE_ID, OrderExceptionKind.UNTRACED, 1, clock.now())
        get_stock(tx).order_exceptions.open(untraced)
        tx.commit()
    return connector


@pytest.fixture
def api(connector: Connector) -> Generator[TestClient]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(create_app(connector.container, with_worker=False), headers=headers) as client:
        yield client


def get(api: TestClient, path: str, status: int = 200) -> dict[str, Any]:
    answer = api.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_lot_is_traced_to_its_customers(api: TestClient) -> None:
    trace = get(api, LOT_PATH)
    (order,) = trace["orders"]
    assert (order["order_id"], order["shipped"], order["shipments"]) == ("1", 2, ["S-1"])
    assert (order["email"], trace["next"]) == ("anna@example.com", None)
    assert (trace["mass_balance"]["received"], trace["mass_balance"]["percent"]) == (5, "100")


def test_orders_whose_lot_is_not_known_are_listed_apart(api: TestClient) -> None:
    assert [(each["order_id"], each["shipped"]) for each in get(api, f"{LOT_PATH}?certainty=unknown")["orders"]] == [
        ("1", 1)
    ]
    assert get(api, f"{LOT_PATH}?certainty=assumed")["orders"] == []


def test_an_order_is_traced_to_its_lots(api: TestClient) -> None:
    (line,) = get(api, "/trace/orders/1")["lines"]
    (lot,) = line["lots"]
    assert (lot["lot"], lot["quantity"], lot["state"], lot["certainty"]) == (KIMCHI.code, 2, "shipped", "recorded")
    assert line["untraced"] == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/trace/lots/ART-1/NONE", 404),
        ("/trace/orders/404", 404),
        ("/trace/orders/x", 404),
        (f"{LOT_PATH}?certainty=sure", 400),
        (f"{LOT_PATH}?after=x", 400),
    ],
)
def test_what_cannot_be_traced_is_refused(api: TestClient, path: str, status: int) -> None:
    assert get(api, path, status)["error"]["message"]


def test_erp_code_traces_in_process(connector: Connector) -> None:
    lot = LotKey(KIMCHI.item_id, KIMCHI.code)
    assert connector.trace_lot(lot).mass_balance.shipped == 2
    assert [each.head.id for each in connector.iterate_orders_of_lot(lot)] == ["1"]
    assert [each.lot.code for each in connector.trace_order("1").lines[0].lots] == [KIMCHI.code]


def test_the_audit_log_says_once_an_hour_whose_token_read_the_contacts(connector: Connector, api: TestClient) -> None:
    for _ in range(2):
        get(api, LOT_PATH)
    [entry] = [each for each in list_entries(connector.container) if each.action is AuditAction.PERSONAL_DATA_SHOWN]
    assert (entry.actor.name, entry.subject.kind, entry.subject.id) == ("dashboard", AuditedKind.LOT, "1")


def test_a_preview_of_a_recall_lists_its_customers(api: TestClient, connector: Connector) -> None:
    path = f"/recalls/preview?lot={KIMCHI.item_id}={KIMCHI.code}"
    preview = get(api, path)
    assert (preview["shipped"], preview["customers"]) == ({"units": 2, "orders": 1}, 1)
    assert [(order["order_id"], order["email"]) for order in preview["orders"]] == [("1", "anna@example.com")]
    unknown = get(api, f"{path}&affected=untraced&limit=1")
    assert [(order["order_id"], order["shipped"]) for order in unknown["orders"]] == [("1", 1)]
    assert get(api, f"{path}&after={preview['orders'][0]['order_id']}")["orders"] == []
    shown = [each for each in list_entries(connector.container) if each.action is AuditAction.PERSONAL_DATA_SHOWN]
    assert [each.subject.kind for each in shown] == [AuditedKind.LOT]


@pytest.mark.parametrize("query", ["", "?lot=KIMCHI", "?lot=A=B&affected=none", "?lot=A=B&after=x", "?lots=A=B"])
def test_a_preview_that_names_no_lots_is_refused(api: TestClient, query: str) -> None:
    assert get(api, f"/recalls/preview{query}", 400 if query else 409)
