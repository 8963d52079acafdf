"""An ERP that leaves stock to another system has no pages about it."""

import re

import pytest
from dependency_injector import providers
from sqlmodel import Session
from starlette.testclient import TestClient

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.config.container import Container
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_orders
from novex_shopify.entrypoints.web.console.console_route import ConsoleRoute
from novex_shopify.entrypoints.web.console.navigation import NAVIGATION
from novex_shopify.entrypoints.web.console.routes import routes
from tests.builders import NOON, ORDER_ID, SHOP, a_link, a_sales_order
from tests.entrypoints.web.console.local_console import send_form

PAGES = ("/stock", "/lots", "/receiving", "/recalls", "/settings/locations", "/exceptions", "/returns")
PATHS = tuple(f"/console{page}" for page in PAGES)
ROUTES = [route for route in routes if route.path.startswith(PATHS)]


class ErpWithoutStock(BuiltinErp):
    """The built-in ERP, without lots."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.stock = None


@pytest.fixture
def console(console: TestClient, container: Container) -> TestClient:
    """The console of an installation whose ERP has no stock."""
    container.erp.override(providers.Object(ErpWithoutStock))
    container.unit_of_work.reset()
    return console


def test_the_pages_are_not_in_the_navigation(console: TestClient) -> None:
    page = console.get("/console/stores").text
    hidden = [entry.path for entry in NAVIGATION if entry.needs_stock]
    assert hidden
    assert [path for path in hidden if f'href="{path}"' in page] == []
    assert "Inventory" not in page


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{min(route.methods)} {route.path}")
def test_the_pages_and_their_forms_say_why_there_are_none(console: TestClient, route: ConsoleRoute) -> None:
    path = re.sub(r"\{[a-z]+(:id)?\}", "1", route.path.replace("{file}", "eu"))
    if "POST" in (route.methods or ()):
        fields = {"name": "Rack", "location": "Rack", "quantity": "1", "note": "a note", "reason": "a reason"}
        status, page = send_form(console, path, fields)
    else:
        answer = console.get(path)
        status, page = answer.status_code, answer.text
    assert (status, "keeps lots and stock in a system of its own" in page) == (422, True)


@pytest.mark.parametrize("path", ["/console/fulfill", "/console/fulfill/pick-list?orders=1"])
def test_there_is_nothing_to_pick(console: TestClient, path: str) -> None:
    answer = console.get(path)
    assert (answer.status_code, "keeps lots and stock in a system of its own" in answer.text) == (422, True)


def test_an_order_has_its_status_and_no_lots(console: TestClient, container: Container) -> None:
    with container.transaction() as tx:
        [order_id] = tx.erp.orders.apply([a_sales_order(financial_status="paid")])
        tx.order_links.save([a_link(ORDER_ID, order_id)])
        describe_orders(tx, [order_id], NOON)
        tx.commit()
    page = console.get(f"/console/orders/{SHOP}/{ORDER_ID}").text
    assert ("Completed" in page, "Unfulfilled" in page, "/lots/" in page) == (True, True, False)
    assert "Completed" in console.get("/console/orders").text
    assert console.get("/console").status_code == 200
