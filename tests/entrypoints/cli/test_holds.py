"""`novex-shopify orders hold`, `orders release` and `holds`, and the same calls of ERP code."""

import json

import pytest

from novex_shopify.domain.errors import NotFound, OrderOnHold
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import SHOP, a_shipment
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, keep_stock
from tests.entrypoints.cli.commands import run_command


@pytest.fixture(autouse=True)
def orders(connector: Connector) -> None:
    """Two orders of a store."""
    unit_of_work = connector.container.unit_of_work()
    keep_stock(unit_of_work)
    for number in (1001, 1002):
        book(unit_of_work, an_order_line(5), number=number)


def run(*arguments: str) -> str:
    result = run_command(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout.strip()


def test_orders_are_held_listed_and_released() -> None:
    output = run("orders", "hold", "#1001", "2", "--reason", "a strike")
    assert output.splitlines() == ["Order #1001 is on hold.", "Order 2 is on hold."]
    rows = json.loads(run("holds", "list", "--json"))
    assert [(row["order"], row["reasons"]) for row in rows] == [("#1001", ["a strike"]), ("#1002", ["a strike"])]
    run("orders", "release", "1001", "#1002", "--reason", "it is over", "--store", SHOP)
    assert json.loads(run("holds", "list", "--json")) == []
    again = run_command("orders", "release", "#1001", "--reason", "it is over")
    assert (again.exit_code, "is not on hold" in again.stdout) == (1, True)
    with pytest.raises(NotFound):
        run_command("orders", "hold", "#404", "--reason", "a strike")


def test_rules_are_previewed_saved_listed_and_deleted() -> None:
    preview = run("holds", "rules", "preview", SHOP, "amount_above", "10")
    assert "2 of the last 2 orders would have been held." in preview
    saved = run("holds", "rules", "save", SHOP, "Big", "amount_above", "10")
    assert saved == "Rule Big was saved: Total above 10 in the store's currency."
    rules = json.loads(run("holds", "rules", "list", SHOP, "--json"))
    assert rules == [{"name": "Big", "kind": "amount_above", "values": ["10"]}]
    run("holds", "rules", "delete", SHOP, "Big")
    assert json.loads(run("holds", "rules", "list", SHOP, "--json")) == []


def test_erp_code_holds_and_releases(connector: Connector) -> None:
    with connector.acting_as("Anna (sales)"):
        connector.hold_order(SHOP, 1001, "a call")
    with pytest.raises(OrderOnHold):
        connector.push_fulfillment(a_shipment("S-1", "1"))
    connector.release_order(SHOP, 1001, "paid")
    [hold] = connector.list_holds(SHOP, 1001)
    assert (hold.placed_by.name, hold.end_reason) == ("Anna (sales)", "paid")
