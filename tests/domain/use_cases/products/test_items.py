"""Items from Shopify, from a file and from the ERP's code; orders that wait for them continue."""

import pytest

from novex_shopify.domain.errors import ProductsNotImported
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.product import Item, MappingFilter, MappingStatus
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.products import ImportItems, ListVariants, MatchAgain, PutItems, TakeOverItems
from novex_shopify.domain.use_cases.products.import_items import ItemImportResult, ItemOutcome, ItemResult
from tests.builders import NOON, SHOP, VARIANT_ID, a_variant, an_order_body
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import list_events, process_events, receive_webhook

TEA = a_variant(VARIANT_ID, sku="TEA", barcode="401", title="Tea")
OTHERS = (
    a_variant(2, sku=None, barcode="402"),
    a_variant(3, sku="CUP", barcode=None),
    a_variant(4, sku="CUP", barcode=None),
    a_variant(5, sku="POT", barcode="403"),
    a_variant(6, sku="JUG", barcode="403"),
    a_variant(7, sku="OLD", barcode=None, status="archived"),
)


@pytest.fixture
def fakes() -> Fakes:
    """A new installation: products, no items, and an order that waits."""
    fakes = Fakes()
    fakes.connect_shop()
    with fakes.unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [TEA, *OTHERS])
        tx.commit()
    receive_webhook(fakes, "orders/create", an_order_body())
    process_events(fakes)
    assert get_event_status(fakes) is EventStatus.PARKED
    fakes.notifier.notifications.clear()
    return fakes


