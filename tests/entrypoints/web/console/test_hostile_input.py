"""Numbers and texts that no record can have are answered, also to strangers, without an error in the program."""

import json
import re
from collections.abc import Generator
from html import unescape
from typing import NoReturn
from urllib.parse import quote, unquote

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.domain.model.webhook_event import NewEvent
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import NOON, a_delivery, a_shop
from tests.entrypoints.web.console.test_access import get_csrf_token, open_browser

SHOP = "tea-and-paper.myshopify.com"
NUMBERS = ("0", str(2**63 - 1), str(2**63), "9" * 19, "9" * 5000, "\u0663", "\u00b2", "-1", "1e9", "%00", "")
PATHS = (
    "/console/events/{}",
    "/console/orders/" + SHOP + "/{}",
    "/console/products/" + SHOP + "/{}",
    "/console/products/" + SHOP + "/{}/suggestion",
    "/console/imports/{}",
    "/console/stores/{}",
    "/console/lots/{}",
    "/console/settings/locations/{}",
    "/static/{}",
)
QUERIES = (
    "/console/events?before={0}&text={0}&shop={0}&topic={0}",
    "/console/orders?text={0}",
    "/console/shipments?before={0}&shop={0}",
    "/console/products?after={0}-{0}&text={0}&shop={0}",
    "/console/imports?after={0}",
    "/console/stock?after={0}&text={0}&view={0}&days={0}&location={0}",
    "/console/lots?after={0}&text={0}&item={0}&status={0}&expires={0}&stock={0}",
    "/console/lots?after=_2026-11-23T12:00:00Z_{0}",
    "/console/lots/1?before={0}",
)
DEEP = b'{"x":' + b"[" * 900 + b"]" * 900 + b"}"


class LostDatabase:
    """The port `UnitOfWork`, without a database."""

    def __call__(self) -> NoReturn:
        raise DatabaseUnavailable("connection to server at 10.0.0.5, port 5432, user novex failed")

    read = __call__


@pytest.fixture
def browser(settings: Settings) -> Generator[TestClient]:
    """A browser at an installation on this machine, without a password."""
    yield from open_browser(settings, app_url="http://localhost:8000")


def test_no_number_in_an_address_is_an_error_in_the_program(browser: TestClient) -> None:
    for address in (*PATHS, *QUERIES):
        answers = {number[:20]: browser.get(address.format(number)).status_code for number in NUMBERS}
        assert set(answers.values()) <= {200, 303, 404, 422}, (address, answers)


def test_a_stranger_is_sent_to_sign_in_whatever_the_number(web: TestClient) -> None:
    assert {web.get(f"/console/events/{number}").status_code for number in NUMBERS} <= {303, 404}


FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/console/imports", {"kind": "orders", "shop": SHOP, "since": "0001-01-01", "until": "9999-12-31"}),
    (f"/console/products/{SHOP}/exact-matches", {"accept": "9" * 5000 + ":ITEM-1"}),
    (f"/console/products/{SHOP}/exact-matches", {"accept": "1:ITEM\0"}),
    (f"/console/products/{SHOP}/import", {"text": f"variant,item\n{'9' * 5000},I\n1,I\0", "apply": "yes"}),
    (f"/console/stores/{SHOP}/settings", {"keep_events_days": "9" * 12}),
    ("/console/receiving", {"scan": "\x1d]C1(01)" + "9" * 5000}),
    ("/console/receiving", {"item": "9" * 5000, "lot_code": "\0", "quantity": "9" * 5000, "location": "\ud800"}),
    ("/console/settings/locations", {"name": "9" * 5000, "kind": "\0"}),
    ("/console/settings/documents", {"seller": "\0", "accent_color": "<script>"}),
    ("/console/settings/documents/sellers", {"name": "\0", "changes": "<script>", "retention_years": "\u0664"}),
    ("/console/settings/documents/preview", {"seller": "tea", "order": "\0", "kind": "9", "language": "xx"}),
    ("/console/lots/1/adjust", {"location": "\0", "quantity": "-0", "reason": "\ud800"}),
    ("/console/shipments/retry", {"shipment": "SHIP\0\ud800"}),
)


