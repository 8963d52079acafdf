"""An ERP that leaves stock to another system has no pages about it."""

import re

import pytest
from dependency_injector import providers
from sqlmodel import Session
from starlette.testclient import TestClient

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.config.container import Container
from novex_shopify.entrypoints.web.console.console_route import ConsoleRoute
from novex_shopify.entrypoints.web.console.navigation import NAVIGATION
from novex_shopify.entrypoints.web.console.routes import routes
from tests.entrypoints.web.console.local_console import send_form

PATHS = tuple(f"/console{path}" for path in ("/stock", "/lots", "/receiving", "/recalls", "/settings/locations"))
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
        status, page = send_form(console, path, {"name": "Rack", "location": "Rack", "quantity": "1"})
    else:
        answer = console.get(path)
        status, page = answer.status_code, answer.text
    assert (status, "keeps lots and stock in a system of its own" in page) == (422, True)
