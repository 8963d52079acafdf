"""A browser signs in at a real provider (django-oauth-toolkit), and attackers try to."""

from collections.abc import Generator

import httpx
import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.user import Role
from novex_shopify.entrypoints.web.app import create_app
from tests.oidc_provider import CALLBACK, CLIENT_ID, CLIENT_SECRET
from tests.oidc_provider.provider import OidcProvider, run_provider
from tests.oidc_queries import read_query

BEGIN = "/console/sign-in/provider"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Generator[OidcProvider]:
    with run_provider(tmp_path_factory.mktemp("provider")) as provider:
        provider.put_person("anna", "anna@example.com", name="Anna Berg")
        provider.put_person("ben", "ben@example.com", name="Ben")
        yield provider


@pytest.fixture
def container(settings: Settings, provider: OidcProvider) -> Generator[Container]:
    """A public installation to which Anna is invited."""
    changes = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
    container = Container(settings=settings.model_validate({**settings.model_dump(), **changes}))
    migrate_database(container)
    with container.unit_of_work()() as tx:
        tx.users.add("anna@example.com", "Anna", Role.ADMIN, container.clock().now())
        tx.commit()
    yield container
    container.http().close()
    container.engine().dispose()


def open_browser(container: Container) -> TestClient:
    app = create_app(container, with_worker=False)
    return TestClient(app, base_url="https://erp.example.com", follow_redirects=False)


@pytest.fixture
def browser(container: Container) -> TestClient:
    return open_browser(container)


def begin(browser: TestClient, next_path: str = "") -> str:
    """Returns the URL of the provider's page."""
    answer = browser.get(BEGIN, params={"next": next_path} if next_path else {})
    assert answer.status_code == 302
    return answer.headers["location"]


def is_signed_in(browser: TestClient) -> bool:
    return browser.get("/console/stores").status_code == 200


def test_an_invited_person_signs_in_and_comes_back_to_the_page_they_wanted(
    browser: TestClient, provider: OidcProvider
) -> None:
    assert f"{BEGIN}?next=%2Fconsole%2Forders" in browser.get("/console/sign-in?next=/console/orders").text
    url = begin(browser, "/console/orders?query=1")
    query = read_query(url)
    assert (query["redirect_uri"], query["code_challenge_method"]) == (CALLBACK, "S256")
    (cookie,) = [each for each in browser.cookies.jar if each.name == "__Host-novex-provider"]
    assert cookie.secure
    assert cookie.has_nonstandard_attr("HttpOnly")
    answer = browser.get(provider.sign_in(url, "anna"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/orders?query=1")
    assert is_signed_in(browser)
    assert "__Host-novex-provider" not in browser.cookies


def test_who_is_not_invited_stays_outside_and_learns_why(browser: TestClient, provider: OidcProvider) -> None:
    answer = browser.get(provider.sign_in(begin(browser), "ben"))
    assert answer.status_code == 401
    assert "Ask an administrator of this console to invite it" in answer.text
    assert "ben@example.com" not in answer.text
    assert not is_signed_in(browser)


def test_a_callback_works_in_no_other_browser_and_not_twice(
    browser: TestClient, container: Container, provider: OidcProvider
) -> None:
    callback = provider.sign_in(begin(browser), "anna")
    other = open_browser(container)
    for prepare in (lambda: None, lambda: begin(other)):  # without a sign-in of its own, and with one
        prepare()
        answer = other.get(callback)
        assert answer.status_code == 401
        assert "was not started in this browser" in answer.text
    cookies = dict(browser.cookies)
    assert browser.get(callback).status_code == 303
    browser.cookies.clear()
    browser.cookies.update(cookies)  # as a thief of the cookie would
    assert browser.get(callback).status_code == 401
    assert not is_signed_in(other)


def test_a_forged_callback_is_refused(browser: TestClient, provider: OidcProvider) -> None:
    state = read_query(begin(browser))["state"]
    for query, cause in (
        ({"code": "guessed", "state": state}, "issued no ID token"),
        ({"code": "guessed", "state": f"{state}0"}, "was not started in this browser"),
        ({"error": "access_denied", "state": state}, "did not sign you in (access_denied)"),
        ({}, "was not started in this browser"),
    ):
        answer = browser.get(f"{BEGIN}/callback", params=query)
        assert answer.status_code == 401
        assert cause in answer.text


def test_the_page_after_sign_in_is_always_one_of_the_console(browser: TestClient, provider: OidcProvider) -> None:
    answer = browser.get(provider.sign_in(begin(browser, "https://evil.example/console"), "anna"))
    assert answer.headers["location"] == "/console"


def test_a_provider_that_is_down_is_said_on_the_sign_in_page(container: Container, browser: TestClient) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("planted-host", request=request)

    with container.http.override(providers.Object(httpx.Client(transport=httpx.MockTransport(refuse)))):
        answer = browser.get(BEGIN)
    assert answer.status_code == 503
    assert "cannot be used now (connect error)" in answer.text


def test_without_a_provider_and_without_a_password_form_there_is_no_way_around(
    settings: Settings, container: Container, browser: TestClient
) -> None:
    without_provider = open_browser(Container(settings=settings))
    assert without_provider.get(BEGIN).status_code == 404
    assert "single sign-on" not in without_provider.get("/console/sign-in").text
    values = {**container.settings().model_dump(), "console_password_sign_in": False}
    with container.settings.override(settings.model_validate(values)):
        page = browser.get("/console/sign-in").text
        assert 'name="password"' not in page
        csrf = page.partition('X-CSRF-Token": "')[2].partition('"')[0]
        answer = browser.post("/console/sign-in", data={"csrf": csrf, "password": "correct horse battery staple"})
        assert (answer.status_code, "switched off" in answer.text) == (404, True)
