"""Bodies of webhooks take limited memory and time, and strangers none."""

import asyncio
from datetime import timedelta

import pytest
from starlette.types import Message

from novex_shopify.entrypoints.web import webhook_bodies
from novex_shopify.entrypoints.web.intake import Intake
from novex_shopify.entrypoints.web.webhook_bodies import BodyMemory
from novex_shopify.entrypoints.web.webhooks import WebhookMiddleware
from tests.entrypoints.web.test_intake import ControlledDatabase, run_pending_tasks

HEADERS = {
    "x-shopify-hmac-sha256": "c2lnbmF0dXJl",
    "x-shopify-shop-domain": "tea-and-paper.myshopify.com",
    "x-shopify-topic": "orders/create",
    "x-shopify-webhook-id": "webhook-1",
}


class Sender:
    """One request whose body comes when the test says so; `status` is that of its answer."""

    def __init__(self, middleware: WebhookMiddleware, **headers: str | None) -> None:
        self.status: int | None = None
        self.asked_for_body = False
        self._body = asyncio.Queue[Message]()
        sent = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
        raw = [(name.encode(), value.encode()) for name, value in sent.items() if value is not None]
        scope = {"type": "http", "method": "POST", "path": "/webhooks/shopify", "headers": raw}
        self.task = asyncio.create_task(middleware(scope, self._receive, self._record))

    async def send(self, size: int, *, more: bool = True) -> None:
        """Send a part of the body."""
        self._body.put_nowait({"type": "http.request", "body": b"x" * size, "more_body": more})
        await run_pending_tasks()

    async def _receive(self) -> Message:
        self.asked_for_body = True
        return await self._body.get()

    async def _record(self, message: Message) -> None:
        self.status = message.get("status", self.status)


def build_middleware(database: ControlledDatabase, limit: int = 100) -> WebhookMiddleware:
    intake, bodies = Intake(database.ingest), BodyMemory(limit)
    return WebhookMiddleware(_no_other_path, "/webhooks/shopify", intake, "2026-10", lambda _: None, bodies=bodies)


async def _no_other_path(*_: object) -> None:
    raise AssertionError("Only webhooks are expected.")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x_shopify_hmac_sha256": None}, 401),
        ({"x_shopify_topic": None}, 400),
        ({"x_shopify_shop_domain": "elsewhere.test"}, 400),
        ({"content_length": "10485761"}, 413),
    ],
)
def test_a_body_is_not_read_if_the_headers_refuse_it(headers: dict[str, str | None], status: int) -> None:
    async def scenario() -> None:
        sender = Sender(build_middleware(ControlledDatabase()), **headers)
        await sender.task
        assert (sender.status, sender.asked_for_body) == (status, False)

    asyncio.run(scenario())


def test_a_body_that_needs_memory_takes_it_from_the_one_that_is_on_its_way_for_longest() -> None:
    async def scenario() -> None:
        middleware = build_middleware(database := ControlledDatabase())
        first, second, genuine = (Sender(middleware, x_shopify_webhook_id=name) for name in ("1", "2", "genuine"))
        await first.send(40)
        await second.send(40)
        await genuine.send(30, more=False)
        assert (first.status, second.status) == (408, None)
        assert database.batches == [["genuine"]]
        database.finish_batch()
        await genuine.task
        assert (genuine.status, middleware.bodies.held) == (200, 40)
        await first.send(1, more=False)
        await second.send(0, more=False)
        database.finish_batch()
        await second.task
        assert (second.status, middleware.bodies.held) == (200, 0)

    asyncio.run(scenario())


def test_a_delivery_is_refused_while_those_that_are_being_stored_take_all_memory() -> None:
    async def scenario() -> None:
        middleware = build_middleware(database := ControlledDatabase())
        stored, refused = Sender(middleware), Sender(middleware)
        await stored.send(80, more=False)
        await refused.send(80, more=False)
        assert (stored.status, refused.status, middleware.bodies.held) == (None, 503, 80)
        database.finish_batch()
        await stored.task
        assert (stored.status, middleware.bodies.held) == (200, 0)

    asyncio.run(scenario())


def test_a_body_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_bodies, "WEBHOOK_BODY_TIMEOUT", timedelta(0))

    async def scenario() -> None:
        sender = Sender(middleware := build_middleware(ControlledDatabase()))
        await sender.send(10)
        await sender.task
        assert (sender.status, middleware.bodies.held) == (408, 0)

    asyncio.run(scenario())