def test_no_form_is_an_error_in_the_program(browser: TestClient) -> None:
    token = get_csrf_token(browser, "/console/stores")
    for path, fields in FORMS:
        encoded = {name: value.encode(errors="surrogatepass") for name, value in fields.items()}
        assert browser.post(path, data={"csrf": token, **encoded}).status_code in (200, 303, 404, 422), path


@pytest.mark.parametrize("body", [DEEP, b'{"title":"\\ud83d","number":1e999}'], ids=["nested", "half a character"])
def test_the_page_of_an_event_opens_whatever_its_payload(browser: TestClient, settings: Settings, body: bytes) -> None:
    database = Container(settings=settings)
    with database.transaction() as tx:
        tx.shops.save(a_shop())
        tx.events.add([NewEvent(a_delivery(body=body), "order:1", NOON)])
        (event,) = tx.events.list_latest(1)
        tx.commit()
    database.engine().dispose()
    for address in (f"/console/events/{event.id}", f"/console/events/{event.id}?personal_data=show"):
        assert browser.get(address).status_code == 200


def test_each_form_is_logged_with_its_store_and_without_what_was_filled_in(browser: TestClient) -> None:
    token = get_csrf_token(browser, "/console/stores")
    with capture_logs() as logs:
        browser.post("/console/stores/connect", data={"csrf": token, "shop": SHOP})
        browser.post("/console/shipments/retry", data={"csrf": "made up", "shipment": "jane@example.com"})
    sent, refused = (each for each in logs if str(each["event"]).startswith("console.form"))
    assert (sent["event"], sent["path"], sent["shop"]) == ("console.form_sent", "/console/stores/connect", SHOP)
    assert (sent["source"], sent["status"], len(sent["session"])) == ("127.0.0.1", 303, 8)
    assert (refused["event"], refused["status"]) == ("console.form_refused", 403)
    assert "jane" not in json.dumps(logs, default=str)


def test_strangers_do_not_read_what_the_driver_says_of_a_lost_database(settings: Settings) -> None:
    container = Container(settings=settings)
    container.unit_of_work.override(providers.Object(LostDatabase()))
    stranger = TestClient(create_app(container, with_worker=False), base_url=settings.app_url)
    pages = ("/console", "/console/sign-in", "/console/stores", f"/shopify/install?shop={SHOP}")
    forms = ("/console/sign-in", "/console/stores/connect")
    for method, path in (*(("GET", path) for path in pages), *(("POST", path) for path in forms)):
        page = stranger.request(method, path, data={"csrf": "made up"} if method == "POST" else None)
        assert page.status_code < 500 or page.status_code == 503, path
        assert "10.0.0.5" not in page.text, path
        assert "/console/orders" not in page.text, path


@pytest.mark.parametrize(
    ("page", "target"), [("/console/orders", "/console/orders"), ("/console/events", "/console/filter")]
)
def test_a_person_who_is_searched_for_is_not_in_the_address(browser: TestClient, page: str, target: str) -> None:
    form = {"csrf": get_csrf_token(browser, page), "path": page}
    for person in ("ada@example.com", "Ada Lovelace", "Lovelace", "+4420123", "020123"):
        address = browser.post(target, data={**form, "text": person}).headers["location"]
        assert person not in unquote(address)
        found = browser.get(address).text
        assert person in found
        assert not re.search(rf'(href|action|hx-get)="[^"]*{quote(person)}', found)
    assert browser.get(f"{page}?text=~made-up").status_code == 200
    assert browser.post(target, data={**form, "text": "#1001"}).headers["location"] == f"{page}?text=%231001"


def test_a_filter_of_events_keeps_its_choices_in_the_address(browser: TestClient) -> None:
    form = {"csrf": get_csrf_token(browser, "/console/events"), "path": "/console/events", "status": "dead"}
    address = browser.post("/console/filter", data={**form, "shop": SHOP, "text": "no answer"}).headers["location"]
    assert address.startswith(f"/console/events?status=dead&shop={SHOP}&text=~")
    replay = re.search(r'href="(/console/events/replay[^"]+)"', browser.get(address).text)
    assert replay
    assert browser.get(unescape(replay[1])).status_code == 200
    elsewhere = browser.post("/console/filter", data={**form, "path": "//evil.test"})
    assert elsewhere.headers["location"] == "/console?status=dead"
