"""The sandbox as a whole: its shops, and what happens in them."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.requests import Request

from novex_shopify.entrypoints.sandbox.app_secrets import AppSecrets
from novex_shopify.entrypoints.sandbox.background import Background
from novex_shopify.entrypoints.sandbox.clock import Clock
from novex_shopify.entrypoints.sandbox.consent import Codes
from novex_shopify.entrypoints.sandbox.courier import Courier
from novex_shopify.entrypoints.sandbox.errors import Unknown
from novex_shopify.entrypoints.sandbox.ids import Ids
from novex_shopify.entrypoints.sandbox.orders import Order
from novex_shopify.entrypoints.sandbox.payloads.shop import shop_payload
from novex_shopify.entrypoints.sandbox.routing import route_order
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.shop import Shop, open_shop
from novex_shopify.entrypoints.sandbox.webhooks import Notice

SHOP_DOMAIN = re.compile(r"[a-z0-9][a-z0-9\-]*\.myshopify\.com")

Thing = TypeVar("Thing")


@dataclass(slots=True)
class World:
    settings: SandboxSettings
    clock: Clock
    ids: Ids
    background: Background
    courier: Courier
    codes: Codes
    secrets: AppSecrets
    shops: dict[str, Shop] = field(default_factory=dict)

    def shop(self, domain: str) -> Shop:
        """Find a shop, or open it at first sight. Raises `Unknown` unless it is a myshopify.com name."""
        domain = domain.lower()
        if not SHOP_DOMAIN.fullmatch(domain):
            raise Unknown(f"'{domain}' is no shop: the name must end in .myshopify.com")
        if domain not in self.shops:
            self.shops[domain] = open_shop(domain, self.settings, self.clock, self.ids)
        return self.shops[domain]

    def shop_of(self, request: Request) -> Shop:
        """Find the shop that a request to an admin address is meant for."""
        named = request.headers.get("x-sandbox-shop") or request.query_params.get("sandbox_shop")
        if not named:
            raise Unknown("Name the shop in the header X-Sandbox-Shop or the parameter sandbox_shop")
        return self.shop(named)

    def happened(self, shop: Shop, outcome: tuple[Thing, Iterable[Notice]]) -> Thing:
        """Tell the subscriptions about the outcome of an action, and answer the thing it was done to."""
        thing, notices = outcome
        self.courier.announce(shop, notices)
        return thing

    def placed(self, shop: Shop, outcome: tuple[Order, Iterable[Notice]]) -> Order:
        """Tell about a new order, then have it routed: at once, or after the delay that was set."""
        order = self.happened(shop, outcome)
        if self.settings.routing_delay > 0:
            self.background.spawn(self._route_later(shop, order))
        else:
            self.courier.announce(shop, route_order(shop, order.id))
        return order

    async def _route_later(self, shop: Shop, order: Order) -> None:
        await asyncio.sleep(self.settings.routing_delay)
        self.courier.announce(shop, route_order(shop, order.id))

    def revoke_the_oldest_secret(self) -> None:
        """End a client secret, and with it every token that was made with it."""
        revoked = self.secrets.revoke_the_oldest()
        for shop in self.shops.values():
            shop.installation.forget_made_with(revoked)

    def uninstall(self, shop: Shop) -> None:
        """Remove the app: say so, then end its tokens and subscriptions. Raises `Unknown` if it is not installed."""
        if shop.installation.installed_at is None:
            raise Unknown(f"The app is not installed on {shop.domain}")
        self.courier.announce(shop, [Notice("app/uninstalled", shop.id, shop_payload(shop))])
        shop.installation.uninstall()
        shop.subscriptions.clear()


def world_of(request: Request) -> World:
    """Find the sandbox that serves this request."""
    world: World = request.app.state.world
    return world
