"""`novex-shopify recall`."""

import json
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import pytest

from novex_shopify.domain.model.audit import AuditAction, AuditedKind
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.recall.recall_steps import list_entries
from tests.domain.use_cases.stock.stock_steps import open_warehouse, receive
from tests.domain.use_cases.trace.trace_steps import assign, order, ship
from tests.entrypoints.cli.commands import run_command

LOT = "ART-1=L1"


@pytest.fixture(autouse=True)
def fakes(connector: Connector) -> Fakes:
    """Twenty units of a lot: two are shipped, three are assigned."""
    unit_of_work = connector.container.unit_of_work()
    open_warehouse(unit_of_work)
    fakes = Fakes(unit_of_work=unit_of_work)
    receive(fakes, 20)
    ship(fakes, order(fakes, 1), 2)
    assign(fakes, order(fakes, 2), 3)
    return fakes


def run(*arguments: str) -> str:
    result = run_command("recall", *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def run_json(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json"))


def open_number(*options: str) -> str:
    return run("open", LOT, "--reason", "glass found", "--class", "class_1", *options).split()[1]


def test_a_recall_runs_from_preview_to_close(tmp_path: Path) -> None:
    [row] = run_json("preview", LOT)
    assert (row["received"], row["shipped"], row["on_hand"], row["percent"]) == (20, 2, 18, "100")
    number = open_number()
    run("notice", number, "1", "--channel", "email")
    run("answer", number, "1", "--note", "sends one back", "--returned", "1")
    [affected] = run_json("show", number)
    assert (affected["order"], affected["shipped"], affected["answer"]) == ("#1001", 2, "sends one back")
    assert run_json("show", number, "--affected", "assigned") == []
    assert "1 of 1 customers notified, 1 answered, 1 units came back." in run("show", number)
    assert "#1001" in run("export", number, "customers")
    path = tmp_path / "fsma.xlsx"
    assert run("export", number, "fsma", "--format", "xlsx", "--output", str(path)).strip() == f"{path} is written."
    assert is_zipfile(path)
    assert "is closed after 0 minutes" in run("close", number, f"{LOT}=scrapped", "--reason", "all is back")
    [listed] = run_json("list")
    assert (listed["number"], listed["class"], listed["conclusion"]) == (number, "class_1", "all is back")


def test_who_reads_contacts_is_in_the_audit_log(fakes: Fakes) -> None:
    run("preview", LOT)
    assert list_entries(fakes, AuditAction.PERSONAL_DATA_SHOWN) == []
    [listed] = run_json("preview", LOT, "--affected", "shipped")
    assert (listed["order"], listed["email"]) == ("#1001", "ada@example.com")
    number = open_number()
    for _ in range(2):
        run("show", number)
    shown = list_entries(fakes, AuditAction.PERSONAL_DATA_SHOWN)
    assert [(entry.subject.kind, entry.subject.id) for entry in shown] == [
        (AuditedKind.RECALL, number),
        (AuditedKind.LOT, "1"),
    ]


def test_an_exercise_is_said_to_be_one() -> None:
    number = open_number("--mock")
    assert f"Recall {number}, an exercise: glass found (open; 0 minutes)" in run("show", number)
    [waiting] = run_json("show", number, "--affected", "assigned")
    assert (waiting["order"], waiting["assigned"]) == ("#1002", 3)
    run("close", number, "--reason", "done")


@pytest.mark.parametrize("arguments", [("preview", "L1"), ("close", "R-1", "ART-1=L1=burned", "--reason", "x")])
def test_what_is_not_understood_names_an_example(arguments: tuple[str, ...]) -> None:
    result = run_command("recall", *arguments)
    assert result.exit_code == 2
    assert "such as KIMCHI-350=L261101-A" in result.stderr
