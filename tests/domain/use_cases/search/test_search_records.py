"""Everything that the product stores is found, by those who may, as long as it is stored."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.model.search import RecordKey, RecordKind, SearchEntry
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.use_cases.products.match_variants import upsert_changed_variants
from novex_shopify.domain.use_cases.search.found_record import FoundRecord
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import (
    NOON,
    ORDER_ID,
    OTHER_SHOP,
    SHOP,
    a_customer_body,
    a_delivery,
    a_shipment,
    a_shop,
    a_variant,
    an_item,
    an_order_body,
)
from tests.webhook_bodies import make_fulfillment_body

ADDRESS = {
    "name": "Anna Dvořák",
    "company": "Tea & Co",
    "address1": "Street 1",
    "zip": "10 115",
    "country_code": "DE",
    "phone": "030 1234567",
}


@pytest.fixture
def container() -> Container:
    """A connected store with a mapped product, and a second store."""
    shop = FakeShop()
    container = build_in_memory_container(shop)
    container.connect_shop().connect_with_token(SHOP, shop.access_token)
    with container.transaction() as tx:
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        tx.erp.catalog.put([an_item()])
        get_stock(tx).locations.save(StorageLocation(0, "Rack"))
        tx.commit()
    return container


def receive(container: Container, topic: str, body: bytes, webhook_id: str = "1") -> None:
    container.ingest_webhook()([a_delivery(topic, body, webhook_id, triggered_at=NOON)])
    while container.process_event().run_next():
        pass


def receive_order(container: Container, **changes: object) -> None:
    fields = {"email": "Anna@Example.com", "po_number": "PO-7", "shipping_address": ADDRESS, **changes}
    receive(container, "orders/create", an_order_body(**fields), str(changes))


def find(container: Container, text: str, **options: Any) -> Sequence[tuple[RecordKind, str]]:
    return [(each.key.kind, each.title) for each in container.search_records()(text, **options)]


def get_erp_id(container: Container) -> str:
    with container.read_transaction() as tx:
        return tx.order_links.get_many(SHOP, [ORDER_ID])[ORDER_ID].erp_id


ORDER = (RecordKind.ORDER, "#1001")


WHAT_A_CUSTOMER_MAY_SAY = (
    *("#1001", "1001", "anna dvorak", "DVOŘÁK", "anna@example.com", "tea co", "po 7", "10115"),
    *("+49 30 1234567", "0301234", str(ORDER_ID)),
)


def test_an_order_is_found_before_and_after_the_erp_has_it(container: Container) -> None:
    receive_order(container)
    for text in WHAT_A_CUSTOMER_MAY_SAY:
        (waiting,) = container.search_records()(text, kinds=[RecordKind.ORDER])
        assert (waiting.title, waiting.notes) == ("#1001", ("Not in the ERP yet",)), text
    book_product(container)
    for text in WHAT_A_CUSTOMER_MAY_SAY:
        (booked,) = container.search_records()(text, kinds=[RecordKind.ORDER])
        assert (booked.title, booked.notes, booked.contact.name) == ("#1001", (), "Anna D."), text
        assert booked.order == (SHOP, ORDER_ID)


def book_product(container: Container) -> None:
    with container.transaction() as tx:
        upsert_changed_variants(tx, SHOP, [a_variant()])
        tx.commit()
    container.map_product()(SHOP, a_variant().variant_id, "ART-1")
    while container.process_event().run_next():
        pass


def test_who_may_not_see_people_finds_orders_by_their_numbers_only(container: Container) -> None:
    receive_order(container)
    receive(container, "customers/create", a_customer_body(first_name="Anna"), "2")
    assert find(container, "anna", personal=False) == []
    assert find(container, "1001", personal=False) == [ORDER]
    assert {kind for kind, _ in find(container, "anna")} == {RecordKind.ORDER, RecordKind.CUSTOMER}


def test_a_customer_is_found_by_what_the_last_webhook_states_and_what_it_leaves_out(container: Container) -> None:
    receive(container, "customers/create", a_customer_body(first_name="Anna", phone="+49301234567"), "2")
    later = {"updated_at": "2026-11-23T13:00:00+01:00", "phone": None, "email": "new@example.com"}
    receive(container, "customers/update", a_customer_body(first_name="Berta", **later), "3")
    assert find(container, "berta") == find(container, "new@example.com") == find(container, "+49301234567") != []
    assert find(container, "anna") == find(container, "ada@example.com") == []


def test_products_items_lots_and_parcels_are_found_by_their_codes(container: Container) -> None:
    receive_order(container)
    book_product(container)
    container.receive_lot()(Receipt("ART-1", "L-2026/05", "Rack", 10, supplier_code="SUP 9"))
    order_id = get_erp_id(container)
    container.push_fulfillment()(
        a_shipment(order_id=order_id, tracking=Tracking("1Z 999 AA1", "UPS")), untraced_reason="sold by hand"
    )
    fulfillment = make_fulfillment_body(tracking_number="JD-0146", tracking_numbers=["JD-0146"])
    receive(container, "fulfillments/create", fulfillment, "4")
    assert find(container, "tea") == [(RecordKind.PRODUCT, "Earl Grey"), (RecordKind.ITEM, "Tea, Earl Grey"), ORDER]
    assert find(container, "l202605") == find(container, "sup-9") == [(RecordKind.LOT, "L-2026/05")]
    assert find(container, "1z999aa1") == [(RecordKind.PARCEL, "1Z 999 AA1")]
    (parcel,) = container.search_records()("jd 0146")
    assert (parcel.title, parcel.order) == ("JD-0146", (SHOP, ORDER_ID))
    container.push_fulfillment().update_tracking(a_shipment().id, Tracking("NEW-1", "UPS"))
    assert (find(container, "new1"), find(container, "1z999aa1")) == ([(RecordKind.PARCEL, "NEW-1")], [])
    later: dict[str, Any] = {"updated_at": "2026-11-24T13:00:00+01:00", "tracking_number": None, "tracking_numbers": []}
    receive(container, "fulfillments/update", make_fulfillment_body(**later), "5")
    assert find(container, "jd 0146") == []


def test_another_store_does_not_find_an_order(container: Container) -> None:
    receive_order(container)
    assert find(container, "1001", shop=OTHER_SHOP) == find(container, str(ORDER_ID), shop=OTHER_SHOP) == []
    assert find(container, "1001", shop=SHOP) == [ORDER]


def test_a_payload_that_is_deleted_takes_its_terms_along(container: Container) -> None:
    receive_order(container)
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(days=179))
    container.delete_old_events()()
    assert find(container, "anna") == [ORDER]
    clock.advance(timedelta(days=2))
    container.delete_old_events()()
    with container.read_transaction() as tx:
        assert tx.search.list_from_payload(9) == []


@pytest.mark.parametrize("is_booked", [True, False])
def test_a_rebuilt_index_finds_the_same(container: Container, *, is_booked: bool) -> None:
    receive_order(container)
    receive(container, "customers/create", a_customer_body(first_name="Anna"), "2")
    if is_booked:
        book_product(container)
    container.receive_lot()(Receipt("ART-1", "L1", "Rack", 10))
    before = read_entries(container)
    with container.transaction() as tx:
        for kind in RecordKind:
            for shop in (SHOP, None):
                tx.search.remove(kind, shop, None)
        tx.commit()
    assert container.check_search()() == {RecordKind.LOT: 1, **({RecordKind.ORDER: 1} if is_booked else {})}
    progress: list[RecordKind] = []
    counts = container.rebuild_search()(lambda kind, _: progress.append(kind))
    assert read_entries(container) == before
    assert set(progress) == counts.keys()
    assert container.check_search()() == {}


def read_entries(container: Container) -> Mapping[RecordKey, SearchEntry]:
    memory: Any = container.unit_of_work()
    entries: Mapping[RecordKey, SearchEntry] = memory.state.search_entries
    return dict(entries)


def test_one_customer_of_two_stores_is_found_once(container: Container) -> None:
    receive(container, "customers/create", a_customer_body(first_name="Anna"), "2")
    with container.transaction() as tx:
        (entry,) = [each for each in read_entries(container).values() if each.personal]
        tx.search.put([replace(entry, key=replace(entry.key, shop=OTHER_SHOP))])
        tx.commit()
    assert len(find(container, "anna")) == 1


def test_an_erasure_removes_the_customer_from_the_index_of_a_disconnected_store(container: Container) -> None:
    receive(container, "customers/create", a_customer_body(first_name="Anna"), "2")
    with container.transaction() as tx:
        (link,), (entry,) = tx.customer_links.list_for_shop(SHOP), read_entries(container).values()
        tx.customer_links.add([replace(link, shop_domain=OTHER_SHOP)])
        tx.search.put([replace(entry, key=replace(entry.key, shop=OTHER_SHOP))])
        tx.commit()
    container.disconnect_shop()(OTHER_SHOP)
    request = {"shop_domain": SHOP, "customer": {"id": link.shopify_id}, "orders_to_redact": []}
    receive(container, "customers/redact", json.dumps(request).encode(), "3")
    assert read_entries(container) == {}


def test_the_shipments_own_parcel_stands_for_shopifys_fulfillment_of_it(container: Container) -> None:
    receive_order(container)
    book_product(container)
    order_id = get_erp_id(container)
    shipment = a_shipment(order_id=order_id, tracking=Tracking("JD1", "DHL"))
    container.push_fulfillment()(shipment, untraced_reason="sold by hand")
    receive(container, "fulfillments/create", make_fulfillment_body(tracking_numbers=["JD1"]), "4")
    found: Sequence[FoundRecord] = container.search_records()("jd1")
    assert [each.key.id for each in found] == [shipment.id]
