"""What a call to a store tells about the connection to it."""

import logging
from datetime import datetime, timedelta

from novex_shopify.domain.errors import ShopClosed, ShopNotConnected, ShopPaused, TokenRefused, describe
from novex_shopify.domain.model.connection import ConnectionProblem, ConnectionState
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.shops.record_missed_window import record_missed_window

_log = logging.getLogger(__name__)

UNAVAILABLE_CHECK_INTERVAL = timedelta(minutes=30)
"""The look at a store's subscriptions is what finds that it can be reached again."""


def connection_from_error(error: Exception) -> ConnectionState | None:
    """What an error says of the connection; None where it says nothing (facts.md, 3: status codes)."""
    match error:
        case ShopNotConnected() | TokenRefused():
            return ConnectionState.RECONNECT
        case ShopPaused():
            return ConnectionState.PAUSED
        case ShopClosed():
            return ConnectionState.CLOSED
    return None


def record_connection_failure(tx: Transaction, domain: ShopDomain, error: Exception, now: datetime) -> None:
    """Keep what the error says of the connection, if it is news, and plan to look whether it has ended."""
    shop, told = tx.shops.get(domain), connection_from_error(error)
    if shop is None or told is None or shop.connection_state in (told, ConnectionState.DISCONNECTED):
        return
    tx.shops.set_connection_problem(shop, ConnectionProblem(told, shop.unavailable_since or now, describe(error)))
    tx.subscriptions.schedule_check(domain, now + UNAVAILABLE_CHECK_INTERVAL, tx.subscriptions.get_error(domain))
    _log.warning("shop.suspended", extra={"shop": domain, "connection": str(told), "error": describe(error)})


def record_connection_success(tx: Transaction, domain: ShopDomain, now: datetime) -> None:
    """The store can be reached. If that is news, what waited goes on."""
    shop = tx.shops.get(domain)
    if shop and shop.connection_state not in (ConnectionState.CONNECTED, ConnectionState.DISCONNECTED):
        restore_connection(tx, shop, now)


def restore_connection(tx: Transaction, shop: Shop, now: datetime) -> None:
    """Have what waited go on, and what the store may not have told since it went away be read from it.

    `shop` is the store as it was until now; nothing is done for one that was not away.
    """
    if shop.unavailable_since is None:
        return
    tx.shops.set_connection_problem(shop, None)
    record_missed_window(tx, MissedWindow(shop.domain, shop.unavailable_since, f"was {shop.connection_state}", now))
    tx.imports.release(shop.domain, now)
    tx.pushes.release(shop.domain, now)
    _log.info("shop.reconnected", extra={"shop": shop.domain, "was": str(shop.connection_state)})
