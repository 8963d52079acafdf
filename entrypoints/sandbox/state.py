"""The state of the whole sandbox: its shops, tokens and webhooks."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.requests import Request

from novex_shopify.entrypoints.sandbox.clock import Clock
from novex_shopify.entrypoints.sandbox.errors import NotFound
from novex_shopify.entrypoints.sandbox.fulfillment.routing import route_order
from novex_shopify.entrypoints.sandbox.ids import IdSequence
from novex_shopify.entrypoints.sandbox.model.authorization_codes import AuthorizationCodes
from novex_shopify.entrypoints.sandbox.model.client_secrets import ClientSecrets
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent
from novex_shopify.entrypoints.sandbox.payloads.shop import build_shop_payload
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.shop_factory import create_shop
from novex_shopify.entrypoints.sandbox.task_runner import TaskRunner
from novex_shopify.entrypoints.sandbox.webhook_sender import WebhookSender

SHOP_DOMAIN = re.compile(r"[a-z0-9][a-z0-9\-]*\.myshopify\.com")

Resource = TypeVar("Resource")


@dataclass(slots=True)
class SandboxState:
    settings: SandboxSettings
    clock: Clock
    ids: IdSequence
    task_runner: TaskRunner
    webhook_sender: WebhookSender
    authorization_codes: AuthorizationCodes
    client_secrets: ClientSecrets
    shops: dict[str, Shop] = field(default_factory=dict)

    def get_or_create_shop(self, domain: str) -> Shop:
        """Raises `NotFound` unless the domain is a myshopify.com name."""
        domain = domain.lower()
        if not SHOP_DOMAIN.fullmatch(domain):
            raise NotFound(f"'{domain}' is not a shop domain: it must end in .myshopify.com")
        if domain not in self.shops:
            self.shops[domain] = create_shop(domain, self.settings, self.clock, self.ids)
        return self.shops[domain]

    def get_requested_shop(self, request: Request) -> Shop:
        """Find the shop that a request to an admin URL is meant for."""
        domain = request.headers.get("x-sandbox-shop") or request.query_params.get("sandbox_shop")
        if not domain:
            raise NotFound("Name the shop in the header X-Sandbox-Shop or the parameter sandbox_shop")
        return self.get_or_create_shop(domain)

    def publish_outcome(self, shop: Shop, outcome: tuple[Resource, Iterable[WebhookEvent]]) -> Resource:
        """Send the webhook events of an action, and return the changed resource."""
        resource, events = outcome
        self.webhook_sender.send_events(shop, events)
        return resource

    def publish_and_route_order(self, shop: Shop, outcome: tuple[Order, Iterable[WebhookEvent]]) -> Order:
        """Send the webhook events of a new order, then route it: at once, or after `routing_delay`."""
        order = self.publish_outcome(shop, outcome)
        if self.settings.routing_delay > 0:
            self.task_runner.start(self._route_after_delay(shop, order))
        else:
            self.webhook_sender.send_events(shop, route_order(shop, order.id))
        return order

    async def _route_after_delay(self, shop: Shop, order: Order) -> None:
        await asyncio.sleep(self.settings.routing_delay)
        self.webhook_sender.send_events(shop, route_order(shop, order.id))

    def revoke_oldest_secret(self) -> None:
        """Revoke a client secret and every token issued with it."""
        revoked = self.client_secrets.revoke_oldest()
        for shop in self.shops.values():
            shop.installation.revoke_tokens_of_secret(revoked)

    def uninstall_app(self, shop: Shop) -> None:
        """Send app/uninstalled, then end tokens and subscriptions. Raises `NotFound` if the app is not installed."""
        if shop.installation.installed_at is None:
            raise NotFound(f"The app is not installed on {shop.domain}")
        self.webhook_sender.send_events(shop, [WebhookEvent("app/uninstalled", shop.id, build_shop_payload(shop))])
        shop.installation.uninstall()
        shop.subscriptions.clear()


def get_state(request: Request) -> SandboxState:
    state: SandboxState = request.app.state.sandbox
    return state
