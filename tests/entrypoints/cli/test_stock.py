"""`novex-shopify stock`, `lots` and `locations`."""

import json
from typing import Any

import pytest

from novex_shopify.domain.errors import NovexError
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import an_item
from tests.entrypoints.cli.commands import run_command

LOT = ("ART-1", "L1")
AT_RACK = ("--location", "Rack")


@pytest.fixture(autouse=True)
def warehouse(connector: Connector) -> None:
    """Ten units of a lot on a rack."""
    connector.put_items([an_item("ART-1"), an_item("ART-2")])
    run("locations", "add", "Rack", "--kind", "rack")
    run("locations", "add", "Freezer", "--kind", "freezer", "--no-sells")
    run("stock", "receive", *LOT, *AT_RACK, "--quantity", "10", "--expires-on", "2027-05-02", "--reference", "PO-1")


def run(*arguments: str) -> str:
    result = run_command(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout.strip()


def list_stock() -> list[dict[str, Any]]:
    return [
        {name: row[name] for name in ("lot", "location", "free", "held")}
        for row in json.loads(run("stock", "list", "--json"))
    ]


def test_stock_is_received_counted_moved_held_and_scrapped() -> None:
    run("stock", "receive", *LOT, *AT_RACK, "--quantity", "10", "--expires-on", "2027-05-02", "--reference", "PO-1")
    assert run("stock", "adjust", *LOT, *AT_RACK, "--by=-1", "--reason", "broken") == "9 free, 0 assigned, 0 held."
    assert run("stock", "count", "ART-1=L1=12", *AT_RACK).splitlines() == [
        "Lot L1 of ART-1: 9 expected, 12 counted.",
        "1 lots counted, 1 differed.",
    ]
    run("stock", "move", *LOT, "--from", "Rack", "--to", "freezer", "--quantity", "4")
    held = run("stock", "hold", *LOT, *AT_RACK, "--quantity", "3", "--reason", "dented")
    assert held == "5 free, 0 assigned, 3 held."
    run("stock", "scrap", *LOT, *AT_RACK, "--quantity", "1", "--reason", "leaking", "--held")
    run("stock", "release", *LOT, *AT_RACK, "--quantity", "1", "--reason", "only the label")
    assert list_stock() == [
        {"lot": "L1", "location": "Rack", "free": 6, "held": 1},
        {"lot": "L1", "location": "Freezer", "free": 4, "held": 0},
    ]
    converted = run("stock", "convert", *LOT, *AT_RACK, "--quantity", "2", "--to-item", "ART-2", "--to-quantity", "24")
    assert converted == "2 of ART-1 became 24 of ART-2, lot L1."
    assert json.loads(run("stock", "verify", "--json")) == []


def test_a_receipt_of_an_expired_lot_warns() -> None:
    expired = (*AT_RACK, "--quantity", "1", "--expires-on", "2020-05-02", "--source-reference", "PO-9")
    result = run_command("stock", "receive", "ART-1", "OLD", *expired)
    assert (result.exit_code, "Warning: Lot OLD expired on 2020-05-02" in result.stderr) == (0, True)
    assert json.loads(run("lots", "show", "ART-1", "old", "--json"))[0]["source_reference"] == "PO-9"


def test_a_receipt_that_was_booked_before_says_so() -> None:
    again = (
        "stock",
        "receive",
        *LOT,
        *AT_RACK,
        "--quantity",
        "10",
        "--expires-on",
        "2027-05-02",
        "--reference",
        "PO-1",
    )
    assert "Receipt PO-1 was booked before: 10 of lot L1 of ART-1 at Rack. Nothing was added." in run(*again)


def test_a_lot_is_shown_with_its_movements_and_quarantined() -> None:
    run("lots", "quarantine", *LOT, "--reason", "smells odd")
    result = run_command("lots", "show", *LOT, "--json")
    assert result.stderr.strip() == "Lot L1 of ART-1: quarantined (smells odd), expires 2027-05-02"
    [entry] = json.loads(result.stdout)
    assert (entry["kind"], entry["location"], entry["d_free"], entry["cause"]) == (
        "receive",
        "Rack",
        10,
        "receipt:PO-1",
    )
    [listed] = json.loads(run("lots", "list", "--status", "quarantined", "--expires-until", "2027-05-02", "--json"))
    assert listed["code"] == "L1"
    run("lots", "release", *LOT, "--reason", "all is well")
    assert json.loads(run("lots", "list", "--status", "quarantined", "--json")) == []
    assert [each["name"] for each in json.loads(run("locations", "list", "--json"))] == ["Freezer", "Rack"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("stock", "move", *LOT, "--from", "Rack", "--to", "Freezer", "--quantity", "11"), "has 10 free at Rack"),
        (("locations", "add", "RACK"), "There is a location Rack already"),
        (("lots", "show", "ART-1", "L404"), "Item ART-1 has no lot L404."),
    ],
    ids=["too many", "same name", "unknown lot"],
)
def test_what_cannot_be_done_is_refused_in_words(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(NovexError, match=message):
        run_command(*arguments)


def test_what_is_not_a_count_is_refused() -> None:
    result = run_command("stock", "count", "ART-1=L1", *AT_RACK)
    assert result.exit_code == 2
    assert "is not ITEM=LOT=QUANTITY" in " ".join(result.output.split())
