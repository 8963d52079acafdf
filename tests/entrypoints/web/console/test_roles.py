"""What each role may do in the console."""

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.user import Role
from novex_shopify.entrypoints.web.console.console_route import ConsoleRoute, remove_forbidden
from novex_shopify.entrypoints.web.console.request import SIGN_OUT_PATH
from novex_shopify.entrypoints.web.console.routes import routes
from tests.entrypoints.web.console.local_console import read_csrf_token
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as

GUARDED = [route for route in routes if route.least_role is not None]
FORMS = {route.path.removeprefix("/console"): route.least_role for route in GUARDED if "POST" in (route.methods or ())}


def fill_path(route: ConsoleRoute) -> str:
    return "/".join("1" if part.startswith("{") else part for part in route.path.split("/"))


def send(client: TestClient, route: ConsoleRoute, csrf_token: str) -> int:
    if "GET" in (route.methods or ()):
        return client.get(fill_path(route)).status_code
    return client.post(fill_path(route), data={"csrf": csrf_token}).status_code


@pytest.mark.parametrize("role", Role)
def test_a_route_is_open_to_its_least_role_and_those_above(web: TestClient, container: Container, role: Role) -> None:
    add_user(container, "Olga")
    sign_in_as(web, container, add_user(container, "Anna", role))
    csrf_token = read_csrf_token(web.get("/console/stores").text)
    refused = []
    for route in GUARDED:
        if route.path != SIGN_OUT_PATH and send(web, route, csrf_token) == 403:
            refused.append(route.path)
    assert refused == [route.path for route in GUARDED if route.least_role and not role.includes(route.least_role)]
    assert web.get("/console").status_code == 200  # still signed in


def test_each_role_may_do_what_its_work_needs() -> None:
    examples = {
        "/orders": Role.VIEWER,
        "/shipments/tracking": Role.PACKER,
        "/fulfill/assign": Role.PACKER,
        "/orders/{shop}/{order:id}/lots/unassign": Role.PACKER,
        "/returns/{return:id}/receive": Role.PACKER,
        "/returns/{return:id}/scrap": Role.OPERATOR,
        "/exceptions/{exception:id}/close": Role.OPERATOR,
        "/products/{shop}/{variant:id}/map": Role.OPERATOR,
        "/stores/{shop}/settings": Role.ADMIN,
    }
    assert {path: FORMS[path] for path in examples} == examples


def test_a_refusal_names_the_role_and_the_admins(web: TestClient, container: Container) -> None:
    add_user(container, "Olga")
    sign_in_as(web, container, add_user(container, "Anna", Role.VIEWER))
    page = web.get("/console/events/replay")
    assert page.status_code == 403
    assert "This needs the role Operator; yours is Viewer. An admin can change your role: Olga." in page.text


def test_a_page_has_no_form_and_no_link_that_is_refused() -> None:
    html = (
        '<form method="post" action="/console/shipments/retry"><button>Retry</button></form>'
        '<form action="/console/stores/tea.myshopify.com/disconnect" method="post"><button>No</button></form>'
        '<form method="get" action="/console/events"></form><a href="/console/events/replay?a=1&amp;b">Replay</a>'
        '<a class="row" data-href="/console/events/replay" href="/console/events">Events</a>'
        '<a href="https://example.com">Elsewhere</a>'
    )
    assert remove_forbidden(html, Role.PACKER, routes) == (
        '<form method="post" action="/console/shipments/retry"><button>Retry</button></form>'
        '<form method="get" action="/console/events"></form>'
        '<a class="row" data-href="/console/events/replay" href="/console/events">Events</a>'
        '<a href="https://example.com">Elsewhere</a>'
    )
    assert remove_forbidden(html, Role.ADMIN, routes) == html


def test_what_a_viewer_sees_can_be_pressed(web: TestClient, container: Container) -> None:
    sign_in_as(web, container, add_user(container, "Anna", Role.VIEWER))
    page = web.get("/console/stores").text
    assert [
        each for each in ("/console/stores/connect", "/console/settings/", "<h2>Settings</h2>") if each in page
    ] == []
    sign_in_as(web, container, add_user(container, "Olga", Role.ADMIN))
    assert "/console/stores/connect" in web.get("/console/stores").text


def test_a_console_with_users_needs_a_sign_in_on_its_own_machine_too(web: TestClient, container: Container) -> None:
    assert web.get("/console").status_code == 303
    assert "no one can sign in" in web.get("/console/sign-in").text
    add_user(container, "Anna")
    assert 'name="email"' in web.get("/console/sign-in").text
