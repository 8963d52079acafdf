"""A person decides which item a variant is, or that it is none; one by one, or by a file."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.product import MappingStatus, MatchedBy, ProductMapping
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.mapping_file import HEADER
from novex_shopify.domain.use_cases.import_mappings import Fate, ImportedMappings, LineFate
from tests.builders import SHOP, VARIANT_ID, a_variant, an_item, an_order_body, an_uninstalled_body
from tests.domain.use_cases.test_every_topic import privacy_body
from tests.domain.use_cases.test_process_event import inbox, receive, work


def see(container: Container, *numbers: int) -> None:
    with container.unit_of_work()() as tx:
        tx.mappings.see(SHOP, [a_variant(number, sku=f"S{number}", barcode=None) for number in numbers])
        tx.commit()


def mapping(container: Container, variant_id: int) -> ProductMapping:
    with container.unit_of_work()() as tx:
        found = tx.mappings.get(SHOP, variant_id)
    assert found is not None
    return found


def test_an_ignored_variant_is_booked_without_an_item_to_the_cent(connected: Container) -> None:
    see(connected, VARIANT_ID)
    receive(connected, "orders/create", an_order_body())
    work(connected)
    assert [event.status for event in inbox(connected)] == [EventStatus.PARKED]
    assert connected.map_product().ignore(SHOP, VARIANT_ID) == 1
    work(connected)
    with connected.unit_of_work()() as tx:
        (order,) = tx.erp.orders.latest(9)
    assert [line.item_id for line in order.lines] == [None, None]
    assert (str(order.total.amount), order.total.amount) == ("15.71", sum(line.total.amount for line in order.lines))


def test_what_is_ignored_is_given_back_to_a_person(connected: Container) -> None:
    see(connected, VARIANT_ID)
    connected.map_product().ignore(SHOP, VARIANT_ID)
    assert mapping(connected, VARIANT_ID).status is MappingStatus.IGNORED
    connected.map_product().unmap(SHOP, VARIANT_ID)
    given_back = mapping(connected, VARIANT_ID)
    assert (given_back.status, given_back.matched_by) == (MappingStatus.UNMAPPED, MatchedBy.PERSON)
    connected.map_product().ignore(SHOP, VARIANT_ID)
    connected.map_product()(SHOP, VARIANT_ID, "ART-1")
    assert mapping(connected, VARIANT_ID).status is MappingStatus.MAPPED


def test_what_nobody_knows_cannot_be_ignored(connected: Container) -> None:
    with pytest.raises(NotFound, match="products sync"):
        connected.map_product().ignore(SHOP, 404)


@pytest.mark.parametrize("leave", ["by hand", "uninstalled", "erased"])
def test_mappings_survive_that_a_store_leaves_and_comes_back(
    connected: Container, store: MemoryStore, clock: ManualClock, leave: str
) -> None:
    see(connected, 1, 2, 3)
    connected.map_product()(SHOP, 1, "ART-1")
    connected.map_product().ignore(SHOP, 2)
    with connected.unit_of_work()() as tx:
        before = list(tx.mappings.of(SHOP))
    clock.advance(timedelta(hours=1))
    ways: dict[str, Callable[[], object]] = {
        "by hand": lambda: connected.disconnect_shop()(SHOP),
        "uninstalled": lambda: receive(connected, "app/uninstalled", an_uninstalled_body()),
        "erased": lambda: receive(connected, "shop/redact", privacy_body()),
    }
    ways[leave]()
    work(connected)
    clock.advance(timedelta(hours=1))
    connected.connect_shop().with_token(SHOP, store.access_token)
    with connected.unit_of_work()() as tx:
        assert list(tx.mappings.of(SHOP)) == before


def import_(container: Container, *lines: str, dry_run: bool = False) -> tuple[ImportedMappings, list[LineFate]]:
    fates: list[LineFate] = []
    file = [f"{line}\n" for line in ("variant;status;item", *lines)]
    return container.import_mappings()(SHOP, file, fates.append, dry_run=dry_run), fates


LINES = ("1;;ART-1", "2;ignored;", "3;;", "4;;ART-1", "5;;ART-9", "x;;", "1;;ART-1")
FATES = [
    LineFate(2, Fate.MAPPED, 1, "ART-1"),
    LineFate(3, Fate.IGNORED, 2),
    LineFate(4, Fate.UNCHANGED, 3),
    LineFate(5, Fate.REFUSED, 4, "ART-1", "the store has no variant 4"),
    LineFate(6, Fate.REFUSED, 5, "ART-9", "the ERP has no item ART-9"),
    LineFate(7, Fate.REFUSED, None, None, "'x' is no variant's number"),
    LineFate(8, Fate.UNCHANGED, 1, "ART-1"),
]


def test_a_file_is_applied_where_it_is_good_and_refused_where_it_is_not(connected: Container) -> None:
    see(connected, 1, 2, 3, 5)
    imported, fates = import_(connected, *LINES)
    assert fates == FATES
    assert imported.fates == {Fate.MAPPED: 1, Fate.IGNORED: 1, Fate.UNCHANGED: 2, Fate.REFUSED: 3}
    assert [mapping(connected, number).status for number in (1, 2, 3, 5)] == [
        "mapped",
        "ignored",
        "unmapped",
        "unmapped",
    ]


def test_a_dry_run_tells_the_same_and_writes_nothing(connected: Container) -> None:
    see(connected, 1, 2, 3, 5)
    assert import_(connected, *LINES, dry_run=True)[1] == FATES
    assert {mapping(connected, number).matched_by for number in (1, 2, 3, 5)} == {None}


def test_the_orders_that_a_file_releases_are_counted(connected: Container) -> None:
    see(connected, VARIANT_ID)
    receive(connected, "orders/create", an_order_body())
    work(connected)
    assert import_(connected, f"{VARIANT_ID};;ART-1", dry_run=True)[0].released == 0
    assert import_(connected, f"{VARIANT_ID};;ART-1")[0].released == 1
    work(connected)
    assert [event.status for event in inbox(connected)] == [EventStatus.DONE]


def test_an_export_that_is_imported_changes_nothing(connected: Container) -> None:
    see(connected, *range(1, 2005))
    connected.map_product()(SHOP, 1, "ART-1")
    connected.map_product().ignore(SHOP, 2)
    connected.map_product().unmap(SHOP, 3)
    with connected.unit_of_work()() as tx:
        tx.mappings.match([ProductMapping(SHOP, a_variant(4, sku="S4", barcode=None), "ART-1", MatchedBy.SKU)])
        before = list(tx.mappings.of(SHOP))
        tx.commit()
    file = [";".join(row) + "\n" for row in (HEADER, *connected.export_mappings()(SHOP))]
    imported = connected.import_mappings()(SHOP, file, lambda fate: None)
    assert imported.fates == {Fate.UNCHANGED: 2004}
    with connected.unit_of_work()() as tx:
        assert list(tx.mappings.of(SHOP)) == before


def test_items_are_suggested_for_what_the_rule_leaves_open(connected: Container) -> None:
    see(connected, 1)
    with connected.unit_of_work()() as tx:
        tx.erp.catalog.put([an_item("ART-2", name="Cup", sku="s-1"), an_item("ART-3", name="Grey Earl", sku=None)])
        tx.commit()
    found = connected.suggest_items()(SHOP, 1)
    assert [each.item.id for each in found] == ["ART-2", "ART-3", "ART-1"]
    assert [each.item.id for each in connected.suggest_items()(SHOP, 1, limit=1)] == ["ART-2"]
    with pytest.raises(NotFound):
        connected.suggest_items()(SHOP, 404)
