"""Who may see the console, and what is rejected before a view runs."""

import re
from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.console_password import hash_password
from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.sign_in_delay import FAILURES_WITHOUT_DELAY
from novex_shopify.domain.timing import CONSOLE_IDLE_LIMIT
from novex_shopify.entrypoints.web.app import create_app
from novex_shopify.entrypoints.web.console.routes import routes

PASSWORD = "correct horse battery staple"
HASH = hash_password(Secret(PASSWORD))
PUBLIC_PATHS = {
    "/console/invitation",
    *(f"/console/sign-in{path}" for path in ("", "/code", "/provider", "/provider/callback")),
}

PAGES = [route.path for route in routes if "GET" in (route.methods or ())]
FORMS = [route.path for route in routes if "POST" in (route.methods or ())]


def open_browser(settings: Settings, client_address: str = "127.0.0.1", **changes: object) -> Generator[TestClient]:
    """A browser, at an installation with some settings changed."""
    container = Container(settings=settings.model_validate({**settings.model_dump(), **changes}))
    migrate_database(container)
    with TestClient(
        create_app(container, with_worker=False),
        base_url=container.settings().app_url,
        follow_redirects=False,
        client=(client_address, 50_000),
    ) as client:
        yield client
    container.engine().dispose()


@pytest.fixture
def public(settings: Settings) -> Generator[TestClient]:
    """A browser at a public installation with a password."""
    yield from open_browser(settings, console_password_hash=HASH)


@pytest.fixture
def local(settings: Settings) -> Generator[TestClient]:
    """A browser at an installation on this machine, without a password."""
    yield from open_browser(settings, app_url="http://localhost:8000")


def get_csrf_token(client: TestClient, page: str = "/console/sign-in") -> str:
    return client.get(page).text.partition('name="csrf" value="')[2].partition('"')[0]


def sign_in(client: TestClient, password: str = PASSWORD) -> int:
    """Returns the status of the response."""
    return client.post("/console/sign-in", data={"csrf": get_csrf_token(client), "password": password}).status_code


def fill_path(path: str) -> str:
    """A URL with a value for each path parameter."""
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))


def test_no_page_is_shown_without_a_session(public: TestClient) -> None:
    shown = {path: public.get(fill_path(path)) for path in PAGES if path not in PUBLIC_PATHS}
    assert shown
    for path, answer in shown.items():
        assert (path, answer.status_code) == (path, 303)
        assert answer.headers["location"].startswith("/console/sign-in?next=")


def test_no_form_works_without_a_session(public: TestClient) -> None:
    fields = {"csrf": get_csrf_token(public)}
    answers = {path: public.post(fill_path(path), data=fields) for path in FORMS if path not in PUBLIC_PATHS}
    assert answers
    assert {path for path, answer in answers.items() if answer.status_code != 401} == {"/console/sign-out"}
    assert all("Sign in" in answer.text for path, answer in answers.items() if path != "/console/sign-out")
    forged = public.post("/console/events/replay", data={"csrf": "made up"})
    assert (forged.status_code, forged.headers["location"]) == (303, "/console/sign-in")


def test_a_form_that_is_sent_after_the_session_expired_is_kept(public: TestClient) -> None:
    fields = {"csrf": get_csrf_token(public), "text": '#1005 "new"'}
    page = public.post("/console/orders/check-shopify", data=fields).text
    assert "Your session has expired" in page
    assert 'name="kept:text" value="#1005 &#34;new&#34;"' in page
    secret = public.post("/console/account/password", data={**fields, "password": PASSWORD, "current": PASSWORD}).text
    assert ('value="/console/account/password"' in secret, PASSWORD in secret) == (True, False)
    kept = {"kept-path": "/console/orders/check-shopify", "kept:text": fields["text"]}
    refused = public.post("/console/sign-in", data={"csrf": fields["csrf"], "password": "wrong", **kept})
    assert 'name="kept:text"' in refused.text
    answer = public.post("/console/sign-in", data={"csrf": fields["csrf"], "password": PASSWORD, **kept})
    assert 'action="/console/orders/check-shopify"' in answer.text
    assert 'name="text" value="#1005 &#34;new&#34;"' in answer.text
    again = {"csrf": answer.text.partition('name="csrf" value="')[2].partition('"')[0], "shop": "tea.myshopify.com"}
    assert public.post("/console/orders/check-shopify", data=again).status_code != 403
    foreign = public.post(
        "/console/sign-in",
        data={"csrf": get_csrf_token(public), "password": PASSWORD, "kept-path": "https://example.com/"},
    )
    assert 'action="/console"' in foreign.text


def test_no_form_works_without_its_csrf_token(public: TestClient) -> None:
    assert sign_in(public) == 303
    fields = {"csrf": "made up", "password": PASSWORD}
    assert {path: public.post(fill_path(path), data=fields).status_code for path in FORMS} == dict.fromkeys(FORMS, 403)


def test_an_htmx_request_without_a_session_leaves_the_page_as_it_is(public: TestClient) -> None:
    answer = public.get("/console", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text, "hx-redirect" in answer.headers) == (401, "", False)


def test_asking_how_long_the_session_lasts_does_not_keep_it_open(public: TestClient) -> None:
    assert public.get("/console/session", headers={"HX-Request": "true"}).status_code == 401
    sign_in(public)
    answer = public.get("/console/session", headers={"HX-Request": "true"}).json()
    assert answer["can_be_deferred"]
    assert 0 < answer["seconds_left"] <= CONSOLE_IDLE_LIMIT.total_seconds()


