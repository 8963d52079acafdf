"""`novex-shopify returns`, `orders settle` and `orders unsettled`."""

import json
from collections.abc import Callable

import pytest

from novex_shopify.domain.errors import ReturnIsElsewhere
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.refund import Refund, RefundLine
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import LINE_ID, NOON, SHOP, an_item, euros
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, keep_stock
from tests.entrypoints.cli.commands import run_command


def run(*arguments: str) -> str:
    result = run_command(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout.strip()


@pytest.fixture
def settle(connector: Connector) -> Callable[[], None]:
    """Do what a worker does. Order 1 has two units; Shopify has them as fulfilled, and one as returned."""
    unit_of_work = connector.container.unit_of_work()
    keep_stock(unit_of_work, auto_assign=AutoAssign.BY_HAND)
    connector.put_items([an_item("ART-1")])
    run("locations", "add", "Rack", "--kind", "rack")
    run("stock", "receive", "ART-1", "L1", "--location", "Rack", "--quantity", "4")
    fulfillment = OrderFulfillment(7, NOON, "success", lines=((LINE_ID, 2),), created_at=NOON)
    refund = Refund(5, 1001, NOON, (RefundLine(LINE_ID, 1, euros("0"), euros("0"), "return"),))
    book(unit_of_work, an_order_line(2), fulfillments=(fulfillment,), refunds=(refund,))

    def run_worker() -> None:
        while connector.container.settle_order().run_next():
            pass

    return run_worker


def list_returns(state: str = "expected") -> list[tuple[str, list[str]]]:
    rows = json.loads(run("returns", "list", "--state", state, "--json"))
    return [(row["order"], row["lots"]) for row in rows]


def test_a_return_is_listed_received_and_restocked(settle: Callable[[], None]) -> None:
    assert run("orders", "settle", "--all-of", SHOP) == "1 order waits for a worker."
    settle()
    assert list_returns() == [("#1001", ["L1=1"])]
    assert run("returns", "receive", "1", "L1=1") == "Return 1: 1 units are held."
    assert (list_returns(), list_returns("received")) == ([], [("#1001", ["L1=1"])])
    assert run("returns", "restock", "1") == "Return 1 is restocked."
    with pytest.raises(ReturnIsElsewhere):
        run_command("returns", "scrap", "1", "--reason", "opened")


def test_a_return_is_scrapped_or_never_comes(settle: Callable[[], None]) -> None:
    run("orders", "settle", "1")
    settle()
    assert run_command("returns", "receive", "1", "L1").exit_code == 2
    assert run("returns", "never-came", "1", "--reason", "lost") == "Return 1 never came."
    assert list_returns("never_came") == [("#1001", ["L1=1"])]


def test_an_order_that_failed_is_shown_and_settled_again(settle: Callable[[], None]) -> None:
    run("orders", "settle", "404")
    settle()
    [failed] = json.loads(run("orders", "unsettled", "--json"))
    assert failed == {"order_id": "404", "attempts": 1, "error": "There is no order 404."}
    assert run("orders", "settle") == "1 order waits for a worker."
