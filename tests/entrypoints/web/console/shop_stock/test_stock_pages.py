"""A person sees both numbers of each level and why, has them sent, pauses a store and maps its locations."""

from collections.abc import Generator
from dataclasses import replace
from html import unescape

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.stock_level import LevelState, StockLevel
from novex_shopify.domain.model.stock_terms import StockTerm, TermKind
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from tests.builders import NOON, SHOP, a_shop, a_variant, an_item
from tests.entrypoints.web.console.local_console import open_local_console, send_form

STORE = f"/console/stores/{SHOP}"
SHOP_FLOOR, SERVICE = 71, 72
SINGLE, CASE = 11, 12
INVENTORY_ITEMS = {SINGLE: 111, CASE: 112}


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """A store that reports: a single can differs, the case of 12 is a bundle. A second location is of another app."""
    container.clock.override(providers.Object(ManualClock(NOON)))
    with container.transaction() as tx:
        scopes = Scopes.parse("read_orders,read_inventory,write_inventory")
        tx.shops.save(a_shop(scopes=scopes))
        tx.shops.save_settings(SHOP, ShopSettings(stock_since=NOON, push_stock=StockMode.REPORT))
        tx.erp.catalog.put([an_item("CAN", name="Can of tea")])
        for variant_id, title, pieces in ((SINGLE, "Single", 1), (CASE, "Case of 12", 12)):
            variant = a_variant(variant_id, title=title, inventory_item_id=INVENTORY_ITEMS[variant_id])
            tx.mappings.upsert_variants(SHOP, [variant])
            tx.mappings.save(ProductMapping(SHOP, variant, "CAN", MatchedBy.PERSON, pieces=pieces))
        tx.shop_stock.locations.save(
            [Location(SHOP, SHOP_FLOOR, "Shop floor"), Location(SHOP, SERVICE, "Far away", is_fulfillment_service=True)]
        )
        tx.shop_stock.locations.save_mapping(LocationMapping(SHOP, SHOP_FLOOR, takes_rest=True))
        tx.commit()
    container.save_location()(StorageLocation(0, "Rack"))
    container.receive_lot()(Receipt("CAN", "L1", "Rack", 37))
    with container.transaction() as tx:
        levels = tx.shop_stock.levels
        levels.derive(SHOP, None, NOON)
        single, case = (level for level in levels.list_by_items(["CAN"]))
        free = StockTerm(TermKind.FREE, 37)
        compared = replace(single, state=LevelState.DIFFERS, on_hand=40, available=38, committed=2, target=37)
        levels.save([replace(compared, terms=(free,), read_at=NOON), replace(case, state=LevelState.BUNDLE)])
        tx.commit()
    with open_local_console(container) as client:
        yield client


def get_level(container: Container, variant_id: int = SINGLE) -> StockLevel:
    with container.read_transaction() as tx:
        [level] = tx.shop_stock.levels.get_many(SHOP, [LevelKey(INVENTORY_ITEMS[variant_id], SHOP_FLOOR)])
    return level


def test_both_numbers_are_shown_with_the_reason(console: TestClient) -> None:
    page = unescape(console.get(f"{STORE}/stock").text)
    for text in ("Single", "Case of 12", "12 units each", "Shop floor", "38 to sell, 2 committed", "+3"):
        assert text in page, text
    assert "Other number" in page
    assert "This store only reports: nothing is sent." in page
    csv = console.get(f"{STORE}/stock?format=csv").text
    assert "Free and good for long enough: 37" in csv
    assert console.get("/console/stores/unknown.myshopify.com/stock?format=csv").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?view=differing", ["Single"]),
        ("?view=never", ["Case of 12"]),
        ("?view=refused", []),
        (f"?location={SHOP_FLOOR}", ["Single", "Case of 12"]),
        (f"?location={SERVICE}", []),
        ("?text=Can", ["Single", "Case of 12"]),
        ("?text=coffee", []),
    ],
)
def test_levels_are_filtered(console: TestClient, query: str, shown: list[str]) -> None:
    page = console.get(f"{STORE}/stock{query}").text
    assert [title for title in ("Single", "Case of 12") if f">{title}</a>" in page] == shown
    assert shown or "No levels match this filter" in page