def test_the_cookie_is_for_this_host_over_https_and_not_for_scripts(public: TestClient) -> None:
    public.get("/console/sign-in")
    answer = public.post("/console/sign-in", data={"csrf": get_csrf_token(public), "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-novex=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


def test_signing_in_gives_the_browser_a_new_secret(public: TestClient) -> None:
    public.get("/console/sign-in")
    before = dict(public.cookies)
    assert sign_in(public) == 303
    assert dict(public.cookies) != before
    assert public.get("/console").status_code == 200


def test_guessing_is_delayed_with_a_retry_after(public: TestClient) -> None:
    assert [sign_in(public, "wrong") for _ in range(FAILURES_WITHOUT_DELAY)] == [401] * FAILURES_WITHOUT_DELAY
    answer = public.post("/console/sign-in", data={"csrf": get_csrf_token(public), "password": PASSWORD})
    assert answer.status_code == 429
    seconds = int(answer.headers["retry-after"])
    assert seconds > 0
    assert f"Wait {seconds} seconds, then try again." in answer.text
    assert f'data-seconds-left="{seconds}"' in answer.text


def test_an_oversized_form_of_an_anonymous_user_is_rejected(public: TestClient) -> None:
    flood = {"csrf": get_csrf_token(public), "password": "x" * 20_000}
    assert public.post("/console/sign-in", data=flood).status_code == 413
    assert public.post("/console/events/replay", data=flood).status_code == 413
    unmeasured = (chunk for chunk in (b"csrf=1&", b"password=2"))
    assert public.post("/console/sign-in", content=unmeasured).status_code == 413
    assert sign_in(public) == 303
    assert (
        public.post("/console/events/replay", data={**flood, "csrf": get_csrf_token(public, "/console")}).status_code
        == 303
    )


def test_a_public_console_without_a_password_stays_closed(settings: Settings) -> None:
    for client in open_browser(settings):
        assert client.get("/console").status_code == 303
        closed = client.get("/console/sign-in")
        assert "novex-shopify console password" in closed.text
        assert "<form" not in closed.text.partition("<article")[2]


def test_an_unknown_page_is_not_found_and_leads_back(local: TestClient) -> None:
    answer = local.get("/console/anything/at-all")
    assert answer.status_code == 404
    assert "Back to Home" in answer.text


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("/console/orders?text=5", "/console/orders?text=5"),
        ("https://evil.example/console/orders", None),
        ("/console/anything", None),
        ("/webhooks/shopify", None),
    ],
)
def test_an_error_leads_back_to_the_page_of_the_console_that_led_to_it(
    local: TestClient, referer: str, back: str | None
) -> None:
    address = referer if referer.startswith("https") else f"{local.base_url}{referer}"
    page = local.get("/console/anything", headers={"Referer": address}).text
    assert re.findall(r'<a href="([^"]*)">Back</a>', page) == ([back] if back else [])


def test_on_this_machine_no_password_is_needed(local: TestClient) -> None:
    assert local.get("/console").status_code == 200


def test_on_localhost_a_form_still_needs_its_csrf_token(local: TestClient) -> None:
    local.get("/console")
    assert local.post("/console/sign-out").status_code == 403


def test_on_localhost_another_host_header_is_rejected(local: TestClient) -> None:
    # DNS rebinding: a foreign page points its own host name at this machine to read the console.
    answer = local.get("/console", headers={"Host": "rebound.example.com"})
    assert answer.status_code == 421
    assert "Connect" not in answer.text


@pytest.mark.parametrize(
    ("client_address", "headers"),
    [
        ("10.1.2.3", {}),
        ("::ffff:10.1.2.3", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"X-Forwarded-For": "10.1.2.3"}),
        ("::1", {"Forwarded": "for=127.0.0.1"}),
    ],
)
def test_without_a_password_no_other_machine_may_use_the_console(
    settings: Settings, client_address: str, headers: dict[str, str]
) -> None:
    for client in open_browser(settings, client_address, app_url="http://localhost:8000"):
        page = client.get("/console/stores", headers=headers)
        form = {"csrf": get_csrf_token(client, "/console/stores"), "shop": "tea-and-paper.myshopify.com"}
        done = client.post("/console/stores/connect", data=form, headers=headers)
        assert (page.status_code, done.status_code) == (403, 403)
        assert "CONSOLE_PASSWORD_HASH" in page.text


def test_no_page_runs_foreign_code_or_can_be_framed_or_cached(public: TestClient) -> None:
    sign_in(public)
    for path in ("/console", "/console/sign-in"):
        headers = public.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_a_store_whose_installation_is_begun_in_the_console_is_expected(local: TestClient, settings: Settings) -> None:
    shop = "tea-and-paper.myshopify.com"
    form = {"csrf": get_csrf_token(local, "/console/stores"), "shop": shop}
    answer = local.post("/console/stores/connect", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/shopify/install?shop={shop}")
    database = Container(settings=settings)
    with database.transaction() as tx:
        assert tx.shops.pop_expected(ShopDomain(shop))
    database.engine().dispose()


def test_every_number_in_a_path_is_bounded() -> None:
    assert [path for path in (*PAGES, *FORMS) if ":int}" in path] == []
