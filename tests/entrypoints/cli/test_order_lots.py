"""`novex-shopify orders propose`, `lots`, `assign`, `unassign` and `reassign`."""

import getpass
import json
from typing import Any

import pytest

from novex_shopify.domain.errors import LotNotProposed, NovexError
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import LINE_ID, an_item
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book
from tests.entrypoints.cli.commands import run_command

LINE = str(LINE_ID)


@pytest.fixture(autouse=True)
def orders(connector: Connector) -> None:
    """Orders 1 and 2 of five units each, and two lots of four, OLD and NEW."""
    connector.put_items([an_item("ART-1")])
    run("locations", "add", "Rack", "--kind", "rack")
    for lot in ("OLD", "NEW"):
        run("stock", "receive", "ART-1", lot, "--location", "Rack", "--quantity", "4")
    for number in (1001, 1002):
        book(connector.container.unit_of_work(), an_order_line(5), number=number)


def run(*arguments: str) -> str:
    result = run_command(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout.strip()


def list_lots(order_id: str) -> list[tuple[Any, ...]]:
    rows = json.loads(run("orders", "lots", order_id, "--json"))
    return [(row["lot"], row["quantity"], row["state"]) for row in rows]


def test_proposed_lots_are_shown_with_their_reasons() -> None:
    rows = json.loads(run("orders", "propose", "1", "--json"))
    assert [(row["lot"], row["location"], row["quantity"]) for row in rows] == [("OLD", "Rack", 4), ("NEW", "Rack", 1)]
    assert "the earliest that may leave" in rows[0]["reason"]
    assert run("orders", "propose", "1").startswith("Lots of #1001 are judged on ")


def test_several_orders_get_the_proposed_lots_in_turn() -> None:
    output = run("orders", "assign", "1", "2")
    assert "#1001, line 866550311766439020, Earl Grey: 5 to ship, 5 assigned, 0 short." in output
    assert "#1002, line 866550311766439020, Earl Grey: 5 to ship, 3 assigned, 2 short." in output
    assert (list_lots("1"), list_lots("2")) == (
        [("OLD", 4, "assigned"), ("NEW", 1, "assigned")],
        [("NEW", 3, "assigned")],
    )


def test_one_refused_order_of_several_is_named_and_the_exit_code_says_so() -> None:
    result = run_command("orders", "assign", "404", "1")
    assert (result.exit_code, result.stderr) == (1, "Order 404: There is no order 404.\n")
    assert list_lots("1") == [("OLD", 4, "assigned"), ("NEW", 1, "assigned")]


def test_a_person_chooses_exchanges_and_unassigns_a_lot() -> None:
    chosen = ("--line", LINE, "--lot", "NEW", "--quantity", "2", "--json")
    with pytest.raises(LotNotProposed):
        run_command("orders", "assign", "1", *chosen)
    [row] = json.loads(run("orders", "assign", "1", *chosen, "--reason", "asked for it", "--reference", "A-1"))
    assert (row["reason"], row["by"]) == ("asked for it", getpass.getuser())
    exchange = ("--quantity", "1", "--reason", "torn", "--location", "Rack")
    run("orders", "reassign", str(row["assignment_id"]), "OLD", *exchange)
    assert list_lots("1") == [("NEW", 1, "assigned"), ("NEW", 1, "released"), ("OLD", 1, "assigned")]
    run("orders", "unassign", "1", "--line", LINE, "--quantity", "1", "--reason", "waits")
    assert list_lots("1")[-1] == ("OLD", 1, "released")


@pytest.mark.parametrize(
    "arguments",
    [("1", "--line", LINE), ("1", "2", "--line", LINE, "--lot", "OLD", "--quantity", "1"), ("1", "--reason", "why")],
)
def test_half_a_choice_is_refused(arguments: tuple[str, ...]) -> None:
    result = run_command("orders", "assign", *arguments)
    assert result.exit_code == 2
    assert "--line, --lot and --quantity together" in " ".join(result.stderr.split())


def test_an_order_without_lots_says_so(connector: Connector) -> None:
    assert "The order has no lots." in run_command("orders", "lots", "1").stderr
    with pytest.raises(NovexError):
        run_command("orders", "lots", "404")
