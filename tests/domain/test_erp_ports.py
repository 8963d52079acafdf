"""An ERP implements only what the product calls."""

import ast
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


def list_attributes_called_on(port: str) -> set[str]:
    """The attributes read from anything that is named like the port's place in `Erp`: `tx.erp.orders.apply`."""
    trees = [ast.parse(path.read_text("utf-8")) for path in list_calling_files()]
    attributes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {node.attr for node in attributes if _get_last_name(node.value) == port}


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
def test_every_method_that_an_erp_implements_is_called(port: type, place: str) -> None:
    methods = {name for name in vars(port) if not name.startswith("_")}
    assert methods
    assert methods - list_attributes_called_on(place) == set()
