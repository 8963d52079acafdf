"""`novex-shopify orders ship`: an order leaves with its lots."""

import json
from collections.abc import Mapping

import pytest

from novex_shopify import Connector
from novex_shopify.domain.errors import InvalidShipment, UnitsWithoutLot
from tests.builders import LINE_ID, an_item
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, keep_stock
from tests.entrypoints.cli.commands import run_command

LINE = str(LINE_ID)


@pytest.fixture(autouse=True)
def order(connector: Connector) -> None:
    """Order 1 of a store that keeps stock: five units, of which three of OLD and one of L=2 are assigned."""
    connector.put_items([an_item("ART-1")])
    keep_stock(connector.container.unit_of_work())
    book(connector.container.unit_of_work(), an_order_line(5))
    run("locations", "add", "Rack", "--kind", "rack")
    for lot, quantity in (("OLD", "3"), ("L=2", "1")):
        run("stock", "receive", "ART-1", lot, "--location", "Rack", "--quantity", quantity)
    run("orders", "assign", "1")


def run(*arguments: str) -> str:
    result = run_command(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout.strip()


def list_shipped() -> Mapping[str, tuple[int, str]]:
    """The quantity and the shipment of each lot that has left."""
    rows = json.loads(run("orders", "lots", "1", "--json"))
    return {row["lot"]: (row["quantity"], row["shipment_id"]) for row in rows if row["state"] == "shipped"}


def test_everything_that_is_assigned_is_shipped_once() -> None:
    for _ in range(2):
        assert "Shipment S-1 is pending" in run("orders", "ship", "1", "--shipment", "S-1", "--tracking-number", "JD01")
    assert list_shipped() == {"OLD": (3, "S-1"), "L=2": (1, "S-1")}
    [push] = json.loads(run("fulfillments", "list", "--json"))
    assert push["tracking_numbers"] == ["JD01"]


def test_a_carrier_without_a_tracking_number_is_kept() -> None:
    run("orders", "ship", "1", "--shipment", "S-1", "--carrier", "DHL Express")
    [push] = json.loads(run("fulfillments", "list", "--json"))
    assert (push["carrier"], push["tracking_numbers"]) == ("DHL Express", [])
    page_only = ("--line", f"{LINE}=1", "--tracking-url", "https://carrier.example")
    with pytest.raises(InvalidShipment, match="give one of them"):
        run_command("fulfillments", "push", "1", "--shipment", "S-2", *page_only)


def test_a_part_is_shipped_by_the_codes_of_its_lots() -> None:
    run("orders", "ship", "1", "--shipment", "S-1", "--line", f"{LINE}=OLD=1", "--line", f"{LINE}=L=2=1")
    assert list_shipped() == {"OLD": (1, "S-1"), "L=2": (1, "S-1")}
    run("orders", "ship", "1", "--shipment", "S-2", "--line", f"{LINE}=1")
    assert list_shipped()["OLD"] == (1, "S-2")


@pytest.mark.parametrize("command", [("orders", "ship"), ("fulfillments", "push")])
def test_units_without_a_lot_need_a_reason(command: tuple[str, str]) -> None:
    ship = (*command, "1", "--shipment", "S-1", "--line", f"{LINE}=5")
    with pytest.raises(UnitsWithoutLot, match="5 to ship, 4 assigned, 1 missing"):
        run_command(*ship)
    run(*ship, "--untraced-reason", "the label was gone")
    assert list_shipped() == {"OLD": (3, "S-1"), "L=2": (1, "S-1")}


def test_a_cancelled_shipment_gives_its_lots_back() -> None:
    run("orders", "ship", "1", "--shipment", "S-1")
    run("fulfillments", "cancel", "S-1")
    assert list_shipped() == {}


def test_a_line_without_a_quantity_is_refused() -> None:
    result = run_command("orders", "ship", "1", "--shipment", "S-1", "--line", f"{LINE}=OLD")
    assert (result.exit_code, "is not LINE_ITEM_ID=QUANTITY" in " ".join(result.stderr.split())) == (2, True)
