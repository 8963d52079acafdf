"""An admin invites people, changes roles and ends sessions; users change their own name and password."""

import re

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.user import Role, User
from novex_shopify.entrypoints.web.console.people.browser_names import describe_browser
from tests.entrypoints.web.console.local_console import read_csrf_token
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as

PASSWORD, OTHER_PASSWORD = "correct horse battery staple", "another long password"
USERS = "/console/settings/users"


@pytest.fixture
def olga(container: Container) -> User:
    return add_user(container, "Olga")


@pytest.fixture
def admin(web: TestClient, container: Container, olga: User) -> TestClient:
    """The browser of Olga, an admin."""
    sign_in_as(web, container, olga)
    return web


def send(client: TestClient, path: str, page: str = "/console/account", **fields: str) -> tuple[int, str]:
    """Send a form; returns the status, and the page that is shown then."""
    answer = client.post(path, data={"csrf": read_csrf_token(client.get(page).text), **fields})
    text = client.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text
    return answer.status_code, text


def invite(admin: TestClient, email: str = "anna@example.com", role: str = "packer") -> str:
    """Returns the path of the link."""
    status, page = send(admin, USERS, email=email, name="Anna", role=role)
    link = re.search(r"https://erp\.example\.com(/console/invitation\?token=[\w-]+)", page)
    assert (status, bool(link)) == (200, True)
    assert link
    return link[1]


def accept(client: TestClient, link: str, password: str = PASSWORD, repeated: str = PASSWORD) -> tuple[int, str]:
    fields = {"token": link.partition("=")[2], "name": "Anna B.", "password": password, "repeated": repeated}
    return send(client, "/console/invitation", link, **fields)


def test_an_invited_person_chooses_a_password_and_signs_in(admin: TestClient, container: Container) -> None:
    link = invite(admin)
    assert "Invited" in admin.get(USERS).text
    admin.cookies.clear()
    assert "anna@example.com" in admin.get(link).text
    assert "At least 12 characters" in accept(admin, link, "short", "short")[1]
    assert "The two passwords differ" in accept(admin, link, repeated=OTHER_PASSWORD)[1]
    assert accept(admin, link)[0] == 303
    status, page = send(admin, "/console/sign-in", "/console/sign-in", email="anna@example.com", password=PASSWORD)
    assert (status, "Anna B." in page) == (303, True)
    used = admin.get(link)
    assert (used.status_code, "This link was used" in used.text) == (422, True)


def test_an_invitation_that_cannot_be_made_says_why(admin: TestClient) -> None:
    assert "Enter an e-mail address" in send(admin, USERS, email="anna", name="Anna", role="viewer")[1]
    assert "Choose a role" in send(admin, USERS, email="anna@example.com", name="Anna", role="king")[1]
    status, page = send(admin, USERS, email="OLGA@example.com", name="Olga", role="viewer")
    assert (status, "olga@example.com is a user already" in page) == (422, True)


def test_a_changed_role_and_a_deactivation_sign_the_user_out(
    admin: TestClient, container: Container, olga: User
) -> None:
    anna = add_user(container, "Anna", Role.VIEWER)
    for path, fields in (("role", {"role": "packer"}), ("active", {"active": "no"})):
        sign_in_as(admin, container, anna)
        session = dict(admin.cookies)
        sign_in_as(admin, container, olga)
        assert "Anna is " in send(admin, f"{USERS}/{anna.id}/{path}", **fields)[1]
        admin.cookies.clear()
        admin.cookies.update(session)
        assert admin.get("/console").status_code == 303
        sign_in_as(admin, container, olga)
    assert "Deactivated" in admin.get(f"{USERS}/{anna.id}").text
    assert "Anna is active" in send(admin, f"{USERS}/{anna.id}/active", active="yes")[1]


def test_the_last_admin_stays(admin: TestClient, olga: User) -> None:
    for path, fields in (("role", {"role": "viewer"}), ("active", {"active": "no"})):
        assert "This is the last active admin" in send(admin, f"{USERS}/{olga.id}/{path}", **fields)[1]


def test_a_session_is_listed_and_ended(admin: TestClient, container: Container, olga: User) -> None:
    anna = add_user(container, "Anna", Role.VIEWER)
    sign_in_as(admin, container, anna)
    sign_in_as(admin, container, olga)
    page = admin.get(f"{USERS}/{anna.id}").text
    session = re.search(r'name="session" value="(\w+)"', page)
    assert session
    assert ("Firefox" in page, "10.0.0.1" in page) == (True, True)
    ended = send(admin, f"{USERS}/{anna.id}/sessions/end", session=session[1])[1]
    assert "is not signed in anywhere" in ended
    assert "All sessions of Anna ended" in send(admin, f"{USERS}/{anna.id}/sessions/end")[1]


def test_a_password_link_replaces_the_password_at_once(admin: TestClient, container: Container) -> None:
    link = invite(admin)
    accept(admin, link)
    with container.read_transaction() as tx:
        anna = tx.users.find_by_email("anna@example.com")
    assert anna
    status, page = send(admin, f"{USERS}/{anna.id}/reset-password")
    assert (status, "Link for Anna B." in page) == (200, True)
    admin.cookies.clear()
    refused = send(admin, "/console/sign-in", "/console/sign-in", email="anna@example.com", password=PASSWORD)
    assert refused[0] == 401


def test_users_change_their_own_name_and_password(admin: TestClient, container: Container) -> None:
    accept(admin, invite(admin, role="viewer"))
    send(admin, "/console/sign-in", "/console/sign-in", email="anna@example.com", password=PASSWORD)
    account = admin.get("/console/account").text
    assert ("This browser" in account, "Viewer" in account) == (True, True)
    assert "Anna Berg" in send(admin, "/console/account/name", name="Anna Berg")[1]
    new = {"password": OTHER_PASSWORD, "repeated": OTHER_PASSWORD}
    assert "not your current password" in send(admin, "/console/account/password", current="wrong", **new)[1]
    assert send(admin, "/console/account/password", current=PASSWORD, **new)[0] == 303
    assert admin.get("/console/account").status_code == 303
    fields = {"email": "anna@example.com", "password": OTHER_PASSWORD}
    assert send(admin, "/console/sign-in", "/console/sign-in", **fields)[0] == 303


def test_a_browser_is_described_in_words() -> None:
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
    assert describe_browser(windows) == "Chrome on Windows"
    assert describe_browser(f"{windows} Edg/142.0") == "Edge on Windows"
    assert describe_browser("curl/8.0") == "Unknown browser"
