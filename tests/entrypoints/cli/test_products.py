"""`novex-shopify products`."""

import json
from pathlib import Path

import pytest

from novex_shopify.domain.errors import ProductsNotImported, UnreadableCsvFile
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.product import Item, Variant
from novex_shopify.domain.model.shop import Scopes, Shop
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.entrypoints.cli.commands import NOON, SHOP, run_command


@pytest.fixture(autouse=True)
def products(connector: Connector) -> None:
    """A store with three variants, and an ERP with two items."""
    with connector.container.unit_of_work()() as tx:
        tx.shops.save(Shop(SHOP, Scopes.parse("read_orders"), "2026-10", NOON))
        tx.mappings.upsert_variants(
            SHOP, [Variant(1, number, f"Tea {number}", f"SKU-{number}") for number in (11, 12, 13)]
        )
        tx.erp.catalog.put([Item("ART-1", "Tee", "sku11"), Item("ART-2", "Cup")])
        tx.commit()


def test_a_variant_is_ignored_and_listed_as_that() -> None:
    assert "Variant 12 is booked without an item" in run_command("products", "ignore", SHOP, "12").stdout
    (ignored,) = json.loads(run_command("products", "list", SHOP, "--status", "ignored", "--json").stdout)
    assert (ignored["variant_id"], ignored["reason"], ignored["waiting_orders"]) == (12, "ignored by a person", 0)
    (found,) = json.loads(run_command("products", "list", SHOP, "--text", "tea 13", "--json").stdout)
    assert found["variant_id"] == 13


def test_a_product_is_mapped_by_a_person_and_unmapped_again() -> None:
    assert "Variant 11 is mapped to item ART-1" in run_command("products", "map", SHOP, "11", "ART-1").stdout
    (mapping,) = json.loads(run_command("products", "list", SHOP, "--text", "11", "--json").stdout)
    assert (mapping["status"], mapping["item_id"], mapping["matched_by"]) == ("mapped", "ART-1", "person")
    run_command("products", "unmap", SHOP, "11")
    (mapping,) = json.loads(
        run_command("products", "list", SHOP, "--status", "unmapped", "--text", "11", "--json").stdout
    )
    assert mapping["reason"] == "unmapped by a person"


def test_variants_are_matched_again_after_their_products_are_imported(connector: Connector) -> None:
    with pytest.raises(ProductsNotImported):
        run_command("products", "match", SHOP)
    with connector.container.unit_of_work()() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = tx.imports.claim(WorkerId("a-worker-of-the-test", 1), NOON)
        assert run
        tx.imports.save(run.finish(ImportStatus.DONE, NOON), NOON)
        tx.erp.catalog.put([Item("ART-3", "Tea for two", "SKU-12")])
        tx.commit()
    assert "Variants mapped: 1." in run_command("products", "match", SHOP).stdout
    (mapping,) = json.loads(run_command("products", "list", SHOP, "--text", "12", "--json").stdout)
    assert (mapping["item_id"], mapping["item_name"], mapping["reason"]) == ("ART-3", "Tea for two", None)


def test_items_are_suggested_with_the_reason() -> None:
    (best, *_) = json.loads(run_command("products", "suggest", SHOP, "11", "--json").stdout)
    assert (best["item_id"], best["reason"]) == ("ART-1", "Same SKU (ignoring case, spaces, dashes, leading zeros)")


def test_an_export_is_imported_again_without_a_change(tmp_path: Path) -> None:
    run_command("products", "map", SHOP, "11", "ART-1")
    run_command("products", "ignore", SHOP, "12")
    file = tmp_path / "products.csv"
    assert run_command("products", "export", SHOP, str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfvariant,product,")
    result = run_command("products", "import", SHOP, str(file))
    assert result.exit_code == 0
    assert "0 mapped, 0 ignored, 3 unchanged, 0 refused" in result.stdout
    assert run_command("products", "export", SHOP).stdout.replace("\r\n", "\n") == file.read_text("utf-8-sig")


def test_each_line_has_its_outcome_and_a_refused_line_fails_the_command(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("variant;item\n11;ART-1\n12;ART-9\n", encoding="utf-8")
    dry = run_command("products", "import", SHOP, str(file), "--dry-run")
    assert dry.exit_code == 1
    assert "line 2: variant 11 mapped to item ART-1\n" in dry.stdout
    assert "line 3: variant 12 refused: the ERP has no item ART-9\n" in dry.stdout
    assert "Nothing was changed. Preview: 1 mapped" in dry.stdout
    result = run_command("products", "import", SHOP, str(file), "--json")
    assert result.exit_code == 1
    assert [each["outcome"] for each in json.loads(result.stdout)] == ["mapped", "refused"]
    (mapped,) = json.loads(run_command("products", "list", SHOP, "--status", "mapped", "--json").stdout)
    assert mapped["variant_id"] == 11


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_bytes("x;y\n".encode("utf-16"))
    with pytest.raises(UnreadableCsvFile, match="names no column variant and item"):
        run_command("products", "import", SHOP, str(file))


def test_a_shop_can_be_set_to_create_missing_items() -> None:
    (settings,) = json.loads(run_command("shops", "settings", SHOP, "--create-missing-items", "--json").stdout)
    assert settings["create_missing_items"] is True
