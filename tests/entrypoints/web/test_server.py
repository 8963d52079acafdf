"""What the server does before a request reaches the application."""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from novex_shopify.config.settings import Settings
from novex_shopify.entrypoints.web.server import build_server_config


async def name_client(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers with the client's address and the scheme."""
    request = Request(scope)
    assert request.client
    await PlainTextResponse(f"{request.url.scheme} {request.client.host}")(scope, receive, send)


def ask(settings: Settings, peer: str, **headers: str) -> str:
    """What the application sees of a request from this peer."""
    config = build_server_config(
        name_client, keep_alive_seconds=settings.keep_alive_seconds, trusted_proxies=settings.trusted_proxies
    )
    config.load()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return TestClient(config.loaded_app, client=(peer, 50_000)).get("/", headers=named).text


def test_an_idle_connection_stays_open_for_longer_than_proxies_keep_theirs(settings: Settings) -> None:
    config = build_server_config(name_client, keep_alive_seconds=settings.keep_alive_seconds)
    assert config.timeout_keep_alive > 90


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_proxy_on_this_machine_names_the_client(settings: Settings, peer: str) -> None:
    assert ask(settings, peer, X_Forwarded_For="203.0.113.7", X_Forwarded_Proto="https") == "https 203.0.113.7"


def test_headers_of_a_stranger_are_ignored(settings: Settings) -> None:
    seen = ask(settings, "203.0.113.7", X_Forwarded_For="10.0.0.1", X_Forwarded_Proto="https")
    assert seen == "http 203.0.113.7"


def test_the_address_that_a_client_invents_is_ignored_behind_trusted_proxies(settings: Settings) -> None:
    behind = settings.model_copy(update={"trusted_proxies": ("10.0.0.0/8", "192.0.2.1")})
    forwarded = "198.51.100.1, 203.0.113.7, 192.0.2.1"
    assert ask(behind, "10.1.2.3", X_Forwarded_For=forwarded) == "http 203.0.113.7"
    assert ask(behind, "127.0.0.1", X_Forwarded_For=forwarded) == "http 127.0.0.1"