def test_a_variant_is_explained_at_every_location(console: TestClient) -> None:
    page = unescape(console.get(f"{STORE}/stock/{SINGLE}").text)
    for text in ("Free and good for long enough", "Another app keeps the stock of this location."):
        assert text in page, text
    assert console.get(f"{STORE}/stock/404").status_code == 404


def test_chosen_levels_are_sent_now_whatever_shopify_has(console: TestClient, container: Container) -> None:
    form: dict[str, str | list[str]] = {"id": [str(INVENTORY_ITEMS[SINGLE])]}
    assert send_form(console, f"{STORE}/stock/push", form)[0] == 303
    assert (get_level(container).is_forced, get_level(container, CASE).is_forced) == (True, False)
    assert send_form(console, f"{STORE}/stock/push", {})[0] == 303
    assert get_level(container, CASE).is_forced


def test_a_store_is_paused_with_a_reason_and_resumed(console: TestClient) -> None:
    status, page = send_form(console, f"{STORE}/stock/pause", {"reason": " "})
    assert (status, "field-error" in page) == (422, True)
    assert send_form(console, f"{STORE}/stock/pause", {"reason": "the shelves are counted"})[0] == 303
    assert "the shelves are counted" in console.get(f"{STORE}/stock").text
    assert "Paused" in console.get("/console/shopify-stock").text
    assert send_form(console, f"{STORE}/stock/resume", {})[0] == 303
    assert "the shelves are counted" not in console.get(f"{STORE}/stock").text


def test_a_location_is_mapped_to_storage_locations_and_unmapped(console: TestClient, container: Container) -> None:
    path = f"{STORE}/locations/{SHOP_FLOOR}"
    assert "Another app keeps the stock" in console.get(f"{STORE}/locations").text
    assert send_form(console, path, {"storage": ["Rack"]})[0] == 303
    with container.read_transaction() as tx:
        [mapping] = tx.shop_stock.locations.list_mappings(SHOP)
    assert (len(mapping.storage_location_ids), mapping.takes_rest) == (1, False)
    assert send_form(console, path, {})[0] == 303
    with container.read_transaction() as tx:
        assert list(tx.shop_stock.locations.list_mappings(SHOP)) == []


def test_a_location_of_another_app_is_refused(console: TestClient) -> None:
    status, page = send_form(console, f"{STORE}/locations/{SERVICE}", {"takes_rest": "yes"})
    assert (status, "Another app keeps the stock of Far away" in page) == (422, True)


def test_safety_stock_is_kept_and_removed(console: TestClient, container: Container) -> None:
    def list_rules() -> list[SafetyStock]:
        return list(container.save_safety_stock().list_all())

    path = "/console/shopify-stock/safety"
    for form, message in (
        ({"units": "many"}, "Enter the units as a whole number"),
        ({"units": "3", "item": "NO-ITEM"}, "The ERP has no item NO-ITEM."),
        ({"units": "999999999"}, "Safety stock must be"),
    ):
        status, page = send_form(console, path, form)
        assert (status, message in page) == (422, True), message
    assert send_form(console, path, {"units": "3", "where": f"{SHOP} {SHOP_FLOOR}", "item": "CAN"})[0] == 303
    assert list_rules() == [SafetyStock(3, SHOP, SHOP_FLOOR, "CAN")]
    assert "Can of tea" in console.get("/console/shopify-stock").text
    assert send_form(console, f"{path}/remove", {"where": f"{SHOP} {SHOP_FLOOR}", "item": "CAN"})[0] == 303
    assert list_rules() == []
