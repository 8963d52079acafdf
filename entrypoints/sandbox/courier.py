"""Carries webhooks to their subscriptions: signed, timed, retried, as Shopify does it."""

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

from novex_shopify.entrypoints.sandbox.app_secrets import AppSecrets
from novex_shopify.entrypoints.sandbox.background import Background
from novex_shopify.entrypoints.sandbox.clock import Clock, nanosecond_time
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Attempt, Delivery, DeliveryState, Notice, topic_enum

KEPT_DELIVERIES = 10_000


class Courier:
    """Sends each notice to every subscription of its topic, each delivery on its own and in no order."""

    def __init__(
        self,
        settings: SandboxSettings,
        secrets: AppSecrets,
        clock: Clock,
        background: Background,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        timeout = httpx.Timeout(settings.delivery_timeout, connect=settings.connect_timeout)
        limits = httpx.Limits(max_connections=settings.parallel_deliveries)
        self._client = httpx.AsyncClient(transport=transport, timeout=timeout, limits=limits, trust_env=False)
        self._turns = asyncio.Semaphore(settings.parallel_deliveries)
        self._settings = settings
        self._secrets = secrets
        self._clock = clock
        self._background = background
        self._dice = random.Random("deliveries")  # noqa: S311  (which ones are lost is no secret)

    async def close(self) -> None:
        await self._client.aclose()

    def announce(self, shop: Shop, notices: Iterable[Notice]) -> None:
        """Start all deliveries of one action: they share its event id and its time."""
        event_id, triggered_at = str(uuid.uuid4()), nanosecond_time(self._clock())
        for notice in notices:
            body = json.dumps(notice.payload, ensure_ascii=False, separators=(",", ":")).encode()
            for subscription in tuple(shop.subscriptions.values()):
                if subscription.topic != topic_enum(notice.topic):
                    continue
                delivery = Delivery(
                    webhook_id=str(uuid.uuid4()),
                    event_id=event_id,
                    topic=notice.topic,
                    resource_id=notice.resource_id,
                    subscription_id=subscription.id,
                    subscription_name=subscription.name,
                    uri=subscription.uri,
                    api_version=subscription.api_version,
                    triggered_at=triggered_at,
                    body=body,
                )
                _record(shop, delivery)
                if self._dice.random() < shop.lost_deliveries:
                    delivery.state = DeliveryState.LOST
                else:
                    self._background.spawn(self._carry(shop, delivery))

    async def redeliver(
        self, shop: Shop, delivery: Delivery, *, as_new: bool, forged: bool
    ) -> tuple[Delivery, Attempt]:
        """Send a body once more, now. As new, it comes under another webhook id but keeps its old time."""
        if as_new:
            delivery = replace(delivery, webhook_id=str(uuid.uuid4()), attempts=[], state=DeliveryState.PENDING)
            _record(shop, delivery)
        attempt = await self._attempt(shop, delivery, forged=forged)
        if not attempt.succeeded and delivery.state is DeliveryState.PENDING:
            delivery.state = DeliveryState.FAILED
        return delivery, attempt

    async def _carry(self, shop: Shop, delivery: Delivery) -> None:
        for pause in (0, *self._settings.retry_delays):
            await asyncio.sleep(pause)
            if (await self._attempt(shop, delivery)).succeeded:
                return
            self._remove_if_hopeless(shop, delivery)
        delivery.state = DeliveryState.FAILED

    async def _attempt(self, shop: Shop, delivery: Delivery, *, forged: bool = False) -> Attempt:
        async with self._turns:
            attempt = await self._post(shop, delivery, forged=forged)
        delivery.attempts.append(attempt)
        if attempt.succeeded:
            delivery.state = DeliveryState.DELIVERED
            if delivery.subscription_id in shop.subscriptions:
                shop.subscriptions[delivery.subscription_id].last_success_at = attempt.at
        return attempt

    async def _post(self, shop: Shop, delivery: Delivery, *, forged: bool) -> Attempt:
        secret = f"not {self._secrets.signing}" if forged else self._secrets.signing
        headers = _headers(shop.domain, delivery, secret)
        at = self._clock()
        try:
            async with asyncio.timeout(self._settings.delivery_timeout):
                response = await self._client.post(delivery.uri, content=delivery.body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return Attempt(at, None, str(error) or type(error).__name__)
        return Attempt(at, response.status_code, None)

    def _remove_if_hopeless(self, shop: Shop, delivery: Delivery) -> None:
        """Delete the subscription once a delivery has failed so often and nothing else has got through meanwhile."""
        subscription = shop.subscriptions.get(delivery.subscription_id)
        if subscription is None or len(delivery.attempts) < self._settings.failures_until_removal:
            return
        if subscription.last_success_at is None or subscription.last_success_at < delivery.attempts[0].at:
            del shop.subscriptions[subscription.id]


def _record(shop: Shop, delivery: Delivery) -> None:
    shop.deliveries[delivery.webhook_id] = delivery
    if len(shop.deliveries) > KEPT_DELIVERIES:
        del shop.deliveries[next(iter(shop.deliveries))]


def _headers(domain: str, delivery: Delivery, secret: str) -> dict[str, str]:
    digest = hmac.digest(secret.encode(), delivery.body, hashlib.sha256)
    name = {"X-Shopify-Name": delivery.subscription_name} if delivery.subscription_name else {}
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
        **name,
    }
