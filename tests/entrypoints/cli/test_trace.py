"""`novex-shopify trace`."""

import json
from typing import Any

import pytest

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditFilter
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import open_warehouse, receive
from tests.domain.use_cases.trace.trace_steps import order, ship, ship_untraced
from tests.entrypoints.cli.commands import run_command

LOT = ("ART-1", "L1")


@pytest.fixture
def fakes(connector: Connector) -> Fakes:
    """Twenty units of a lot, in the database of the commands."""
    unit_of_work = connector.container.unit_of_work()
    open_warehouse(unit_of_work)
    fakes = Fakes(unit_of_work=unit_of_work)
    receive(fakes, 20)
    return fakes


def run(*arguments: str) -> Any:
    result = run_command(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout), result.stderr


def test_a_lot_is_traced_to_its_customers(fakes: Fakes) -> None:
    ship(fakes, order(fakes, 1), 2)
    ship(fakes, order(fakes, 2), 3, inferred=True)
    ship_untraced(fakes, order(fakes, 3), 1)
    rows, said = run("trace", "lot", *LOT)
    assert [(row["order"], row["shipped"], row["lot_is"]) for row in rows] == [
        ("#1001", 2, "recorded"),
        ("#1002", 3, "assumed"),
        ("#1003", 1, "not known"),
    ]
    assert (rows[0]["customer"], rows[0]["email"]) == ("Ada Lovelace", "ada@example.com")
    assert rows[0]["address"] == "St James's Square 12, SW1Y 4JH London, GB"
    assert "Rack: 15 free, 0 assigned, 0 held." in said
    assert "100 % accounted for." in said
    with fakes.unit_of_work.read() as tx:
        [entry] = tx.audit_log.search(AuditFilter(action=AuditAction.PERSONAL_DATA_SHOWN), 9)
    assert entry.subject.kind is AuditedKind.LOT


def test_a_limit_leaves_no_certainty_out_and_says_what_is_missing(fakes: Fakes) -> None:
    for number in (1, 2):
        ship(fakes, order(fakes, number), 1)
    ship(fakes, order(fakes, 3), 1, inferred=True)
    ship_untraced(fakes, order(fakes, 4), 1)
    rows, said = run("trace", "lot", *LOT, "--limit", "1")
    assert [row["lot_is"] for row in rows] == ["recorded", "assumed", "not known"]
    assert said.count("There are more orders") == 1
    assert "There are more orders whose lot is recorded than these 1: raise --limit." in said


def test_an_order_is_traced_to_its_lots(fakes: Fakes) -> None:
    order_id = order(fakes)
    ship(fakes, order_id)
    ship_untraced(fakes, order_id, 1)
    [row], said = run("trace", "order", order_id)
    assert (row["lot"], row["quantity"], row["state"]) == ("L1", 2, "shipped")
    assert "1 units of Earl Grey left, and their lot is not known." in said


def test_an_unknown_lot_is_refused(fakes: Fakes) -> None:
    with pytest.raises(NovexError, match="Item ART-1 has no lot L2"):
        run_command("trace", "lot", "ART-1", "L2")
