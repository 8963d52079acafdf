"""What customers send back is received into the lot that it was shipped from, and restocked or scrapped by a person."""

from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.use_cases.stock.records import LotKey, get_location_names, get_stock
from tests.audited_world import list_entries
from tests.entrypoints.web.console.local_console import open_local_console, send_form
from tests.warehouse_world import KIMCHI, NEWER, OLDER, book, expect_return, open_warehouse, ship, stop_clock

RETURN = "/console/returns/1"


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console with a return of 4 units; of its line, 6 units of one lot and 2 of another were shipped."""
    stop_clock(container)
    open_warehouse(container)
    order = book(container, "#1001", 8)
    ship(container, order, OLDER, 6)
    ship(container, order, NEWER, 2)
    expect_return(container, order, OLDER, 4)
    with open_local_console(container) as client:
        yield client


def list_held(container: Container) -> dict[tuple[str, str], tuple[int, int]]:
    """What is free and held, by lot and location."""
    with container.read_transaction() as tx:
        stock = get_stock(tx)
        names = get_location_names(stock)
        lots = {lot.id: lot.code for code in (OLDER, NEWER) if (lot := stock.lots.find(KIMCHI.id, code))}
        return {
            (lots[each.lot_id], names[each.location_id]): (each.free, each.held)
            for each in stock.ledger.list_balances(lots)
        }


def find_lot_fields(container: Container, **units: int) -> dict[str, str]:
    """The fields of the form with units by lot code."""
    with container.read_transaction() as tx:
        stock = get_stock(tx)
        return {f"units-{lot.id}": str(units[code]) for code in units if (lot := stock.lots.find(KIMCHI.id, code))}


def list_rows(console: TestClient, view: str = "") -> list[str]:
    return console.get(f"/console/returns?format=csv&view={view}").text.splitlines()[1:]


def test_given_a_refund_when_returns_are_opened_then_the_lots_that_were_shipped_are_proposed(
    console: TestClient,
) -> None:
    page = " ".join(console.get("/console/returns").text.split())
    assert [text for text in ("#1001", KIMCHI.name, "Units of lot L1", "Units of lot L2") if text not in page] == []
    assert 'autocomplete="off" value="4"' in page
    [row] = list_rows(console)
    assert row.startswith(f"{KIMCHI.id},#1001,tea-and-paper.myshopify.com,4,4 of L1 at Rack,")


def test_given_a_return_when_it_is_received_as_proposed_then_its_units_are_held(
    console: TestClient, container: Container
) -> None:
    assert send_form(console, f"{RETURN}/receive", {})[0] == 303
    assert list_held(container)[OLDER, "Rack"] == (14, 4)
    assert (list_rows(console), len(list_rows(console, "received"))) == ([], 1)
    assert "Restock" in console.get("/console/returns?view=received").text


def test_given_another_lot_in_the_box_when_it_is_received_then_the_lots_and_the_location_are_corrected(
    console: TestClient, container: Container
) -> None:
    form = {**find_lot_fields(container, L1=1, L2=2), "location": "Freezer", "reason": "as on the box"}
    assert send_form(console, f"{RETURN}/receive", form)[0] == 303
    assert list_held(container) == {(OLDER, "Rack"): (14, 0), (OLDER, "Freezer"): (0, 1), (NEWER, "Freezer"): (48, 2)}


@pytest.mark.parametrize("units", [{"L1": 0, "L2": 0}, {"L1": 5, "L2": 0}, {"L1": 0, "L2": 3}])
def test_given_units_that_cannot_come_back_when_they_are_received_then_nothing_changes(
    console: TestClient, container: Container, units: dict[str, int]
) -> None:
    assert send_form(console, f"{RETURN}/receive", find_lot_fields(container, **units))[0] == 422
    assert send_form(console, f"{RETURN}/receive", {"units-1": "some"})[0] == 422
    assert len(list_rows(console)) == 1


def test_given_received_units_when_they_are_restocked_then_they_are_free_again(
    console: TestClient, container: Container
) -> None:
    assert send_form(console, f"{RETURN}/restock", {})[0] == 422
    send_form(console, f"{RETURN}/receive", {})
    assert send_form(console, f"{RETURN}/restock", {})[0] == 303
    assert list_held(container)[OLDER, "Rack"] == (18, 0)
    [row] = list_rows(console, "done")
    assert ",Restocked," in row


def test_given_a_quarantined_lot_when_it_is_restocked_then_that_is_refused_and_scrapping_needs_a_reason(
    console: TestClient, container: Container
) -> None:
    send_form(console, f"{RETURN}/receive", {})
    container.quarantine_lot()(LotKey(KIMCHI.id, OLDER), "smells")
    assert send_form(console, f"{RETURN}/restock", {})[0] == 422
    assert send_form(console, f"{RETURN}/scrap", {})[0] == 422
    assert send_form(console, f"{RETURN}/scrap", {"reason": "opened"})[0] == 303
    assert list_held(container)[OLDER, "Rack"] == (14, 0)


def test_given_a_return_that_never_came_when_it_is_given_up_then_the_audit_log_says_why(
    console: TestClient, container: Container
) -> None:
    assert send_form(console, f"{RETURN}/never-came", {})[0] == 422
    assert send_form(console, f"{RETURN}/never-came", {"reason": "lost by the carrier"})[0] == 303
    assert list_entries(container)[0].action is AuditAction.RETURN_NEVER_CAME
    assert ",Never came," in list_rows(console, "done")[0]
    assert "No returns are expected" in console.get("/console/returns").text
