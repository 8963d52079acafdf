"""Checks of one store. Each returns what it found, or raises `CheckFailed`."""

from collections.abc import Callable, Mapping

from novex_shopify.config.api_versions import FITTING_API_VERSIONS
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NovexError, ShopifyAccessDenied, ShopifyUnavailable, ShopNotConnected, describe
from novex_shopify.domain.model.check_result import CheckFailed
from novex_shopify.domain.model.connection import CONNECTION_EFFECTS
from novex_shopify.domain.model.installation_status import InstallationStatus
from novex_shopify.domain.model.optional_scopes import describe_missing
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.webhook_topic import select_granted
from novex_shopify.domain.policies.installation_problems import describe_refused
from novex_shopify.domain.ports.shop_probe import ShopProbeResult
from novex_shopify.domain.timing import MAX_CLOCK_SKEW
from novex_shopify.domain.use_cases.shops.record_connection_state import connection_from_error

_RECONNECT_FIX = "reconnect it at /shopify/install?shop={shop}"


def check_approval(container: Container, shop: Shop) -> str:
    if shop.awaits_approval:
        with container.read_transaction() as tx:
            is_full = bool(tx.events.filter_full({shop.domain}))
        more = "; as many as are stored before the approval, further ones are not" if is_full else ""
        raise CheckFailed(
            f"the store awaits approval: its events are stored and wait{more}",
            f"approve it if you know it: novex-shopify shops approve {shop.domain}",
        )
    return "approved"


def check_token(container: Container, shop: Shop) -> str:
    try:
        result = _probe_shop(container, shop)
    except ShopNotConnected as error:
        raise CheckFailed("there is no valid token", _RECONNECT_FIX.format(shop=shop.domain)) from error
    if result.status == 401:
        raise CheckFailed("Shopify does not accept the token (401)", _RECONNECT_FIX.format(shop=shop.domain))
    if result.error:
        raise CheckFailed(describe(result.error), _find_fix(shop, result.error))
    return "accepted"


def _find_fix(shop: Shop, error: NovexError) -> str:
    if isinstance(error, ShopifyAccessDenied):
        return _RECONNECT_FIX.format(shop=shop.domain)
    state = connection_from_error(error)
    return CONNECTION_EFFECTS[state].resolution if state else "wait, and check status.shopify.com"


def check_scopes(container: Container, shop: Shop) -> str:
    granted = container.shopify_admin().fetch_granted_scopes(container.refresh_access_token()(shop.domain))
    scopes = container.settings().scopes
    if missing := scopes.required.missing_in(granted):
        raise CheckFailed(f"not granted: {', '.join(sorted(missing))}", _RECONNECT_FIX.format(shop=shop.domain))
    left_out = scopes.optional.missing_in(granted)
    return describe_missing(left_out) if left_out else "sufficient"


def check_clock(container: Container, shop: Shop) -> str:
    shopify_time = _probe_shop(container, shop).date
    if shopify_time is None:
        return "Shopify sent no time"
    skew = abs(container.clock().now() - shopify_time)
    if skew > MAX_CLOCK_SKEW:
        raise CheckFailed(f"this computer's clock is {skew.total_seconds():.0f} s off", "synchronize it by NTP")
    return "synchronized"


def check_api_version(container: Container, shop: Shop) -> str:
    # Shopify serves its oldest supported version in place of an expired one.
    requested, served = container.settings().shopify_api_version, _probe_shop(container, shop).api_version
    if served not in (None, requested):
        raise CheckFailed(
            f"Shopify serves {served} instead of the requested {requested}",
            f"set SHOPIFY_API_VERSION={served}" if served in FITTING_API_VERSIONS else "install a newer Novex Shopify",
        )
    return requested


def check_subscriptions(container: Container, shop: Shop) -> str:
    settings = container.settings()
    existing = container.shopify_admin().fetch_webhook_subscriptions(container.refresh_access_token()(shop.domain))
    ours = {each.topic for each in existing if each.uri == settings.webhook_url}
    topics = set(select_granted(settings.topics_per_shop, shop.scopes))
    missing, surplus = topics - ours, {each.topic for each in existing} - topics
    repair = f"run `novex-shopify webhooks repair {shop.domain}`"
    if missing:
        raise CheckFailed(f"not subscribed, or with another address: {', '.join(sorted(missing))}", repair)
    if surplus:
        raise CheckFailed(f"subscribed but not needed: {', '.join(sorted(surplus))}", repair)
    others = {each.api_version for each in existing} - {settings.shopify_api_version}
    if others:
        fix = f"set the webhook version in the app's settings at Shopify to {settings.shopify_api_version}"
        raise CheckFailed(f"webhooks arrive in version {', '.join(sorted(others))}", fix)
    return f"{len(ours)} topics" if ours else "listed in the app's settings at Shopify (SHOPIFY_WEBHOOKS=app)"


def check_deliveries(container: Container, shop: Shop) -> str:
    status: InstallationStatus = container.get_installation_status()()
    for refused in status.refused_deliveries:
        if refused.shop == shop.domain:
            fix = "set SHOPIFY_CLIENT_SECRET to the secret on the app's page in Shopify's Dev Dashboard, and restart"
            raise CheckFailed(describe_refused(refused), fix)
    with container.read_transaction() as tx:
        outage, last_delivery_at = (
            tx.deliveries.get_outage(shop.domain),
            max(tx.deliveries.find_last_received_at(shop.domain).values(), default=None),
        )
    if outage and last_delivery_at == outage.last_delivery_at:
        cause = f"no webhooks since {last_delivery_at:%Y-%m-%d %H:%M} UTC (unusual for this store)"
        raise CheckFailed(cause, "check the app's webhook deliveries in Shopify's Dev Dashboard")
    return f"last webhook {last_delivery_at:%Y-%m-%d %H:%M} UTC" if last_delivery_at else "no webhooks yet"


SHOP_CHECKS: Mapping[str, Callable[[Container, Shop], str]] = {
    "approval": check_approval,
    "token": check_token,
    "scopes": check_scopes,
    "clock": check_clock,
    "api version": check_api_version,
    "subscriptions": check_subscriptions,
    "deliveries": check_deliveries,
}


def _probe_shop(container: Container, shop: Shop) -> ShopProbeResult:
    try:
        return container.shop_probe()(container.refresh_access_token()(shop.domain))
    except ShopifyUnavailable as error:
        raise CheckFailed(
            str(error), "allow this machine to reach the store's address by HTTPS, or check status.shopify.com"
        ) from error
