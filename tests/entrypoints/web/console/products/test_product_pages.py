"""The list of products, its cursor, and what a decision says."""

from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.product import Item, MappingCursor, MappingStatus
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.policies.mapping_file import HEADER
from novex_shopify.entrypoints.web.console.products.product_pages import (
    build_list_url,
    describe_released,
)
from novex_shopify.entrypoints.web.console.products.variant_records import parse_cursor
from tests.builders import NOON, SHOP, a_shop, a_variant
from tests.entrypoints.web.console.local_console import open_local_console, read_csrf_token, send_form


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with an imported variant and, since then, its item."""
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.mappings.upsert_variants(SHOP, [a_variant(11, sku="TEA"), a_variant(12, sku="CUP")])
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = tx.imports.claim(WorkerId("a-worker-of-the-test", 1), NOON)
        assert run
        tx.imports.save(run.finish(ImportStatus.DONE, NOON), NOON)
        tx.erp.catalog.put([Item("ART-1", "Earl Grey, 100 g", "TEA")])
        tx.commit()
    with open_local_console(container) as client:
        yield client


def test_matching_again_maps_what_has_an_item_by_now_and_the_list_names_the_item(console: TestClient) -> None:
    unmapped = console.get("/console/products").text
    assert "Item ART-1 has the same SKU now" in unmapped
    assert "No ERP item has exactly the SKU CUP" in unmapped
    answer = console.post("/console/products/match", data={"csrf": read_csrf_token(unmapped), "shop": SHOP})
    assert answer.status_code == 303
    assert "1 product mapped." in console.get(answer.headers["location"]).text
    mapped = console.get("/console/products?status=mapped").text
    assert "Earl Grey, 100 g" in mapped
    assert "Mapped by SKU" in mapped
    console.post("/console/products/match", data={"csrf": read_csrf_token(unmapped), "shop": ""})
    assert "No further product has exactly one ERP item" in console.get("/console/products").text


def test_chosen_variants_are_ignored_and_that_is_undone(console: TestClient, container: Container) -> None:
    def list_statuses() -> list[MappingStatus]:
        with container.read_transaction() as tx:
            return [mapping.status for mapping in tx.mappings.list_for_shop(SHOP)]

    form: dict[str, str | list[str]] = {"id": ["11", "12", "x"], "next": "/console/products?status=all"}
    send_form(console, f"/console/products/{SHOP}/ignore", form)
    assert list_statuses() == [MappingStatus.IGNORED, MappingStatus.IGNORED]
    page = console.get("/console/products?status=all").text
    assert "2 products will be booked without an item" in page
    assert 'name="id" value="11 12"' in page
    send_form(console, f"/console/products/{SHOP}/unmap", {"id": "11 12"})
    assert list_statuses() == [MappingStatus.UNMAPPED, MappingStatus.UNMAPPED]


def test_units_per_sale_are_stated_with_the_item_changed_and_undone(console: TestClient, container: Container) -> None:
    url = f"/console/products/{SHOP}/12"

    def map_with(pieces: str) -> tuple[int, str]:
        status, page = send_form(console, f"{url}/map", {"item": "ART-1", "pieces": pieces})
        return status, page or console.get(url).text

    def get_pieces() -> int:
        with container.read_transaction() as tx:
            return tx.mappings.get_items(SHOP, [12])[12].pieces

    assert "Mapped to ART-1." in map_with("12")[1]
    assert get_pieces() == 12
    assert 'name="pieces" type="text" value="12"' in console.get(url).text
    page = map_with("6")[1]
    assert "Units per sale saved. Booked orders do not change." in page
    assert f'action="{url}/map"' in page
    assert 'type="hidden" name="pieces" value="12"' in page
    status, refusal = map_with("half")
    assert (status, get_pieces()) == (422, 6)
    assert "The units per sale must be a whole number from 1 to 1,000,000." in refusal


def test_the_list_is_counted_and_its_file_can_be_imported(console: TestClient) -> None:
    assert "<title>Products (2)" in console.get("/console/products").text
    header, *lines = console.get("/console/products?format=csv&text=CUP").text.splitlines()
    assert header.removeprefix("\ufeff").split(",")[: len(HEADER)] == list(HEADER)
    assert [line.split(",")[0] for line in lines] == ["12"]


@pytest.mark.parametrize(
    ("text", "cursor"),
    [
        ("3-11", MappingCursor(3, 11)),
        ("0-0", MappingCursor(0, 0)),
        ("", None),
        ("3", None),
        ("3-x", None),
        ("-3-1", None),
    ],
)
def test_only_a_complete_cursor_is_parsed(text: str, cursor: MappingCursor | None) -> None:
    assert parse_cursor(text) == cursor


@pytest.mark.parametrize(
    ("complete", "incomplete", "text"),
    [
        (0, 0, ""),
        (1, 0, " 1 waiting order continues."),
        (12, 1, " 12 waiting orders continue. 1 order still waits for other products."),
        (0, 2, " 2 orders still wait for other products."),
    ],
)
def test_released_orders_are_counted_apart_from_those_that_lack_more(complete: int, incomplete: int, text: str) -> None:
    lacking = [frozenset[str]()] * complete + [frozenset({"variant:7"})] * incomplete
    release = Release(9, lacking={f"order:{number}": keys for number, keys in enumerate(lacking)})
    assert describe_released(release) == text


def test_the_list_is_that_of_the_store() -> None:
    assert build_list_url(ShopDomain("tea.myshopify.com")) == "/console/products?shop=tea.myshopify.com"
