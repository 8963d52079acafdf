"""`novex-shopify orders comment`, `delete-comment` and `timeline`, and the same calls of ERP code."""

import json

import pytest

from novex_shopify.domain.errors import NotTheWriter
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import ORDER_ID, SHOP
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book
from tests.entrypoints.cli.commands import run_command


@pytest.fixture(autouse=True)
def order(connector: Connector) -> None:
    book(connector.container.unit_of_work(), an_order_line(5), number=ORDER_ID)


def run(*arguments: str) -> str:
    result = run_command(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout.strip()


def test_a_comment_is_in_the_timeline_until_it_is_deleted(connector: Connector) -> None:
    assert run("orders", "comment", "1", "Call back") == "Comment 1 was added to order 1."
    newest, *_ = json.loads(run("orders", "timeline", "1", "--json"))
    assert (newest["what"], newest["details"]) == ("Comment 1", ["Call back"])
    assert run("orders", "delete-comment", "1", "1") == "Comment 1 was deleted."
    assert connector.list_comments(SHOP, ORDER_ID) == []
    [entry] = [each for each in connector.show_timeline(SHOP, ORDER_ID).entries if "deleted" in each.title]
    assert entry.actor


def test_erp_code_comments_as_the_person_who_acts(connector: Connector) -> None:
    with connector.acting_as("Anna (sales)"):
        comment = connector.comment_on_order(SHOP, ORDER_ID, "Call back")
    with pytest.raises(NotTheWriter):
        connector.delete_comment(SHOP, ORDER_ID, comment.id)
    with connector.acting_as("Anna (sales)"):
        connector.delete_comment(SHOP, ORDER_ID, comment.id)
    assert connector.list_comments(SHOP, ORDER_ID) == []
