"""A recall on its pages, from the impact to the end."""

import csv
import io
from html import unescape
from zipfile import is_zipfile

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.user import Role
from tests.audited_world import list_entries
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.recall.recall_steps import get_current
from tests.domain.use_cases.recall.recall_steps import list_entries as list_entries_about
from tests.domain.use_cases.stock.stock_steps import list_parts
from tests.entrypoints.web.console.local_console import send_form
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as

RECALL = "/console/recalls/R-2026-0001"
OPENED = {"lot": "1", "class": "class_1", "reason": "glass found"}


def read(console: TestClient, address: str) -> str:
    answer = console.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(answer.text).split())


def open_recall(console: TestClient, **changes: str) -> None:
    status, page = send_form(console, "/console/recalls", {**OPENED, **changes})
    assert status == 303, page


def test_the_impact_is_shown_before_anything_is_saved(console: TestClient, fakes: Fakes) -> None:
    page = read(console, "/console/recalls/new?lot=1")
    assert "<b>14</b><span>In the warehouse</span>" in page
    assert "<b>2</b><span>Shipped, in 1 order</span>" in page
    assert "<b>5</b><span>Left, lot not known, in 1 order</span>" in page
    assert "Customers to notify" in page
    assert get_current(fakes).status is LotStatus.RELEASED
    assert read(console, "/console/recalls/new?find=L1").count("Add L1") == 1


def test_the_customers_are_listed_before_anything_is_saved(console: TestClient, fakes: Fakes) -> None:
    page = read(console, "/console/recalls/new?lot=1")
    assert "#1001" in page
    assert "ada@example.com" not in page
    assert list_entries_about(fakes, AuditAction.PERSONAL_DATA_SHOWN) == []
    assert "ada@example.com" in read(console, "/console/recalls/new?lot=1&affected=shipped&personal_data=show")
    [entry] = list_entries_about(fakes, AuditAction.PERSONAL_DATA_SHOWN)
    assert entry.subject == AuditSubject(AuditedKind.LOT, "1")
    assert "lot is not known" not in read(console, "/console/recalls/new?lot=1&affected=untraced")


def test_a_recall_is_opened_and_listed(console: TestClient, fakes: Fakes) -> None:
    open_recall(console)
    assert get_current(fakes).status is LotStatus.RECALLED
    assert list_parts(fakes) == {"Rack": (14, 0, 0)}
    assert "Recall R-2026-0001 is open: its lots are stopped" in read(console, RECALL)
    assert "glass found" in read(console, "/console/recalls")
    [line] = csv.DictReader(io.StringIO(console.get("/console/recalls?format=csv").text.removeprefix("\ufeff")))
    assert (line["number"], line["lots"], line["state"]) == ("R-2026-0001", "L1", "open")
    assert "R-2026-0001" in read(console, "/console/lots/1/trace")


def test_what_was_filled_in_stays_when_it_is_refused(console: TestClient, fakes: Fakes) -> None:
    status, page = send_form(console, "/console/recalls", {**OPENED, "reason": "", "mock": "yes"})
    assert (status, "State a reason" in unescape(page)) == (422, True)
    open_recall(console)
    status, page = send_form(console, "/console/recalls", OPENED)
    assert (status, "Lot L1 is in the open recall R-2026-0001" in page, "glass found" in page) == (422, True, True)
    assert get_current(fakes).status is LotStatus.RECALLED


@pytest.mark.parametrize(
    ("affected", "name"), [("shipped", "#1001"), ("assigned", "#1002"), ("inferred", "#1003"), ("untraced", "#1004")]
)
def test_orders_are_listed_by_how_they_are_concerned(console: TestClient, affected: str, name: str) -> None:
    open_recall(console, mock="yes")
    page = read(console, f"{RECALL}?affected={affected}")
    assert [each for each in ("#1001", "#1002", "#1003", "#1004") if f">{each}</a>" in page] == [name]


