"""`/api/v1/reports`: rows, files and schedules."""

from collections.abc import Generator
from datetime import date

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify import Connector, Report, ReportRequest
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import SHOP, a_sales_order, a_shop, euros

TOKEN = "token-of-the-reports-0123456789"


@pytest.fixture
def container() -> Container:
    """A store with one order."""
    container = build_in_memory_container()
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"reports:{TOKEN}"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.erp.orders.apply([a_sales_order(tax=euros("1.71"), customer_id="=1+1")])
        tx.commit()
    return container


@pytest.fixture
def api(container: Container) -> Generator[TestClient]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(create_app(container, with_worker=False), headers=headers) as client:
        yield client


def test_a_report_has_exact_amounts_as_texts(api: TestClient) -> None:
    listed = api.get("/api/v1/reports").json()["reports"]
    assert [each["report"] for each in listed] == list(Report)
    table = api.get(f"/api/v1/reports/sales-by-customer?first=2026-11-23&last=2026-11-23&shop={SHOP}").json()
    (row,) = table["rows"]
    assert (row["total"], row["tax"], row["currency"], row["orders"]) == ("10.71", "1.71", "EUR", 1)
    assert table["has_more"] is False


def test_a_file_has_the_rows_and_no_formula(api: TestClient) -> None:
    answer = api.get("/api/v1/reports/sales-by-customer/file?first=2026-11-23&last=2026-11-23")
    assert "sales-by-customer-2026-11-23-2026-11-23.csv" in answer.headers["content-disposition"]
    assert "'=1+1,,,EUR,1,9.00,1.71,10.71,0" in answer.text
    assert api.get("/api/v1/reports/taxes/file?format=xlsx").content.startswith(b"PK")


@pytest.mark.parametrize(
    ("path", "status", "type_"),
    [
        ("/reports/nothing", 404, "not_found"),
        ("/reports/taxes?first=soon", 400, "malformed"),
        ("/reports/taxes?first=2026-11-02&last=2026-11-01", 400, "refused"),
        ("/reports/taxes?shop=unknown.myshopify.com", 404, "not_found"),
        ("/reports/taxes/file?format=pdf", 400, "malformed"),
    ],
)
def test_what_cannot_be_reported_is_refused(api: TestClient, path: str, status: int, type_: str) -> None:
    answer = api.get(f"/api/v1{path}")
    assert (answer.status_code, answer.json()["error"]["type"]) == (status, type_)


def test_a_report_is_scheduled_and_unscheduled(api: TestClient) -> None:
    wanted = {"report": "taxes", "every": "monthly", "recipients": ["anna@example.com"], "format": "csv"}
    added = api.post("/api/v1/reports/schedules", json=wanted).json()
    assert (added["due_at"], added["created_by"]) == ("2026-12-01T06:00:00Z", "reports")
    assert api.get("/api/v1/reports/schedules").json() == {"schedules": [added]}
    assert api.delete(f"/api/v1/reports/schedules/{added['id']}").json() == added
    assert api.delete(f"/api/v1/reports/schedules/{added['id']}").status_code == 404


def test_erp_code_runs_and_writes_reports(container: Container) -> None:
    connector, day = Connector(container), date(2026, 11, 23)
    request = ReportRequest(Report.FULFILLMENT, day, day)
    assert [row[0] for row in connector.run_report(request).rows] == ["Unfulfilled"]
    assert b"".join(connector.write_report(request)).decode("utf-8-sig").startswith("Status,Currency,Orders")
