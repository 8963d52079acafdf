"""A person says how an item is kept in stock; files, products and code do not reset it."""

import pytest

from novex_shopify.domain.errors import InvalidItem, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.product import DateKind, Item
from novex_shopify.domain.use_cases.products import ChangeItem, ImportItems, PutItems
from novex_shopify.domain.use_cases.products.import_items import ItemOutcome, ItemResult
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.products.mapping_steps import add_items

MEAT = Item("MEAT", "Sausage", "SAUSAGE", unit="pack", shelf_life_days=21, date_kind=DateKind.USE_BY)


@pytest.fixture
def change_item(fakes: Fakes) -> ChangeItem:
    add_items(fakes, MEAT)
    return ChangeItem(fakes.unit_of_work)


def get_item(fakes: Fakes) -> Item | None:
    with fakes.unit_of_work.read() as tx:
        return tx.erp.catalog.get("MEAT")


def import_file(fakes: Fakes, *lines: str) -> list[ItemOutcome]:
    results: list[ItemResult] = []
    ImportItems(fakes.unit_of_work, fakes.notifier, fakes.clock)(lines, results.append)
    return [result.outcome for result in results]


def test_a_change_is_recorded_with_the_values_before_and_after(change_item: ChangeItem, fakes: Fakes) -> None:
    changed = change_item("MEAT", {"shelf_life_days": 14, "unit": None})
    assert get_item(fakes) == changed
    assert (changed.shelf_life_days, changed.unit, changed.date_kind) == (14, None, DateKind.USE_BY)
    with fakes.unit_of_work.read() as tx:
        (entry,) = tx.audit_log.search(AuditFilter(action=AuditAction.ITEMS_CHANGED), 9)
    assert (entry.subject.id, entry.before, entry.after) == (
        "MEAT",
        {"unit": "pack", "shelf_life_days": 21},
        {"unit": None, "shelf_life_days": 14},
    )


def test_the_name_of_an_item_is_not_changed_this_way(change_item: ChangeItem, fakes: Fakes) -> None:
    assert change_item("MEAT", {"name": "Ham"}) == MEAT == get_item(fakes)


@pytest.mark.parametrize(
    ("item_id", "changes", "error"),
    [
        ("FISH", {}, NotFound),
        ("MEAT", {"shelf_life_days": 0}, InvalidItem),
        ("MEAT", {"nominal_grams": -1}, InvalidItem),
        ("MEAT", {"unit": ""}, InvalidItem),
    ],
)
def test_what_cannot_be_is_refused(
    change_item: ChangeItem, fakes: Fakes, item_id: str, changes: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        change_item(item_id, changes)
    assert get_item(fakes) == MEAT


@pytest.mark.usefixtures("change_item")
def test_a_file_or_code_without_these_fields_resets_none(fakes: Fakes) -> None:
    assert import_file(fakes, "item,name,sku,date_kind\n", "MEAT,Salami,SALAMI,\n") == [ItemOutcome.UPDATED]
    PutItems(fakes.unit_of_work, fakes.notifier, fakes.clock)([Item("MEAT", "Ham", "HAM")])
    item = get_item(fakes)
    assert item is not None
    assert (item.name, item.unit, item.shelf_life_days, item.date_kind) == ("Ham", "pack", 21, DateKind.USE_BY)


@pytest.mark.usefixtures("change_item")
def test_a_file_states_some_of_them(fakes: Fakes) -> None:
    lines = ("item,name,sku,shelf_life_days\n", "MEAT,Sausage,SAUSAGE,28\n")
    assert [import_file(fakes, *lines), import_file(fakes, *lines)] == [[ItemOutcome.UPDATED], [ItemOutcome.UNCHANGED]]
    item = get_item(fakes)
    assert item is not None
    assert (item.shelf_life_days, item.unit) == (28, "pack")
