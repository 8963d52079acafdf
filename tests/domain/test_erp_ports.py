"""An ERP implements only what the product calls."""

import ast
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from novex_shopify.domain.ports.erp import ErpCatalog, ErpCustomers, ErpOrders, ErpShipments
from novex_shopify.domain.ports.erp_stock import Lots, StockLedger, StorageLocations
from novex_shopify.domain.ports.lot_traces import LotTraces
from novex_shopify.domain.ports.recalls import Recalls
from novex_shopify.domain.ports.stock_overview import StockOverview

ROOT = Path(__file__).parents[2]
IMPLEMENTATIONS = [
    ROOT / part for part in ("adapters/erp", "adapters/memory/erp", "domain/ports/erp.py", "domain/ports/erp_stock.py")
]


def list_calling_files() -> list[Path]:
    files = [path for part in ("domain", "adapters", "config", "entrypoints") for path in (ROOT / part).rglob("*.py")]
    return [path for path in files if not any(path.is_relative_to(each) for each in IMPLEMENTATIONS)]


@pytest.fixture(scope="module")
def called() -> Mapping[str | None, set[str]]:
    """By the last name of what they are read from, such as `orders` of `tx.erp.orders.apply`: attributes."""
    attributes = defaultdict(set)
    for path in list_calling_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                attributes[_get_last_name(node.value)].add(node.attr)
    return attributes


def _get_last_name(node: ast.expr) -> str | None:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)


@pytest.mark.parametrize(
    ("port", "place"),
    [
        (ErpCatalog, "catalog"),
        (ErpCustomers, "customers"),
        (ErpOrders, "orders"),
        (ErpShipments, "shipments"),
        (StorageLocations, "locations"),
        (Lots, "lots"),
        (StockLedger, "ledger"),
        (StockOverview, "overview"),
        (LotTraces, "traces"),
        (Recalls, "recalls"),
    ],
)
def test_every_method_that_an_erp_implements_is_called(
    called: Mapping[str | None, set[str]], port: type, place: str
) -> None:
    methods = {name for name in vars(port) if not name.startswith("_")}
    assert methods
    assert methods - called[place] == set()
