"""`novex-shopify exceptions`."""

import json

import pytest

from novex_shopify.domain.errors import LotStillUnknown
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import LINE_ID, NOON, an_item
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, keep_stock
from tests.entrypoints.cli.commands import run_command

HERE = ("--location", "Rack", "--reason", "the packer kept the label")


def run(*arguments: str) -> str:
    result = run_command(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout.strip()


def receive(lot: str, quantity: int) -> None:
    run("stock", "receive", "ART-1", lot, "--location", "Rack", "--quantity", str(quantity))


def list_exceptions() -> dict[str, tuple[int, list[str]]]:
    """The quantity and the assumed lots by kind; the numbers of the exceptions are 1, 2, ..."""
    rows = json.loads(run("exceptions", "list", "--json"))
    return {row["exception"]: (row["quantity"], row["assumed_lots"]) for row in rows}


@pytest.fixture
def exceptions(connector: Connector) -> dict[str, str]:
    """Shopify has shipped 5 units; 3 are assumed to be of the only lot there was. Their numbers by kind."""
    unit_of_work = connector.container.unit_of_work()
    keep_stock(unit_of_work, auto_assign=AutoAssign.BY_HAND)
    connector.put_items([an_item("ART-1")])
    run("locations", "add", "Rack", "--kind", "rack")
    receive("L1", 3)
    fulfillment = OrderFulfillment(7, NOON, "success", lines=((LINE_ID, 5),), created_at=NOON)
    book(unit_of_work, an_order_line(5), fulfillments=(fulfillment,))
    run("orders", "settle", "1")
    while connector.container.settle_order().run_next():
        pass
    receive("L2", 9)
    rows = json.loads(run("exceptions", "list", "--json"))
    return {row["exception"]: str(row["exception_id"]) for row in rows}


def test_the_lot_of_untraced_units_is_named(exceptions: dict[str, str]) -> None:
    assert list_exceptions() == {"inferred": (3, ["L1=3"]), "untraced": (2, [])}
    number = exceptions["untraced"]
    said = run("exceptions", "name-lot", number, "L2", "--quantity", "1", *HERE)
    assert said == f"1 of the units were of lot L2. Exception {number} is about 1 more."
    said = run("exceptions", "name-lot", number, "L2", "--quantity", "1", *HERE)
    assert said == f"1 of the units were of lot L2. Exception {number} is closed."
    assert list_exceptions() == {"inferred": (3, ["L1=3"])}


def test_a_lot_that_was_named_wrongly_is_corrected(exceptions: dict[str, str], connector: Connector) -> None:
    named = ("exceptions", "name-lot", exceptions["untraced"], "L2", "--quantity", "2", "--reference", "N-1", *HERE)
    assert run(*named) == run(*named)
    receive("L3", 9)
    rows = json.loads(run("orders", "lots", "1", "--json"))
    [assignment] = [row["assignment_id"] for row in rows if row["lot"] == "L2"]
    run("orders", "correct-lot", str(assignment), "l3", "--reference", "C-1", *HERE)
    rows = json.loads(run("orders", "lots", "1", "--json"))
    assert [(row["lot"], row["quantity"]) for row in rows if row["state"] == "shipped"] == [("L1", 3), ("L3", 2)]
    [assignment] = [row["assignment_id"] for row in rows if row["lot"] == "L3" and row["state"] == "shipped"]
    lots = connector.correct_lot(assignment, "L2", "Rack", "the first label was right", quantity=1)
    pairs = [(each.lot.code, each.assignment) for each in lots.assigned]
    shipped = [(code, each.quantity) for code, each in pairs if each.state is AssignmentState.SHIPPED]
    assert sorted(shipped) == [("L1", 3), ("L2", 1), ("L3", 1)]


def test_an_assumed_lot_is_corrected_and_the_rest_confirmed(exceptions: dict[str, str]) -> None:
    number = exceptions["inferred"]
    run("exceptions", "name-lot", number, "L2", "--quantity", "1", "--instead-of", "L1", *HERE)
    assert list_exceptions()["inferred"] == (2, ["L1=2"])
    assert run("exceptions", "confirm", number) == f"Exception {number}: the assumed lots are recorded."
    assert "inferred" not in list_exceptions()


def test_an_exception_is_closed_with_a_note(exceptions: dict[str, str]) -> None:
    number = exceptions["inferred"]
    assert run("exceptions", "close", number, "--note", "eaten") == f"Exception {number} is closed."
    with pytest.raises(LotStillUnknown, match="Name the lot instead"):
        run_command("exceptions", "close", exceptions["untraced"], "--note", "the label is gone")
    assert list_exceptions() == {"untraced": (2, [])}
