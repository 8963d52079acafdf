"""The pages of reports."""

from collections.abc import Generator

import pytest
from dependency_injector import providers
from sqlmodel import Session
from starlette.testclient import TestClient

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.mailer import RecordingMailer
from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.report import Report
from tests.audited_world import list_entries
from tests.builders import SHOP, a_customer, a_sales_order, a_shop, euros
from tests.entrypoints.web.console.local_console import open_local_console, send_form

DAYS = "first=2026-11-01&last=2026-11-30"


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """A store with an order of Ada."""
    container.mailer.override(providers.Singleton(RecordingMailer))
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        (ada,) = tx.erp.customers.apply(SHOP, [a_customer()], {})
        tx.erp.orders.apply([a_sales_order(tax=euros("1.71"), customer_id=ada)])
        tx.commit()
    with open_local_console(container) as client:
        yield client


@pytest.mark.parametrize("report", Report)
def test_every_report_has_a_page_and_its_files(console: TestClient, report: Report) -> None:
    assert f"/console/reports/{report}" in console.get("/console/reports").text
    page = console.get(f"/console/reports/{report}?{DAYS}")
    assert page.status_code == 200
    assert 'style="' not in page.text  # the policy of pages allows none
    assert console.get(f"/console/reports/{report}/file?{DAYS}&format=xlsx").content.startswith(b"PK")


def test_a_report_has_a_table_with_totals_and_a_chart(console: TestClient) -> None:
    page = console.get(f"/console/reports/sales-by-product?{DAYS}&shop={SHOP}").text
    assert page.count("10.71") == 3  # the row, the total and the bar
    assert ">0.00<" in page  # what was refunded, with the currency's places
    assert '<rect width="100.00"' in page


def test_names_of_customers_are_shown_on_request_which_is_recorded(console: TestClient, container: Container) -> None:
    name, address = a_customer().last_name, f"/console/reports/sales-by-customer?{DAYS}"
    assert name
    masked = console.get(address).text
    assert name not in masked
    assert '<span class="bar-label">Customer 1</span>' in masked
    assert name in console.get(f"{address}&personal_data=show").text
    assert list_entries(container)[0].action is AuditAction.PERSONAL_DATA_SHOWN


def test_a_range_that_ends_before_it_begins_is_said_at_the_field(console: TestClient) -> None:
    page = console.get("/console/reports/taxes?first=2026-11-02&last=2026-11-01")
    assert page.status_code == 422
    assert 'id="dates-error"' in page.text
    assert console.get("/console/reports/nothing").status_code == 404


def test_a_report_is_scheduled_with_a_form_that_keeps_what_was_wrong(console: TestClient) -> None:
    path, form = "/console/reports/taxes/schedules", {"every": "weekly", "format": "csv"}
    status, page = send_form(console, path, {**form, "recipients": "anna"})
    assert status == 422
    assert "anna isn&#39;t an e-mail address." in page
    status, _ = send_form(console, path, {**form, "recipients": "anna@example.com\nben@example.com"})
    assert status == 303
    assert "anna@example.com, ben@example.com" in console.get("/console/reports").text
    send_form(console, "/console/reports/schedules/1/remove", {})
    assert "No report is sent by e-mail" in console.get("/console/reports").text


class ErpWithReports(BuiltinErp):
    """The built-in ERP, with reports elsewhere."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.reports = None


def test_an_erp_with_its_own_reports_has_no_such_page(console: TestClient, container: Container) -> None:
    container.erp.override(providers.Object(ErpWithReports))
    container.unit_of_work.reset()
    assert 'href="/console/reports"' not in console.get("/console").text
    assert "has reports of its own" in console.get("/console/reports").text