def finish_product_import(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = tx.imports.claim(WORKER, fakes.clock.now())
        assert run
        tx.imports.save(run.finish(ImportStatus.DONE, NOON), NOON)
        tx.commit()


def get_event_status(fakes: Fakes) -> EventStatus:
    (event,) = list_events(fakes)
    return event.status


def list_item_ids(fakes: Fakes) -> dict[int, str | None]:
    with fakes.unit_of_work() as tx:
        return {each.variant.variant_id: each.item_id for each in tx.mappings.list_for_shop(SHOP)}


def import_items(fakes: Fakes, *lines: str, dry_run: bool = False) -> tuple[ItemImportResult, list[ItemResult]]:
    results: list[ItemResult] = []
    use_case = ImportItems(fakes.unit_of_work, fakes.notifier, fakes.clock)
    return use_case(["sku,name,item,barcode\n", *lines], results.append, dry_run=dry_run), results


def test_products_with_a_unique_sku_are_taken_over_and_the_others_are_named(fakes: Fakes) -> None:
    finish_product_import(fakes)
    take_over = TakeOverItems(fakes.unit_of_work, fakes.notifier, fakes.clock)
    outcome = take_over(SHOP)
    assert (outcome.created, outcome.mapped, outcome.released.complete_orders) == (1, 1, 1)
    assert [(variant.variant_id, reason) for variant, reason in outcome.obstacles] == [
        (2, "the variant has no SKU"),
        (3, "SKU CUP is used by several variants"),
        (4, "SKU CUP is used by several variants"),
        (5, "barcode 403 is used by several variants"),
        (6, "barcode 403 is used by several variants"),
    ]
    assert list_item_ids(fakes) == {VARIANT_ID: f"SHOPIFY-{VARIANT_ID}", **dict.fromkeys(range(2, 8))}
    with fakes.unit_of_work() as tx:
        assert tx.erp.catalog.get(f"SHOPIFY-{VARIANT_ID}") == Item(f"SHOPIFY-{VARIANT_ID}", "Tea", "TEA", "401")
        assert {each.reason for each in tx.mappings.list_for_shop(SHOP) if each.variant.sku == "CUP"} == {
            "SKU CUP is used by several variants"
        }
    assert fakes.notifier.notifications == [Work.EVENTS]
    process_events(fakes)
    assert get_event_status(fakes) is EventStatus.DONE
    again = take_over(SHOP)
    assert (again.created, again.mapped, again.released.complete_orders) == (0, 0, 0)


def test_nothing_is_taken_over_before_all_products_are_known(fakes: Fakes) -> None:
    with pytest.raises(ProductsNotImported, match="products sync"):
        TakeOverItems(fakes.unit_of_work, fakes.notifier, fakes.clock)(SHOP)
    assert set(list_item_ids(fakes).values()) == {None}


def list_reasons(fakes: Fakes) -> dict[int, str | None]:
    rows = ListVariants(fakes.unit_of_work)(SHOP, MappingFilter(MappingStatus.UNMAPPED), 50)
    return {row.mapping.variant.variant_id: row.mapping.reason for row in rows}


def test_the_reason_is_current_until_matching_again_maps_the_variant(fakes: Fakes) -> None:
    finish_product_import(fakes)
    match_again = MatchAgain(fakes.unit_of_work, fakes.notifier, fakes.clock)
    assert match_again(SHOP).mapped == 0
    with fakes.unit_of_work() as tx:  # not by the use case, as the code of an ERP may do
        tx.erp.catalog.put([Item("ART-1", "Tea", "TEA"), Item("ART-2", "Cup", "CUP")])
        tx.commit()
    reasons = list_reasons(fakes)
    assert reasons[VARIANT_ID] == "item ART-1 has the same SKU now"
    assert reasons[3] == "SKU CUP is used more than once"
    assert reasons[5] == "no ERP item has exactly the SKU POT"
    outcome = match_again(SHOP)
    assert (outcome.mapped, outcome.released.complete_orders) == (1, 1)
    assert fakes.notifier.notifications == [Work.EVENTS]
    row = ListVariants(fakes.unit_of_work).get(SHOP, VARIANT_ID)
    assert (row.mapping.item_id, row.item, row.mapping.reason) == ("ART-1", Item("ART-1", "Tea", "TEA"), None)
    assert match_again.match_all_shops().mapped == 0


def test_a_variant_whose_sku_two_items_had_is_mapped_when_one_of_them_gets_another_sku(fakes: Fakes) -> None:
    put = PutItems(fakes.unit_of_work, fakes.notifier, fakes.clock)
    put([Item("ART-1", "Tea", "TEA"), Item("ART-2", "Black tea", "TEA")])
    assert list_reasons(fakes)[VARIANT_ID] == "SKU TEA is used more than once"
    assert put([Item("ART-2", "Black tea", "BLACK-TEA")]).mapped == 1
    assert list_item_ids(fakes)[VARIANT_ID] == "ART-1"


def test_an_order_continues_when_the_erp_puts_its_item(fakes: Fakes) -> None:
    outcome = PutItems(fakes.unit_of_work, fakes.notifier, fakes.clock)([Item("ART-1", "Tea", "TEA")])
    assert (outcome.mapped, outcome.released.complete_orders) == (1, 1)
    process_events(fakes)
    assert get_event_status(fakes) is EventStatus.DONE


def test_an_order_continues_when_a_file_has_its_item_and_the_file_changes_nothing_the_second_time(fakes: Fakes) -> None:
    preview, _ = import_items(fakes, "TEA,Tea,,401\n", dry_run=True)
    assert preview.outcomes == {ItemOutcome.CREATED: 1}
    assert get_event_status(fakes) is EventStatus.PARKED
    imported, _ = import_items(fakes, "TEA,Tea,,401\n")
    assert (imported.outcomes, imported.matched.released.complete_orders) == ({ItemOutcome.CREATED: 1}, 1)
    process_events(fakes)
    assert get_event_status(fakes) is EventStatus.DONE
    again, _ = import_items(fakes, "TEA,Tea,,401\n", ",Gift wrap,WRAP,\n")
    assert again.outcomes == {ItemOutcome.UNCHANGED: 1, ItemOutcome.CREATED: 1}
    changed, _ = import_items(fakes, "TEA,Green tea,,401\n", ",Gift wrap,WRAP,\n")
    assert changed.outcomes == {ItemOutcome.UPDATED: 1, ItemOutcome.UNCHANGED: 1}


def test_a_line_whose_key_another_item_has_is_refused_and_the_others_are_applied(fakes: Fakes) -> None:
    import_items(fakes, "TEA,Tea,ART-1,401\n")
    imported, results = import_items(
        fakes,
        "TEA,Tea,ART-2,\n",
        "POT,Pot,ART-3,401\n",
        "CUP,Cup,ART-4,\n",
        "MUG,Mug,ART-4,\n",
        "CUP,Cup,ART-5,\n",
        "JUG,,ART-6,\n",
    )
    assert [(result.line, result.reason) for result in results] == [
        (2, "SKU TEA belongs to item ART-1"),
        (3, "barcode 401 belongs to item ART-1"),
        (4, None),
        (5, "item ART-4 is used in line 4 as well"),
        (6, "SKU CUP is used in line 4 as well"),
        (7, "it has no name"),
    ]
    assert imported.outcomes == {ItemOutcome.REFUSED: 5, ItemOutcome.CREATED: 1}
