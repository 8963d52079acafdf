"""`/api/v1/notifications`: programs set channels and rules, and read what was sent."""

from collections.abc import Generator
from typing import Any

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.adapters.memory.notifications.channel_sender import RecordingChannelSender
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.errors import ChannelRefused, ChannelUnavailable
from novex_shopify.entrypoints.web.app import create_app
from tests.audited_world import build_world

TOKEN = "token-of-the-warehouse-0123456789"


@pytest.fixture
def container() -> Container:
    """An installation with a channel that refused a message, and a token for the API."""
    container = build_in_memory_container()
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"warehouse:{TOKEN}"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    build_world(container)
    return container


@pytest.fixture
def api(container: Container) -> Generator[TestClient]:
    """A program with the token."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(create_app(container, with_worker=False), headers=headers) as client:
        yield client


def call(api: TestClient, method: str, path: str, body: Any = None, status: int = 200) -> dict[str, Any]:
    answer = api.request(method, f"/api/v1/notifications{path}", json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_secret_is_in_the_answer_that_makes_it_and_in_no_other(api: TestClient) -> None:
    body = {"name": "ERP", "kind": "webhook", "url": "https://erp.example/hooks/planted-token"}
    added = call(api, "POST", "/channels", body)
    assert added["signing_secret"].startswith("whsec_")
    assert added["address"] == "erp.example/…oken"
    listed = call(api, "GET", "/channels")["channels"]
    assert [each["name"] for each in listed] == ["Office", "ERP"]
    assert "planted-token" not in str(listed)
    assert "whsec_" not in str(listed)


def test_rules_and_quiet_hours_are_read_back_as_they_were_saved(api: TestClient) -> None:
    rule = {"channels": ["1"], "cause": "no_webhooks", "timing": "daily", "daily_at": "06:30", "min_minutes": 30}
    saved = call(api, "POST", "/rules", rule)
    assert {name: saved[name] for name in rule} == rule
    assert call(api, "GET", "/rules")["rules"][-1] == saved
    settings = {"time_zone": "Europe/Berlin", "quiet_from": "22:00", "quiet_until": "07:00"}
    assert call(api, "PUT", "/settings", settings) == settings == call(api, "GET", "/settings")


def test_what_was_sent_is_listed_and_what_was_given_up_is_dismissed(api: TestClient) -> None:
    (given_up,) = call(api, "GET", "?limit=5")["notifications"]
    assert (given_up["channel"], given_up["state"], given_up["titles"]) == ("Office", "given_up", ["A test"])
    assert call(api, "POST", "/channels/1/dismiss") == {"messages": 1}
    assert call(api, "GET", "")["notifications"][0]["state"] == "dismissed"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/channels", {"name": "X", "kind": "slack", "url": "https://10.0.0.1/x"}, 422),
        ("POST", "/rules", {"channels": ["99"], "cause": "all"}, 422),
        ("POST", "/rules", {"channels": ["1"], "cause": "weather"}, 422),
        ("PUT", "/settings", {"time_zone": "Mars/Base"}, 422),
        ("POST", "/channels/99/test", None, 404),
        ("DELETE", "/rules/99", None, 404),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(
    api: TestClient, method: str, path: str, body: Any, status: int
) -> None:
    assert call(api, method, path, body, status)["error"]["message"]


def test_a_test_message_answers_as_its_channel(api: TestClient, container: Container) -> None:
    sender = RecordingChannelSender()
    container.channel_sender.override(providers.Object(sender))
    assert call(api, "POST", "/channels/1/test") == {"answer": "200 ok"}
    for error, status in ((ChannelRefused("404 no_service"), 409), (ChannelUnavailable("slow"), 503)):
        sender.errors = [error]
        assert call(api, "POST", "/channels/1/test", status=status)["error"]["message"] == str(error)
