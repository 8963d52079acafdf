"""A person turns two-step sign-in on, signs in with a code, and turns it off."""

import re
from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta

import httpx2
import pyotp
import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.console_password import hash_password
from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.sign_in_delay import FAILURES_WITHOUT_DELAY
from novex_shopify.entrypoints.web.app import create_app

PASSWORD = "correct horse battery staple"
PAGE = "/console/account/second-factor"
HALF_MINUTE = timedelta(seconds=30)


@dataclass
class Person:
    """The first admin, with a browser and a phone."""

    browser: TestClient
    clock: ManualClock
    container: Container
    secret: str = ""

    def post(self, path: str, **fields: str) -> httpx2.Response:
        csrf = re.search(r'X-CSRF-Token": "([^"]+)"', self.browser.get("/console/sign-in").text)
        assert csrf
        return self.browser.post(path, data={"csrf": csrf[1], **fields})

    def enter_password(self, **fields: str) -> httpx2.Response:
        return self.post("/console/sign-in", password=PASSWORD, **fields)

    def read_ticket(self, page: httpx2.Response) -> str:
        ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
        assert ticket
        return ticket[1]

    def show_code(self) -> str:
        """What the phone shows, half a minute later than before."""
        self.clock.advance(HALF_MINUTE)
        return pyotp.TOTP(self.secret).at(self.clock.now())

    def turn_on(self) -> list[str]:
        """Returns the recovery codes."""
        self.post(PAGE)
        shown = re.search(r'in the app: <span class="code">([A-Z2-7 ]+)<', self.browser.get(PAGE).text)
        assert shown
        self.secret = shown[1].replace(" ", "")
        return re.findall(r"<li>([0-9a-f-]+)</li>", self.post(f"{PAGE}/confirm", code=self.show_code()).text)

    def is_signed_in(self) -> bool:
        return self.browser.get("/console/stores").status_code == 200


@pytest.fixture
def person(settings: Settings) -> Generator[Person]:
    """Who is signed in."""
    values = {**settings.model_dump(), "console_password_hash": hash_password(Secret(PASSWORD))}
    container = Container(settings=settings.model_validate(values))
    migrate_database(container)
    clock = ManualClock()
    container.clock.override(providers.Object(clock))
    app = create_app(container, with_worker=False)
    with TestClient(app, base_url="https://erp.example.com", follow_redirects=False) as browser:
        person = Person(browser, clock, container)
        assert person.enter_password().status_code == 303
        yield person
    container.engine().dispose()


def test_with_an_app_the_password_leads_to_the_question_for_a_code(person: Person) -> None:
    page = person.browser.get(PAGE)
    assert "Set up" in page.text
    person.post(PAGE)
    page = person.browser.get(PAGE)
    assert '<svg viewBox="' in page.text
    assert "style" not in page.text.partition("<svg")[2].partition("</svg>")[0]
    assert person.post(f"{PAGE}/confirm", code="000000").status_code == 422
    assert len(person.turn_on()) == 10
    assert "10 recovery codes left" in person.browser.get(PAGE).text
    person.post("/console/sign-out")

    page = person.enter_password(next="/console/orders")
    assert page.status_code == 200
    assert not person.is_signed_in()
    ticket = person.read_ticket(page)
    refused = person.post("/console/sign-in/code", ticket=ticket, code="000000")
    assert (refused.status_code, "Wrong code" in refused.text) == (401, True)
    answer = person.post("/console/sign-in/code", ticket=ticket, code=person.show_code(), next="/console/orders")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/orders")
    assert person.is_signed_in()


def test_a_recovery_code_signs_in_and_two_step_sign_in_can_be_turned_off(person: Person) -> None:
    first, second, *_ = person.turn_on()
    person.post("/console/sign-out")
    ticket = person.read_ticket(person.enter_password())
    assert person.post("/console/sign-in/code", ticket=ticket, code=first).status_code == 303
    assert "9 recovery codes left" in person.browser.get(PAGE).text
    assert person.post(f"{PAGE}/remove", code=first).status_code == 422
    renewed = person.post(f"{PAGE}/recovery-codes", code=person.show_code()).text
    assert second not in renewed
    assert person.post(f"{PAGE}/remove", code=person.show_code()).status_code == 303
    person.post("/console/sign-out")
    assert person.enter_password().status_code == 303


def test_guessing_is_delayed_and_a_forged_ticket_leads_back_to_the_password(person: Person) -> None:
    person.turn_on()
    person.post("/console/sign-out")
    ticket = person.read_ticket(person.enter_password())
    for _ in range(FAILURES_WITHOUT_DELAY):
        assert person.post("/console/sign-in/code", ticket=ticket, code="000000").status_code == 401
    delayed = person.post("/console/sign-in/code", ticket=ticket, code="000000")
    assert (delayed.status_code, delayed.headers["retry-after"]) == (429, "5")
    forged = person.post("/console/sign-in/code", ticket=f"{ticket}0", code="000000")
    assert (forged.status_code, "has expired. Enter your password again" in forged.text) == (401, True)
    assert 'name="password"' in forged.text


def test_a_form_that_outlived_its_session_is_kept_through_both_steps(person: Person) -> None:
    person.turn_on()
    person.post("/console/sign-out")
    page = person.enter_password(**{"kept-path": "/console/orders", "kept:query": "#1001"})
    assert 'name="kept:query" value="#1001"' in page.text
    fields = {"ticket": person.read_ticket(page), "kept-path": "/console/orders", "kept:query": "#1001"}
    shown = person.post("/console/sign-in/code", code=person.show_code(), **fields)
    assert (shown.status_code, 'action="/console/orders"' in shown.text) == (200, True)


def test_where_it_is_required_no_other_page_opens_before_it_is_on(person: Person) -> None:
    values = {**person.container.settings().model_dump(), "console_require_second_factor": True}
    with person.container.settings.override(providers.Object(Settings.model_validate(values))):
        answer = person.browser.get("/console/orders")
        assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
        refused = person.post("/console/stores/connect", shop="tea-and-paper.myshopify.com")
        assert (refused.status_code, "Two-step sign-in is required here" in refused.text) == (403, True)
        person.turn_on()
        assert person.is_signed_in()
        person.post(f"{PAGE}/remove", code=person.show_code())
        assert not person.is_signed_in()
        assert person.post("/console/sign-out").status_code == 303
