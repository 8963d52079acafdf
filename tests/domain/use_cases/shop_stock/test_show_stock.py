"""Why is this not in step? Every variant has an answer."""

from dataclasses import replace

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.model.shop_settings import StockMode
from novex_shopify.domain.model.stock_level import LevelFilter, LevelState
from novex_shopify.domain.model.stock_push import PushOutcome
from novex_shopify.domain.model.stock_terms import TermKind
from novex_shopify.domain.policies.stock_explanation import describe_term
from novex_shopify.domain.use_cases.shop_stock import CompareStock, ExplainStock
from novex_shopify.domain.use_cases.wake_shop_stock import note_mapping_changes
from tests.builders import OTHER_SHOP, SHOP, a_variant
from tests.domain.use_cases.shop_stock.stock_store import CAN, CASE, SINGLE, StockStore


def open_store(mode: StockMode = StockMode.REPORT) -> StockStore:
    store = StockStore().open(mode)
    store.receive(37)
    store.need(4, OTHER_SHOP, 9)
    store.push_all()
    return store


def explain(store: StockStore) -> ExplainStock:
    return ExplainStock(store.fakes.unit_of_work, store.fakes.clock)


def test_a_page_shows_both_numbers_and_what_is_in_the_way() -> None:
    shown = CompareStock(open_store().fakes.unit_of_work)(SHOP)
    assert shown.mode is StockMode.REPORT
    assert shown.obstacle == "This store only reports: nothing is sent."
    single, case = shown.levels
    assert (single.level.on_hand, single.level.target, single.level.state) == (40, 33, LevelState.DIFFERS)
    assert (single.title, single.item_name, single.location_name, single.pieces) == (
        a_variant().title,
        "Tea, Earl Grey",
        "Berlin",
        1,
    )
    assert (case.level.on_hand, case.level.target, case.pieces) == (3, 2, 12)
    assert shown.counts == {LevelState.DIFFERS: 2}


def test_pages_follow_each_other() -> None:
    compare = CompareStock(open_store().fakes.unit_of_work)
    first = compare(SHOP, limit=1)
    second = compare(SHOP, limit=1, after=first.next_after)
    assert [each.level.variant_id for page in (first, second) for each in page.levels] == [SINGLE, CASE]
    assert second.next_after is None
    assert compare(SHOP, LevelFilter(frozenset({LevelState.IN_STEP}))).levels == ()
    with pytest.raises(NotFound):
        compare(OTHER_SHOP)


def test_a_variant_is_explained_term_by_term_with_what_was_sent() -> None:
    store = open_store(StockMode.ON)
    explained = explain(store)(SHOP, SINGLE)
    assert (explained.obstacle, explained.item_id, explained.pieces) == (None, CAN, 1)
    [level] = explained.levels
    assert level.target
    assert [(each.kind, each.units) for each in level.target.terms] == [(TermKind.FREE, 37), (TermKind.DEMAND, -4)]
    assert describe_term(level.target.terms[1]) == f"Needed elsewhere: variant 9 of {OTHER_SHOP}"
    assert level.reason == "Shopify has the ERP's number."
    assert [(each.to_quantity, each.outcome) for each in level.pushes] == [(33, PushOutcome.SET)]
    assert [each.variant_id for each in explain(store).item(CAN)] == [SINGLE, CASE]


def test_a_location_that_is_never_written_says_why() -> None:
    store = open_store()
    with store.fakes.unit_of_work() as tx:
        tx.shop_stock.locations.save(
            [
                Location(SHOP, 72, "Closed", is_active=False),
                Location(SHOP, 73, "Rome"),
                Location(SHOP, 74, "Service", is_fulfillment_service=True),
            ]
        )
        tx.commit()
    reasons = {each.location.name: each.reason for each in explain(store)(SHOP, SINGLE).levels}
    assert reasons["Closed"] == "The location is deactivated in Shopify."
    assert reasons["Rome"] == "The location stands for no storage location of the ERP, so it is never written."
    assert reasons["Service"] == "Another app keeps the stock of this location."


def test_a_variant_that_is_never_written_says_why() -> None:
    store = open_store()
    with store.fakes.unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(8), a_variant(9)])
        tx.mappings.save(ProductMapping(SHOP, a_variant(8), CAN))
        known = tx.mappings.get(SHOP, CASE)
        assert known
        tx.mappings.save(replace(known, item_id=None, ignored=True))
        note_mapping_changes(tx, SHOP, [CASE], [CAN])
        tx.mappings.mark_deleted(SHOP, [SINGLE], store.fakes.clock.now())
        tx.commit()
    obstacles = {variant: explain(store)(SHOP, variant).obstacle for variant in (SINGLE, CASE, 8, 9)}
    assert obstacles == {
        SINGLE: "Shopify has deleted this variant.",
        CASE: "A person has decided that this variant has no ERP item.",
        8: "Shopify's inventory item of this variant is not known yet. Import the products.",
        9: "This variant has no ERP item yet. Map it.",
    }
    store.push_all()
    assert [each.level.variant_id for each in CompareStock(store.fakes.unit_of_work)(SHOP).levels] == [SINGLE]


def test_what_does_not_exist_has_no_explanation() -> None:
    store = open_store()
    with pytest.raises(NotFound):
        explain(store)(SHOP, 99)
    with pytest.raises(NotFound):
        explain(store).item("NO")
