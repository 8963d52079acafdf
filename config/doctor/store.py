"""What one store hangs on. Each check says what it found, or raises `Unwell`."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import httpx

from novex_shopify.adapters.shopify.probe import StoreAnswer
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopNotConnected
from novex_shopify.domain.model.finding import Unwell
from novex_shopify.domain.model.shop import Shop

CLOCKS_MAY_DIFFER = timedelta(minutes=1)

_RECONNECT = "connect it again at /shopify/install?shop={shop}"


def token(container: Container, shop: Shop) -> str:
    """There, and accepted by Shopify."""
    try:
        status = _answer(container, shop).status
    except ShopNotConnected as error:
        raise Unwell("there is no token that is good", _RECONNECT.format(shop=shop.domain)) from error
    if status in (401, 403):
        raise Unwell(f"Shopify does not accept the token ({status})", _RECONNECT.format(shop=shop.domain))
    if status != 200:
        raise Unwell(f"Shopify answers {status}", "wait; status.shopify.com says whether it is Shopify")
    return "accepted"


def scopes(container: Container, shop: Shop) -> str:
    """All that the product asks for was granted."""
    granted = container.admin().granted_scopes(container.access()(shop.domain))
    missing = container.settings().scopes.missing_from(granted)
    if missing:
        raise Unwell(f"not granted: {', '.join(sorted(missing))}", _RECONNECT.format(shop=shop.domain))
    return "sufficient"


def clock(container: Container, shop: Shop) -> str:
    """Ours against Shopify's."""
    theirs = _answer(container, shop).date
    if theirs is None:
        return "Shopify told no time"
    apart = abs(container.clock().now() - theirs)
    if apart > CLOCKS_MAY_DIFFER:
        raise Unwell(f"this computer's clock is {apart.total_seconds():.0f} s off", "set it by NTP")
    return "right"


def api_version(container: Container, shop: Shop) -> str:
    """Shopify answers a version that is over with the oldest that it still has."""
    asked, served = container.settings().shopify_api_version, _answer(container, shop).api_version
    if served not in (None, asked):
        raise Unwell(
            f"Shopify serves {served} where {asked} is asked for", f"set SHOPIFY_API_VERSION={served}, or upgrade"
        )
    return asked


def subscriptions(container: Container, shop: Shop) -> str:
    """Whole, with the right address and version."""
    settings = container.settings()
    there = container.admin().webhook_subscriptions(container.access()(shop.domain))
    ours = {each.topic for each in there if each.uri == settings.webhook_address}
    missing, surplus = (
        set(settings.topics_per_shop) - ours,
        {each.topic for each in there} - set(settings.topics_per_shop),
    )
    repair = f"run `novex-shopify webhooks repair {shop.domain}`"
    if missing:
        raise Unwell(f"not subscribed, or elsewhere: {', '.join(sorted(missing))}", repair)
    if surplus:
        raise Unwell(f"subscribed though nobody wants it: {', '.join(sorted(surplus))}", repair)
    others = {each.api_version for each in there} - {settings.shopify_api_version}
    if others:
        fix = f"set the webhooks' version in the app's settings at Shopify to {settings.shopify_api_version}"
        raise Unwell(f"deliveries come in version {', '.join(sorted(others))}", fix)
    return f"{len(ours)} topics" if ours else "named in the app's own settings at Shopify (SHOPIFY_WEBHOOKS=app)"


def silence(container: Container, shop: Shop) -> str:
    """Whether it delivers as it usually does."""
    with container.unit_of_work()() as tx:
        silent, last = tx.deliveries.silence(shop.domain), max(tx.deliveries.last(shop.domain).values(), default=None)
    if silent and last == silent.since:
        cause = f"no webhook since {last:%Y-%m-%d %H:%M} UTC, which is unusual for this store"
        raise Unwell(cause, "look at the app's webhook deliveries in Shopify's Dev Dashboard")
    return f"last webhook {last:%Y-%m-%d %H:%M} UTC" if last else "no webhook yet"


STORE_CHECKS: Mapping[str, Callable[[Container, Shop], str]] = {
    "token": token,
    "scopes": scopes,
    "clock": clock,
    "api version": api_version,
    "subscriptions": subscriptions,
    "deliveries": silence,
}


def _answer(container: Container, shop: Shop) -> StoreAnswer:
    try:
        return container.probe()(container.access()(shop.domain))
    except httpx.RequestError as error:
        cause = f"Shopify cannot be reached ({type(error).__name__})"
        raise Unwell(
            cause, "let this computer reach the store's address by https; status.shopify.com tells the rest"
        ) from error
