"""A warehouse person packs orders at the station: only with what is scanned or typed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import CarrierMayHaveLabel, CarriersRefused
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.packing import Packing
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.entrypoints.web.console.formatting import format_number
from tests.audited_world import list_entries
from tests.builders import NOON, SHOP, a_variant
from tests.entrypoints.web.console.local_console import send_form
from tests.entrypoints.web.console.packing.conftest import GTIN
from tests.entrypoints.web.console.shipping.test_label_pages import prepare_export
from tests.warehouse_world import KIMCHI, NEWER, OLDER, assign, book, list_assignments

PACKING = "/console/packing"
ANNA = Actor(ActorKind.USER, "Anna", "7")


@pytest.fixture
def order(container: Container) -> SalesOrder:
    """Four units of one lot and two of another."""
    order = book(container, "#1001", 6)
    assign(container, order, OLDER, 4)
    assign(container, order, NEWER, 2)
    return order


@pytest.fixture
def station(console: TestClient, order: SalesOrder) -> "Station":
    station = Station(console, order.id or "")
    assert console.post(PACKING, data={"csrf": station.token, "text": order.name}).status_code == 303
    return station


class Station:
    """The page of one order, for a person who sees only what it shows."""

    def __init__(self, client: TestClient, order_id: str) -> None:
        self.client, self.page = client, f"{PACKING}/{order_id}"
        self.token = client.get(PACKING).text.partition('name="csrf" value="')[2].partition('"')[0]

    @property
    def text(self) -> str:
        return self.client.get(self.page).text

    def enter(self, *texts: str, path: str = "", **fields: str) -> str:
        """Send each text with the version of the page; returns the last page."""
        shown = ""
        for text in texts or ("",):
            version = self.text.partition('data-version="')[2].partition('"')[0]
            data = {"csrf": self.token, "version": version, "text": text, **fields}
            answer = self.client.post(self.page + path, data=data)
            shown = self.client.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text
        return shown


def read_packing(container: Container, order: SalesOrder) -> Packing | None:
    with container.read_transaction() as tx:
        return tx.packings.get(order.id or "")


def work(container: Container) -> None:
    while container.process_label_purchase().run_next():
        pass


def list_labels(container: Container, order: SalesOrder) -> list[LabelPurchase]:
    with container.read_transaction() as tx:
        return [*tx.label_purchases.list_for_orders([order.id or ""])]


def count_sold(container: Container) -> int:
    carriers = container.carriers()
    assert isinstance(carriers, MemoryCarriers)
    return sum(each.postage is not None for each in carriers.shipments.values())


def test_an_order_is_packed_bought_for_and_shipped_by_scans_alone(
    container: Container, console: TestClient, order: SalesOrder, station: Station
) -> None:
    page = station.enter("KIM-350")
    assert "Which lot?" in page
    page = station.enter("1", f"(01){GTIN}(10){OLDER}(17)270301(37)3", "L2")
    assert '<b>5</b><span class="muted">of 6</span>' in page
    assert "Medium" in (page := station.enter(f"(01){GTIN}(10)l2"))
    assert "weigh the parcel" in page
    assert f"Medium · {format_number(1_500)} g" in station.enter("F1", "1500")
    assert "Carriers are being asked" in station.enter("")
    assert "Carriers are being asked" in station.enter("")  # pressed twice: one request
    work(container)
    assert "arrives" in station.text
    station.enter("2", "1")
    assert "is being bought" in station.enter("")
    work(container)
    assert "Bought, not printed yet" in station.text
    [label] = list_labels(container, order)
    assert (label.state, label.parcel.weight_g, label.why_chosen) == (PurchaseState.BOUGHT, 1_500, "Chosen by a person")
    assert {each[:2] for each in list_assignments(container, [order])} == {(OLDER, "shipped"), (NEWER, "shipped")}
    station.enter(path="/printed", label=str(label.id))
    assert "Printed" in station.text
    assert "data-print-now" in station.enter("REPRINT")
    next_order = book(container, "#1002", 2)
    assign(container, next_order, OLDER, 2)
    assert "#1002" in station.enter("NEXT")
    assert f'data-label="{label.id}"' in console.get(f"{PACKING}/{next_order.id}").text
    assert count_sold(container) == 1


@pytest.mark.parametrize(
    ("scanned", "said"),
    [
        ("UNKNOWN", "UNKNOWN"),
        ("TEA", "isn&#39;t in this order"),
        ("7*KIM-350", "Which lot?"),
        (f"(01){GTIN}(10){OLDER}(37)5", "4 more to pack, and 5 were scanned"),
        (f"(01){GTIN}(10)L9", "has no lot L9"),
        (f"(01){GTIN}(10){OLDER}(17)270401", "it was received with 2027-03-01"),
        (f"(01){GTIN}(17)200101", "which is over"),
    ],
)
def test_what_is_wrong_says_so_until_it_was_noticed(
    container: Container, order: SalesOrder, station: Station, scanned: str, said: str
) -> None:
    with container.transaction() as tx:
        tx.erp.catalog.put([replace(KIMCHI, id="TEA", sku="TEA", barcode=None)])
        tx.commit()
    page = station.enter(scanned)
    assert said in page
    if "Which lot?" in page:
        page = station.enter("2")
        assert "2 more to pack, and 7 were scanned" in page
    assert "data-alarm" in page
    assert "data-alarm" in station.enter(f"(01){GTIN}(10){OLDER}")
    page = station.enter("OK")
    assert "data-alarm" not in page
    assert read_packing(container, order).steps == ()  # type: ignore[union-attr]


def test_a_stopped_lot_is_refused_and_another_one_goes_with_a_reason(
    container: Container, order: SalesOrder, station: Station
) -> None:
    third = f"(01){GTIN}(10)L3"
    container.receive_lot()(Receipt(KIMCHI.id, "L3", "Rack", 5, expires_on=date(2027, 4, 1)))
    container.quarantine_lot()(LotKey(KIMCHI.id, OLDER), "smells odd")
    page = station.enter(f"(01){GTIN}(10){OLDER}")
    assert "quarantined (smells odd)" in page
    assert "Swap the lot" in station.enter("OK", f"{third}(37)2")
    station.enter(path="/swap", reason="the other is quarantined")
    assert sorted(list_assignments(container, [order]))[-2:] == [("L2", "assigned", 2), ("L3", "assigned", 2)]
    assert "Swap the lot" not in station.enter(f"{third}(37)9")
    container.quarantine_lot()(LotKey(KIMCHI.id, "L3"), "smells odd too")
    page = station.enter("OK", f"(01){GTIN}(10){NEWER}(37)2", "SHORT")
    assert "must not leave like this" in page
    assert "smells odd too" in page
    assert "data-alarm" in station.enter("")


@pytest.mark.parametrize(
    ("scanned", "packed"),
    [("0012345678905", "2"), ("012345678905", "2"), ("(01)00012345678905(10)L1", "2"), ("2*012345678905", "4")],
)
def test_a_variants_own_barcode_counts_the_units_of_what_it_sells(
    container: Container, console: TestClient, scanned: str, packed: str
) -> None:
    order = book(container, "#1002", 3)
    case = replace(a_variant(), sku="CASE", barcode="012345678905")
    with container.transaction() as tx:
        known = tx.erp.orders.get(order.id or "")
        assert known
        tx.erp.orders.apply([replace(known, lines=(replace(known.lines[0], pieces=2, sku="CASE-OF-2"),))])
        tx.mappings.save(ProductMapping(SHOP, case, KIMCHI.id, MatchedBy.PERSON, pieces=2))
        tx.commit()
    assign(container, order, OLDER, 6)
    station = Station(console, order.id or "")
    console.post(PACKING, data={"csrf": station.token, "text": order.name})
    assert f'<b>{packed}</b><span class="muted">of 6' in station.enter(scanned)


def test_what_is_short_stays_open_and_a_full_box_goes_on(
    container: Container, console: TestClient, order: SalesOrder, station: Station
) -> None:
    station.enter("2*L1", "FULL")
    page = station.enter(path="/ship", carrier="Bike", number="B-1")
    assert "Shipped without a label" in page
    page = station.enter("NEXT")
    assert '<b>0</b><span class="muted">of 2</span>' not in page
    assert "of 4</span>" in page
    station.enter("2*L2", "SHORT")
    assert "Packed short" in station.text
    station.enter(path="/ship")
    page = station.enter("NEXT")
    assert "Set aside" in page
    assert "No more orders are ready to pack" in page
    assert list_entries(container)[0].action is AuditAction.PACKED_SHORT
    assert sorted(list_assignments(container, [order])) == [
        (OLDER, "assigned", 2),
        (OLDER, "shipped", 2),
        (NEWER, "shipped", 2),
    ]
    console.post(PACKING, data={"csrf": station.token, "text": f"ORDER-{order.id}"})
    assert "of 2</span>" in station.text


def test_undo_takes_the_last_step_off_and_leave_puts_the_order_back(
    container: Container, order: SalesOrder, station: Station
) -> None:
    before = read_packing(container, order)
    station.enter("L1", "L1", "UNDO", "UNDO")
    assert read_packing(container, order).steps == before.steps == ()  # type: ignore[union-attr]
    station.enter("4*L1", "2*L2", "F1", "900", "")
    work(container)
    assert "Buy and print" in station.text
    station.enter("UNDO")
    assert [label.state for label in list_labels(container, order)] == [PurchaseState.GIVEN_UP]
    station.enter("LEAVE")
    assert read_packing(container, order) is None


def test_two_people_do_not_pack_one_order_unless_one_takes_it_over(
    container: Container, console: TestClient, order: SalesOrder
) -> None:
    with acting_as(ANNA):
        container.begin_packing()(order.id or "")
    status, page = send_form(console, PACKING, {"text": order.name})
    assert (status, "Anna is packing order #1001" in page) == (409, True)
    assert "Anna is packing" in console.get(f"{PACKING}/{order.id}").text
    assert send_form(console, f"{PACKING}/{order.id}", {"text": "L1", "version": "1"})[0] in {409, 422}
    assert send_form(console, PACKING, {"text": "NEXT"})[0] == 303
    send_form(console, f"{PACKING}/{order.id}/take-over", {})
    entry = list_entries(container)[0]
    assert (entry.action, entry.before) == (AuditAction.PACKING_TAKEN_OVER, {"packer": "Anna"})
    assert "Scan an item" in console.get(f"{PACKING}/{order.id}").text


def test_a_page_that_was_sent_twice_counts_once(
    container: Container, console: TestClient, order: SalesOrder, station: Station
) -> None:
    version = read_packing(container, order).version  # type: ignore[union-attr]
    form = {"csrf": station.token, "text": "L1", "version": str(version)}
    assert console.post(station.page, data=form).status_code == 303
    again = console.post(station.page, data=form)
    assert (again.status_code, "has changed since this page was loaded" in again.text) == (422, True)
    assert len(read_packing(container, order).steps) == 1  # type: ignore[union-attr]


def test_what_carriers_refuse_or_leave_open_is_said_at_the_station(
    container: Container, order: SalesOrder, station: Station
) -> None:
    carriers = container.carriers()
    assert isinstance(carriers, MemoryCarriers)
    station.enter("4*L1", "2*L2", "F1", "900", "")
    carriers.fail_next("request_rates", CarriersRefused("The address is unknown."))
    work(container)
    assert "The address is unknown." in station.text
    verified = station.enter(path="/verify-address")
    assert ("must have a shipping address" in verified, 'data-stage="box"' in verified) == (True, True)
    station.enter("")
    work(container)
    carriers.fail_next("buy", CarrierMayHaveLabel("Ask the carrier."))
    station.enter("1", "")
    work(container)
    assert "Being checked whether the label was bought" in station.text
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    for _ in range(8):  # the record is read again and again, until a person is asked
        clock.advance(timedelta(seconds=30))
        work(container)
    page = station.text
    assert "A person has to decide" in page
    assert f"/console/labels/{list_labels(container, order)[-1].id}" in page
    assert "No more orders are ready" in station.enter("NEXT")


def test_an_export_is_asked_for_again_with_its_filing_at_the_station(
    container: Container, order: SalesOrder, station: Station
) -> None:
    prepare_export(container)
    station.enter("4*L1", "2*L2", "F1", "900", "")
    work(container)
    assert 'name="filing"' in station.text
    label = station.client.get(f"/console/labels/{list_labels(container, order)[0].id}").text
    assert (f'href="{station.page}"' in label, 'name="filing"' in label) == (True, False)
    assert "X and 14 digits" in station.enter(filing="X1")
    page = station.enter(filing="noeei 30.37(a)")
    assert ("Export filing: NOEEI 30.37(a)" in page, 'name="filing"' in page) == (True, False)
    station.enter("")
    work(container)
    assert "press Enter to buy and print" in station.text
    assert list_labels(container, order)[-1].options.filing == "NOEEI 30.37(a)"


def test_a_number_that_is_a_code_of_an_item_is_no_weight(container: Container, station: Station) -> None:
    with container.transaction() as tx:
        tx.erp.catalog.put([replace(KIMCHI, id="TEA", sku="10023", barcode=None)])
        tx.commit()
    assert "10023 is a code of" in station.enter("4*L1", "2*L2", "F1", "10023")
    assert format_number(10_023) not in station.enter("OK")
    assert f"Medium · {format_number(10_023)} g" in station.enter("10023g")


@pytest.mark.parametrize("packed", [(), ("L1",), ("4*L1", "2*L2")])
def test_an_order_that_is_cancelled_or_held_meanwhile_says_so_at_once(
    container: Container, order: SalesOrder, station: Station, packed: tuple[str, ...]
) -> None:
    for each in packed:
        station.enter(each)
    container.hold_order()(SHOP, order.shopify_order_id, "call first")
    assert "on hold: call first" in station.text
    with container.transaction() as tx:
        known = tx.erp.orders.get(order.id or "")
        assert known
        tx.erp.orders.apply([replace(known, cancelled_at=NOON)])
        tx.commit()
    assert "#1001 is cancelled" in station.text
    assert "#1001 is cancelled" in station.enter("L1")
    station.enter("OK", "LEAVE")
    assert read_packing(container, order) is None


def test_enter_answers_only_the_stage_that_is_shown(container: Container, order: SalesOrder, station: Station) -> None:
    station.enter("4*L1", "2*L2", "F1", "900", "")
    work(container)
    station.enter("1")
    station.enter("", shown="asking_rates")
    work(container)
    assert [label.state for label in list_labels(container, order)] == [PurchaseState.RATED]
    station.enter("", shown="rates")
    work(container)
    assert [label.state for label in list_labels(container, order)] == [PurchaseState.BOUGHT]
    assert "#1001" in station.enter("", shown="buying")


def test_a_scanned_buy_asks_for_rates_and_buys_but_only_what_is_shown(
    container: Container, order: SalesOrder, station: Station
) -> None:
    assert "Pack the items first" in station.enter("BUY")
    assert "Pack the items first" in station.enter("BUY")  # an alarm is noticed by OK
    station.enter("OK", "4*L1", "2*L2", "F1", "900")
    assert "Carriers are being asked" in station.enter("BUY", shown="box")
    work(container)
    assert "buy and print" in station.enter("BUY", shown="asking_rates")  # scanned twice, as scanners do
    station.enter("1")
    assert "is being bought" in station.enter("buy", shown="rates")
    work(container)
    assert "#1001" in station.enter("BUY", shown="done")
    assert [label.state for label in list_labels(container, order)] == [PurchaseState.BOUGHT]


def test_orders_that_cannot_be_packed_say_why(container: Container, console: TestClient) -> None:
    book(container, "#1003", 1)
    gone = book(container, "#1004", 1)
    assign(container, gone, OLDER, 1)
    other = ShopDomain("other.myshopify.com")
    open_same_name = book(container, "#1004", 1, other)
    for text, said in (("#1003", "No lots are assigned"), ("#9", "There is no order"), ("", None)):
        status, page = send_form(console, PACKING, {"text": text})
        assert (status, (said or "") in page) == (422 if said else 303, True)
    assign(container, open_same_name, OLDER, 1)
    assert "Several orders have this name" in send_form(console, PACKING, {"text": "1004"})[1]
