"""Records what the calls to a store say about its connection."""

import logging
from datetime import datetime

from novex_shopify.domain.errors import (
    ShopClosed,
    ShopNotConnected,
    ShopPaused,
    ShopRenamed,
    TokenRefused,
    describe,
    to_log_fields,
)
from novex_shopify.domain.model.connection import ConnectionProblem, ConnectionState
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import shop_key
from novex_shopify.domain.timing import UNAVAILABLE_CHECK_INTERVAL
from novex_shopify.domain.use_cases.shops.record_missed_window import record_missed_window
from novex_shopify.domain.use_cases.wake_shop_stock import derive_levels

_log = logging.getLogger(__name__)


def connection_from_error(error: Exception) -> ConnectionState | None:
    """The state that an error proves; None if it proves nothing (docs/shopify.md, Status codes)."""
    match error:
        case ShopNotConnected() | TokenRefused():
            return ConnectionState.RECONNECT
        case ShopPaused():
            return ConnectionState.PAUSED
        case ShopClosed():
            return ConnectionState.CLOSED
        case ShopRenamed():
            return ConnectionState.RENAMED
    return None


def record_connection_failure(tx: Transaction, domain: ShopDomain, error: Exception, now: datetime) -> None:
    """Store the state that the error proves, if it is new, and schedule the next check."""
    shop, state = tx.shops.get(domain), connection_from_error(error)
    if shop is None or state is None or shop.connection_state in (state, ConnectionState.DISCONNECTED):
        return
    tx.shops.set_connection_problem(shop, ConnectionProblem(state, shop.unavailable_since or now, describe(error)))
    tx.subscriptions.schedule_check(domain, now + UNAVAILABLE_CHECK_INTERVAL, tx.subscriptions.get_error(domain))
    _log.warning("shop.suspended", extra={"shop": domain, "connection": str(state), **to_log_fields(error)})


def record_connection_success(tx: Transaction, domain: ShopDomain, now: datetime) -> None:
    """Restore the connection of a store that could not be reached until now."""
    shop = tx.shops.get(domain)
    if shop and shop.connection_state not in (ConnectionState.CONNECTED, ConnectionState.DISCONNECTED):
        restore_connection(tx, shop, now)


def restore_connection(tx: Transaction, shop: Shop, now: datetime) -> None:
    """Release the work that waited, and record the missed window.

    `shop` is the store as it was until now. Nothing happens for a store that was reachable.
    """
    if shop.unavailable_since is None:
        return
    tx.shops.set_connection_problem(shop, None)
    record_missed_window(tx, MissedWindow(shop.domain, shop.unavailable_since, f"was {shop.connection_state}", now))
    tx.imports.release(shop.domain, now)
    tx.events.release(shop.domain, (shop_key(shop.domain),), now)
    tx.pushes.release(shop.domain, now)
    derive_levels(tx, shop.domain, now)
    _log.info("shop.reconnected", extra={"shop": shop.domain, "previous_state": str(shop.connection_state)})
