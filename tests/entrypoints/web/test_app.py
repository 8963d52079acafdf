"""The application as the server calls it."""

import asyncio

import pytest
from starlette.types import Message

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import SHOP

TOKEN = "token-of-the-api-0123456789"
FORM = {"content-type": "application/x-www-form-urlencoded", "content-length": "9"}
DELIVERY = {"hmac-sha256": "A", "topic": "a", "webhook-id": "1", "shop-domain": SHOP}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/console/sign-in", FORM),
        ("/api/v1/shipments", {"authorization": f"Bearer {TOKEN}"}),
        ("/webhooks/shopify", {f"shopify-{name}": value for name, value in DELIVERY.items()}),
    ],
)
def test_a_client_that_goes_away_in_the_middle_of_a_body_is_no_error(
    settings: Settings, path: str, headers: dict[str, str]
) -> None:
    container = Container(settings=Settings.model_validate({**settings.model_dump(), "api_tokens": (TOKEN,)}))
    parts: list[Message] = [{"type": "http.disconnect"}, {"type": "http.request", "body": b"a=", "more_body": True}]

    async def receive() -> Message:
        return parts.pop()

    async def send(_: Message) -> None: ...

    names = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": names, "client": None}

    async def scenario() -> None:
        await create_app(container, with_worker=False)(scope, receive, send)

    asyncio.run(scenario())
    assert parts == []
