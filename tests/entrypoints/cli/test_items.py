"""`novex-shopify items`, and taking products over as items."""

import json
from pathlib import Path

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.product import Item, Variant
from novex_shopify.domain.model.shop import Scopes, Shop
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.entrypoints.cli.commands import NOON, SHOP, run_command


@pytest.fixture(autouse=True)
def products(connector: Connector) -> None:
    """A store whose three variants are imported."""
    container = connector.container
    with container.unit_of_work()() as tx:
        tx.shops.save(Shop(SHOP, Scopes.parse("read_orders"), "2026-10", NOON))
        skus = {11: "TEA", 12: "CUP", 13: None}
        tx.mappings.upsert_variants(
            SHOP, [Variant(1, number, f"Product {number}", sku) for number, sku in skus.items()]
        )
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = tx.imports.claim(container.worker_id(), NOON)
        assert run
        tx.imports.save(run.finish(ImportStatus.DONE, NOON), NOON)
        tx.commit()


def test_a_file_is_imported_and_its_refused_lines_are_named(tmp_path: Path, connector: Connector) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes("SKU;Name\nTEA;Grüner Tee\nCUP;\n".encode("utf-8-sig"))
    result = run_command("items", "import", str(file))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "line 3: refused: it has no name",
        "1 created, 0 updated, 0 unchanged, 1 refused. Variants mapped: 1. Waiting orders that continue: 0",
    ]
    with connector.container.transaction() as tx:
        assert tx.erp.catalog.get("TEA") == Item("TEA", "Grüner Tee", "TEA")


def test_products_are_taken_over_and_what_is_left_is_listed(connector: Connector) -> None:
    result = run_command("products", "take-over", SHOP, "--create-missing-items", "--json")
    assert json.loads(result.stdout) == [
        {"variant_id": 13, "title": "Product 13", "sku": None, "reason": "the variant has no SKU"}
    ]
    assert "Items created: 2. Variants mapped: 2. Left for a person: 1." in result.stderr
    with connector.container.transaction() as tx:
        assert tx.shops.get_settings(SHOP).create_missing_items
    assert connector.take_over_items(SHOP).created == 0


def test_how_an_item_is_kept_in_stock_is_edited_and_shown(connector: Connector) -> None:
    connector.put_items([Item("TEA", "Tea", "TEA", unit="bag", shelf_life_days=700)])
    options = (
        "--date-kind",
        "use_by",
        "--strategy",
        "fefo",
        "--no-lot-tracked",
        "--chilled",
        "--volume-ml",
        "400",
        "--clear",
        "unit",
    )
    run_command("items", "edit", "TEA", *options)
    (shown,) = json.loads(run_command("items", "show", "TEA", "--json").stdout)
    assert shown == {
        "id": "TEA",
        "name": "Tea",
        "sku": "TEA",
        "barcode": None,
        "grams": None,
        "unit": None,
        "lot_tracked": False,
        "shelf_life_days": 700,
        "date_kind": "use_by",
        "strategy": "fefo",
        "nominal_grams": None,
        "hs_code": None,
        "origin_country": None,
        "chilled": True,
        "volume_ml": 400,
        "box_code": None,
    }
    with pytest.raises(NotFound, match="no item CUP"):
        run_command("items", "show", "CUP")
