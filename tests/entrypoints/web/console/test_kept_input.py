"""A form that is refused keeps what a person filled in, and says the error at its field."""

from starlette.testclient import TestClient

from tests.builders import SHOP
from tests.entrypoints.web.console.local_console import send_form


def test_refused_settings_are_kept(console: TestClient) -> None:
    form = {"keep_events_days": "1", "unmapped_products": "park", "carriers": "GLS = GLS", "customer_group": "mine"}
    status, page = send_form(console, f"/console/stores/{SHOP}/settings", form)
    assert status == 422
    assert 'aria-describedby="keep_events_days-hint keep_events_days-error" aria-invalid="true"' in page
    assert 'value="mine"' in page
    assert "GLS = GLS</textarea>" in page


def test_refused_dates_of_an_import_are_kept(console: TestClient) -> None:
    form = {"shop": SHOP, "kind": "orders", "since": "2026-11-22", "until": "2026-11-21"}
    status, page = send_form(console, "/console/imports", form)
    assert status == 422
    assert 'value="2026-11-22"' in page
    assert '<option value="orders" selected>' in page
    assert "The start date must be before the end date" in page


def test_an_import_that_runs_already_is_said(console: TestClient) -> None:
    form = {"shop": SHOP, "kind": "customers"}
    assert [send_form(console, "/console/imports", form)[0] for _ in range(2)] == [303, 303]
    assert "This import is already running" in console.get("/console/imports/1").text
