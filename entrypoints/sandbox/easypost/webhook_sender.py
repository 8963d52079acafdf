"""Sends events to webhooks: signed and retried, as EasyPost does it."""

import asyncio
import hashlib
import hmac
import json
import random
import unicodedata
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

import httpx

from novex_shopify.entrypoints.sandbox.clock import Clock
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.webhooks import (
    Delivery,
    DeliveryState,
    Event,
    Webhook,
)
from novex_shopify.entrypoints.sandbox.easypost.payloads.events import build_event_body
from novex_shopify.entrypoints.sandbox.easypost.settings import EasyPostSettings
from novex_shopify.entrypoints.sandbox.model.webhooks import DeliveryAttempt
from novex_shopify.entrypoints.sandbox.task_runner import TaskRunner

MAX_STORED_DELIVERIES = 10_000


class WebhookSender:
    """Sends each event to every webhook of its account, whatever its kind, in no particular order."""

    def __init__(
        self,
        settings: EasyPostSettings,
        clock: Clock,
        task_runner: TaskRunner,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        limits = httpx.Limits(max_connections=settings.max_parallel_deliveries)
        self._client = httpx.AsyncClient(
            transport=transport, timeout=settings.delivery_timeout, limits=limits, trust_env=False
        )
        self._settings = settings
        self._clock = clock
        self._task_runner = task_runner
        self._random = random.Random("deliveries")  # noqa: S311  (which ones are lost is no secret)

    async def close(self) -> None:
        await self._client.aclose()

    def send_event(self, account: Account, event: Event) -> None:
        """Start its deliveries as the account's plan says. A disabled webhook gets none, now or later."""
        event.pending_urls = [webhook.url for webhook in account.webhooks.values()]
        body = json.dumps(build_event_body(event), ensure_ascii=False, separators=(",", ":")).encode()
        for webhook in account.webhooks.values():
            if webhook.disabled_at is None:
                self._start_delivery(account, event, webhook, body)

    def release(self, account: Account, *, is_reversed: bool) -> int:
        """Send what was held back, one after the other, and return how much that is."""
        held = [each for each in account.deliveries.values() if each.state is DeliveryState.HELD]
        for delivery in held:
            delivery.state = DeliveryState.PENDING
        self._task_runner.start(self._deliver_in_order(account, held[::-1] if is_reversed else held))
        return len(held)

    async def redeliver(self, account: Account, delivery: Delivery, *, forge_signature: bool) -> DeliveryAttempt:
        """Send an event again at once, with the same id and body."""
        return await self._attempt_delivery(account, delivery, forge_signature=forge_signature)

    def _start_delivery(self, account: Account, event: Event, webhook: Webhook, body: bytes) -> None:
        plan = account.delivery_plan
        delivery = Delivery(
            id=create_id("payload"),
            event=event,
            webhook_id=webhook.id,
            url=webhook.url,
            body=body,
            created_at=self._clock(),
        )
        account.deliveries[delivery.id] = delivery
        if len(account.deliveries) > MAX_STORED_DELIVERIES:
            del account.deliveries[next(iter(account.deliveries))]
        if self._random.random() < plan.drop_rate:
            delivery.state = DeliveryState.DROPPED
        elif plan.hold:
            delivery.state = DeliveryState.HELD
        else:
            for _ in range(plan.copies):
                self._task_runner.start(self._deliver_with_retries(account, delivery))

    async def _deliver_in_order(self, account: Account, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            await self._deliver_with_retries(account, delivery)

    async def _deliver_with_retries(self, account: Account, delivery: Delivery) -> None:
        for delay in (0, *self._settings.retry_delays):
            await asyncio.sleep(delay)
            webhook = account.webhooks.get(delivery.webhook_id)
            if webhook is None or webhook.disabled_at is not None:
                break
            if (await self._attempt_delivery(account, delivery)).succeeded:
                return
        if delivery.state is DeliveryState.PENDING:
            delivery.state = DeliveryState.FAILED

    async def _attempt_delivery(
        self, account: Account, delivery: Delivery, *, forge_signature: bool = False
    ) -> DeliveryAttempt:
        webhook = account.webhooks.get(delivery.webhook_id)
        attempt = await self._post(delivery, webhook, forge_signature=forge_signature)
        delivery.attempts.append(attempt)
        if attempt.succeeded:
            _mark_delivered(delivery)
        if webhook is not None:
            webhook.recent_failures = 0 if attempt.succeeded else webhook.recent_failures + 1
            if webhook.recent_failures >= self._settings.failures_until_webhook_disabled:
                webhook.disabled_at = webhook.disabled_at or self._clock()
        return attempt

    async def _post(self, delivery: Delivery, webhook: Webhook | None, *, forge_signature: bool) -> DeliveryAttempt:
        now = self._clock()
        secret = f"not {webhook.secret}" if webhook and forge_signature else webhook and webhook.secret
        headers = {"Content-Type": "application/json", "User-Agent": "EasyPost Web Hooks 1.0"}
        headers |= {each["name"]: each["value"] for each in webhook.custom_headers} if webhook else {}
        if secret:
            headers |= sign(delivery.body, secret)
            if self._settings.sign_v2:
                headers |= sign_v2(delivery.body, secret, now, delivery.url)
        try:
            async with asyncio.timeout(self._settings.delivery_timeout):
                response = await self._client.post(delivery.url, content=delivery.body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return DeliveryAttempt(now, None, str(error) or type(error).__name__)
        return DeliveryAttempt(now, response.status_code, None)


def sign(body: bytes, secret: str) -> dict[str, str]:
    """The documented signature, which covers the body only."""
    return {"X-Hmac-Signature": f"hmac-sha256-hex={_compute_digest(secret, body)}"}


def sign_v2(body: bytes, secret: str, now: datetime, url: str) -> dict[str, str]:
    """The newer signature: its headers were seen; its formula is what several receivers use, not documented."""
    timestamp, path = format_datetime(now), urlsplit(url).path or "/"
    digest = _compute_digest(secret, f"{timestamp}POST{path}".encode() + body)
    return {"X-Timestamp": timestamp, "X-Path": path, "X-Hmac-Signature-V2": f"hmac-sha256-hex={digest}"}


def _compute_digest(secret: str, content: bytes) -> str:
    return hmac.new(unicodedata.normalize("NFKD", secret).encode(), content, hashlib.sha256).hexdigest()


def _mark_delivered(delivery: Delivery) -> None:
    delivery.state = DeliveryState.DELIVERED
    event = delivery.event
    if delivery.url in event.pending_urls:
        event.pending_urls.remove(delivery.url)
        event.completed_urls.append(delivery.url)