def test_contacts_are_masked_until_a_person_asks_for_them(console: TestClient, container: Container) -> None:
    open_recall(console, mock="yes")
    masked = read(console, RECALL)
    assert ("Ada L." in masked, "ada@example.com" in masked, "St James" in masked) == (True, False, False)
    shown = read(console, f"{RECALL}?personal_data=show")
    assert ("Ada Lovelace" in shown, "ada@example.com" in shown, "St James's Square 12" in shown) == (True, True, True)
    assert list_entries(container)[0].action is AuditAction.PERSONAL_DATA_SHOWN


def test_notices_and_answers_are_recorded_on_the_page(console: TestClient) -> None:
    open_recall(console)
    fields = {"order": "1", "channel": "phone", "affected": "shipped", "personal_data": "show"}
    assert send_form(console, f"{RECALL}/notices", fields)[0] == 303
    assert send_form(console, f"{RECALL}/notices/1", {"note": "ate one", "returned": "1"})[0] == 303
    page = read(console, f"{RECALL}?personal_data=show")
    assert ("Answered: ate one, 1 unit back" in page, "1 of 2 customers" in page) == (True, True)
    assert "ate one" not in read(console, RECALL)
    for path in ("notices", "notices/1"):
        refused = {**fields, "note": "kept text", "returned": "many"}
        status, page = send_form(console, f"{RECALL}/{path}", refused)
        assert (path, status, "kept text" in page, "must be a whole number" in page) == (path, 422, True, True)


def test_a_recall_is_closed_with_what_becomes_of_its_lots(console: TestClient, fakes: Fakes) -> None:
    open_recall(console)
    status, page = send_form(console, f"{RECALL}/close", {"outcome-1": "scrapped", "conclusion": ""})
    assert (status, "State a reason" in unescape(page)) == (422, True)
    assert send_form(console, f"{RECALL}/close", {"outcome-1": "scrapped", "conclusion": "all is back"})[0] == 303
    assert list_parts(fakes) == {}
    page = read(console, RECALL)
    assert ("all is back" in page, "Outcome: Scrapped" in page, "Record notice" in page) == (True, True, False)
    status, page = send_form(console, f"{RECALL}/notices", {"order": "1", "channel": "email"})
    assert (status, "was closed on" in page) == (422, True)


def test_files_are_downloaded_and_it_is_recorded_who_took_them(console: TestClient, container: Container) -> None:
    open_recall(console)
    answer = console.get(f"{RECALL}/files/customers?format=csv")
    assert "ada@example.com" in answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="R-2026-0001-customers.csv"'
    entry = list_entries(container)[0]
    assert (entry.action, entry.subject.id, entry.after) == (
        AuditAction.PERSONAL_DATA_SHOWN,
        "R-2026-0001",
        {"file": "customers"},
    )
    assert is_zipfile(io.BytesIO(console.get(f"{RECALL}/files/fsma?format=xlsx").content))
    assert [console.get(f"{RECALL}/files/{name}").status_code for name in ("eu", "else")] == [200, 404]


def test_a_viewer_sees_a_recall_and_changes_nothing(console: TestClient, container: Container) -> None:
    open_recall(console)
    sign_in_as(console, container, add_user(container, "Vera", Role.VIEWER))
    page = read(console, RECALL)
    hidden = ("Record notice", "Close recall", "Show personal data", "files/customers")
    assert [text for text in hidden if text in page] == []
    refused = (f"{RECALL}?personal_data=show", f"{RECALL}/files/customers", "/console/recalls/new")
    assert [console.get(address).status_code for address in refused] == [403, 403, 403]


@pytest.mark.parametrize("address", ["/console/recalls/R-1", f"{RECALL}/files/eu", "/console/lots/404/trace"])
def test_what_does_not_exist_is_not_found(console: TestClient, address: str) -> None:
    assert console.get(address).status_code == 404


@pytest.mark.parametrize("query", ["after=x", "after=99999999999999999999", "affected=none&after=-1", "lots=none"])
def test_addresses_that_mean_nothing_show_the_page(console: TestClient, query: str) -> None:
    open_recall(console, mock="yes")
    assert console.get(f"{RECALL}?{query}").status_code == 200
    assert console.get(f"/console/lots/1/trace?{query}").status_code == 200
    assert console.get(f"/console/recalls/new?lot={query}").status_code == 200
