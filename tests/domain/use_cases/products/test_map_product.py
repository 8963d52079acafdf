"""A person decides which item a variant is, or that it is none; one by one, or by a file."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.product import MappingStatus, MatchedBy, ProductMapping
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.mapping_file import HEADER
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome, LineResult, MappingImportResult
from tests.builders import SHOP, VARIANT_ID, a_variant, an_item, an_order_body, an_uninstalled_body
from tests.domain.use_cases.webhook_steps import list_events, process_events, receive_webhook
from tests.webhook_bodies import make_privacy_body


def add_variants(container: Container, *numbers: int) -> None:
    with container.unit_of_work()() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(number, sku=f"S{number}", barcode=None) for number in numbers])
        tx.commit()


def get_mapping(container: Container, variant_id: int) -> ProductMapping:
    with container.unit_of_work()() as tx:
        found = tx.mappings.get(SHOP, variant_id)
    assert found is not None
    return found


def test_an_ignored_variant_is_booked_without_an_item_to_the_cent(connected: Container) -> None:
    add_variants(connected, VARIANT_ID)
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.PARKED]
    assert connected.map_product().ignore(SHOP, VARIANT_ID) == 1
    process_events(connected)
    with connected.unit_of_work()() as tx:
        (order,) = tx.erp.orders.list_latest(9)
    assert [line.item_id for line in order.lines] == [None, None]
    assert (str(order.total.amount), order.total.amount) == ("15.71", sum(line.total.amount for line in order.lines))


def test_what_is_ignored_is_given_back_to_a_person(connected: Container) -> None:
    add_variants(connected, VARIANT_ID)
    connected.map_product().ignore(SHOP, VARIANT_ID)
    assert get_mapping(connected, VARIANT_ID).status is MappingStatus.IGNORED
    connected.map_product().unmap(SHOP, VARIANT_ID)
    given_back = get_mapping(connected, VARIANT_ID)
    assert (given_back.status, given_back.matched_by) == (MappingStatus.UNMAPPED, MatchedBy.PERSON)
    connected.map_product().ignore(SHOP, VARIANT_ID)
    connected.map_product()(SHOP, VARIANT_ID, "ART-1")
    assert get_mapping(connected, VARIANT_ID).status is MappingStatus.MAPPED


def test_an_unknown_variant_cannot_be_ignored(connected: Container) -> None:
    with pytest.raises(NotFound, match="products sync"):
        connected.map_product().ignore(SHOP, 404)


@pytest.mark.parametrize("leave", ["by hand", "uninstalled", "erased"])
def test_mappings_survive_that_a_shop_leaves_and_comes_back(
    connected: Container, store: FakeShop, clock: ManualClock, leave: str
) -> None:
    add_variants(connected, 1, 2, 3)
    connected.map_product()(SHOP, 1, "ART-1")
    connected.map_product().ignore(SHOP, 2)
    with connected.unit_of_work()() as tx:
        before = list(tx.mappings.list_for_shop(SHOP))
    clock.advance(timedelta(hours=1))
    ways: dict[str, Callable[[], object]] = {
        "by hand": lambda: connected.disconnect_shop()(SHOP),
        "uninstalled": lambda: receive_webhook(connected, "app/uninstalled", an_uninstalled_body()),
        "erased": lambda: receive_webhook(connected, "shop/redact", make_privacy_body()),
    }
    ways[leave]()
    process_events(connected)
    clock.advance(timedelta(hours=1))
    connected.connect_shop().connect_with_token(SHOP, store.access_token)
    with connected.unit_of_work()() as tx:
        assert list(tx.mappings.list_for_shop(SHOP)) == before


def import_mappings(
    container: Container, *lines: str, dry_run: bool = False
) -> tuple[MappingImportResult, list[LineResult]]:
    fates: list[LineResult] = []
    file = [f"{line}\n" for line in ("variant;status;item", *lines)]
    return container.import_mappings()(SHOP, file, fates.append, dry_run=dry_run), fates


LINES = ("1;;ART-1", "2;ignored;", "3;;", "4;;ART-1", "5;;ART-9", "x;;", "1;;ART-1")
OUTCOMES = [
    LineResult(2, LineOutcome.MAPPED, 1, "ART-1"),
    LineResult(3, LineOutcome.IGNORED, 2),
    LineResult(4, LineOutcome.UNCHANGED, 3),
    LineResult(5, LineOutcome.REFUSED, 4, "ART-1", "the store has no variant 4"),
    LineResult(6, LineOutcome.REFUSED, 5, "ART-9", "the ERP has no item ART-9"),
    LineResult(7, LineOutcome.REFUSED, None, None, "'x' is no variant's number"),
    LineResult(8, LineOutcome.UNCHANGED, 1, "ART-1"),
]


def test_valid_lines_are_applied_and_invalid_ones_refused(connected: Container) -> None:
    add_variants(connected, 1, 2, 3, 5)
    imported, fates = import_mappings(connected, *LINES)
    assert fates == OUTCOMES
    assert imported.outcomes == {
        LineOutcome.MAPPED: 1,
        LineOutcome.IGNORED: 1,
        LineOutcome.UNCHANGED: 2,
        LineOutcome.REFUSED: 3,
    }
    assert [get_mapping(connected, number).status for number in (1, 2, 3, 5)] == [
        "mapped",
        "ignored",
        "unmapped",
        "unmapped",
    ]


def test_a_dry_run_reports_the_same_and_writes_nothing(connected: Container) -> None:
    add_variants(connected, 1, 2, 3, 5)
    assert import_mappings(connected, *LINES, dry_run=True)[1] == OUTCOMES
    assert {get_mapping(connected, number).matched_by for number in (1, 2, 3, 5)} == {None}


def test_the_orders_that_a_file_releases_are_counted(connected: Container) -> None:
    add_variants(connected, VARIANT_ID)
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    assert import_mappings(connected, f"{VARIANT_ID};;ART-1", dry_run=True)[0].released == 0
    assert import_mappings(connected, f"{VARIANT_ID};;ART-1")[0].released == 1
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.DONE]


def test_an_export_that_is_imported_changes_nothing(connected: Container) -> None:
    add_variants(connected, *range(1, 2005))
    connected.map_product()(SHOP, 1, "ART-1")
    connected.map_product().ignore(SHOP, 2)
    connected.map_product().unmap(SHOP, 3)
    with connected.unit_of_work()() as tx:
        tx.mappings.save_matches([ProductMapping(SHOP, a_variant(4, sku="S4", barcode=None), "ART-1", MatchedBy.SKU)])
        before = list(tx.mappings.list_for_shop(SHOP))
        tx.commit()
    file = [";".join(row) + "\n" for row in (HEADER, *connected.export_mappings()(SHOP))]
    imported = connected.import_mappings()(SHOP, file, lambda fate: None)
    assert imported.outcomes == {LineOutcome.UNCHANGED: 2004}
    with connected.unit_of_work()() as tx:
        assert list(tx.mappings.list_for_shop(SHOP)) == before


def test_items_are_suggested_for_what_the_rule_leaves_open(connected: Container) -> None:
    add_variants(connected, 1)
    with connected.unit_of_work()() as tx:
        tx.erp.catalog.put([an_item("ART-2", name="Cup", sku="s-1"), an_item("ART-3", name="Grey Earl", sku=None)])
        tx.commit()
    found = connected.suggest_items()(SHOP, 1)
    assert [each.item.id for each in found] == ["ART-2", "ART-3", "ART-1"]
    assert [each.item.id for each in connected.suggest_items()(SHOP, 1, limit=1)] == ["ART-2"]
    with pytest.raises(NotFound):
        connected.suggest_items()(SHOP, 404)
