"""Sends webhooks to their subscriptions: signed and retried, as Shopify does."""

import asyncio
import base64
import hashlib
import hmac
import json
import random
import uuid
from collections.abc import Iterable
from dataclasses import replace

import httpx

from novex_shopify.entrypoints.sandbox.clock import Clock, format_nanosecond_time
from novex_shopify.entrypoints.sandbox.model.client_secrets import ClientSecrets
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import (
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    WebhookEvent,
    to_topic_enum,
)
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.task_runner import TaskRunner

MAX_STORED_DELIVERIES = 10_000


class WebhookSender:
    """Sends each event to every subscription of its topic, in no particular order."""

    def __init__(
        self,
        settings: SandboxSettings,
        secrets: ClientSecrets,
        clock: Clock,
        task_runner: TaskRunner,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        timeout = httpx.Timeout(settings.delivery_timeout, connect=settings.connect_timeout)
        limits = httpx.Limits(max_connections=settings.max_parallel_deliveries)
        self._client = httpx.AsyncClient(transport=transport, timeout=timeout, limits=limits, trust_env=False)
        self._semaphore = asyncio.Semaphore(settings.max_parallel_deliveries)
        self._settings = settings
        self._secrets = secrets
        self._clock = clock
        self._task_runner = task_runner
        self._random = random.Random("deliveries")  # noqa: S311  (which ones are lost is no secret)

    async def close(self) -> None:
        await self._client.aclose()

    def send_events(self, shop: Shop, events: Iterable[WebhookEvent]) -> None:
        """Start the deliveries of one action, which share an event id and a time."""
        event_id, triggered_at = str(uuid.uuid4()), format_nanosecond_time(self._clock())
        for event in events:
            body = json.dumps(event.payload, ensure_ascii=False, separators=(",", ":")).encode()
            for subscription in tuple(shop.subscriptions.values()):
                if subscription.topic != to_topic_enum(event.topic):
                    continue
                delivery = Delivery(
                    webhook_id=str(uuid.uuid4()),
                    event_id=event_id,
                    topic=event.topic,
                    resource_id=event.resource_id,
                    subscription_id=subscription.id,
                    subscription_name=subscription.name,
                    uri=subscription.uri,
                    api_version=subscription.api_version,
                    triggered_at=triggered_at,
                    body=body,
                )
                _store_delivery(shop, delivery)
                if self._random.random() < shop.webhook_drop_rate:
                    delivery.state = DeliveryState.DROPPED
                else:
                    self._task_runner.start(self._deliver_with_retries(shop, delivery))

    async def redeliver(
        self, shop: Shop, delivery: Delivery, *, as_new: bool, forge_signature: bool
    ) -> tuple[Delivery, DeliveryAttempt]:
        """Send a delivery again at once; as new, it gets another webhook id but keeps its time."""
        if as_new:
            delivery = replace(delivery, webhook_id=str(uuid.uuid4()), attempts=[], state=DeliveryState.PENDING)
            _store_delivery(shop, delivery)
        attempt = await self._attempt_delivery(shop, delivery, forge_signature=forge_signature)
        if not attempt.succeeded and delivery.state is DeliveryState.PENDING:
            delivery.state = DeliveryState.FAILED
        return delivery, attempt

    async def _deliver_with_retries(self, shop: Shop, delivery: Delivery) -> None:
        for delay in (0, *self._settings.retry_delays):
            await asyncio.sleep(delay)
            if (await self._attempt_delivery(shop, delivery)).succeeded:
                return
            self._remove_failing_subscription(shop, delivery)
        delivery.state = DeliveryState.FAILED

    async def _attempt_delivery(
        self, shop: Shop, delivery: Delivery, *, forge_signature: bool = False
    ) -> DeliveryAttempt:
        async with self._semaphore:
            attempt = await self._post(shop, delivery, forge_signature=forge_signature)
        delivery.attempts.append(attempt)
        if attempt.succeeded:
            delivery.state = DeliveryState.DELIVERED
            if delivery.subscription_id in shop.subscriptions:
                shop.subscriptions[delivery.subscription_id].last_success_at = attempt.attempted_at
        return attempt

    async def _post(self, shop: Shop, delivery: Delivery, *, forge_signature: bool) -> DeliveryAttempt:
        secret = f"not {self._secrets.signing_secret}" if forge_signature else self._secrets.signing_secret
        headers = _build_headers(shop.domain, delivery, secret)
        attempted_at = self._clock()
        try:
            async with asyncio.timeout(self._settings.delivery_timeout):
                response = await self._client.post(delivery.uri, content=delivery.body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return DeliveryAttempt(attempted_at, None, str(error) or type(error).__name__)
        return DeliveryAttempt(attempted_at, response.status_code, None)

    def _remove_failing_subscription(self, shop: Shop, delivery: Delivery) -> None:
        """Delete a subscription that had too many failures and no success since the delivery started."""
        subscription = shop.subscriptions.get(delivery.subscription_id)
        if subscription is None or len(delivery.attempts) < self._settings.failures_until_subscription_removal:
            return
        if subscription.last_success_at is None or subscription.last_success_at < delivery.attempts[0].attempted_at:
            del shop.subscriptions[subscription.id]


def _store_delivery(shop: Shop, delivery: Delivery) -> None:
    shop.deliveries[delivery.webhook_id] = delivery
    if len(shop.deliveries) > MAX_STORED_DELIVERIES:
        del shop.deliveries[next(iter(shop.deliveries))]


def _build_headers(domain: str, delivery: Delivery, secret: str) -> dict[str, str]:
    digest = hmac.digest(secret.encode(), delivery.body, hashlib.sha256)
    name_header = {"X-Shopify-Name": delivery.subscription_name} if delivery.subscription_name else {}
    return {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": delivery.topic,
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
        "X-Shopify-Shop-Domain": domain,
        "X-Shopify-API-Version": delivery.api_version,
        "X-Shopify-Webhook-Id": delivery.webhook_id,
        "X-Shopify-Event-Id": delivery.event_id,
        "X-Shopify-Triggered-At": delivery.triggered_at,
        **name_header,
    }
