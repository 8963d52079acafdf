"""What a call to a store tells about the connection to it."""

import logging
from datetime import datetime, timedelta

from novex_shopify.domain.errors import ShopClosed, ShopNotConnected, ShopPaused, TokenRefused, describe
from novex_shopify.domain.model.connection import Connection, Hindrance
from novex_shopify.domain.model.gap import Gap
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.ask_for_catch_up import ask_for_catch_up

_log = logging.getLogger(__name__)

LOOK_WHILE_AWAY_EVERY = timedelta(minutes=30)
"""The look at a store's subscriptions is what finds that it can be reached again."""


def told_by(error: Exception) -> Connection | None:
    """What an error says of the connection; None where it says nothing (facts.md, 3: status codes)."""
    match error:
        case ShopNotConnected() | TokenRefused():
            return Connection.RECONNECT
        case ShopPaused():
            return Connection.PAUSED
        case ShopClosed():
            return Connection.CLOSED
    return None


def note_failure(tx: Transaction, domain: ShopDomain, error: Exception, now: datetime) -> None:
    """Keep what the error says of the connection, if it is news, and plan to look whether it has ended."""
    shop, told = tx.shops.get(domain), told_by(error)
    if shop is None or told is None or shop.connection in (told, Connection.DISCONNECTED):
        return
    tx.shops.hinder(shop, Hindrance(told, shop.away_since or now, describe(error)))
    tx.subscriptions.look_again(domain, now + LOOK_WHILE_AWAY_EVERY, tx.subscriptions.error(domain))
    _log.warning("store.hindered", extra={"shop": domain, "connection": str(told), "error": describe(error)})


def note_success(tx: Transaction, domain: ShopDomain, now: datetime) -> None:
    """The store can be reached. If that is news, what waited goes on."""
    shop = tx.shops.get(domain)
    if shop and shop.connection not in (Connection.CONNECTED, Connection.DISCONNECTED):
        come_back(tx, shop, now)


def come_back(tx: Transaction, shop: Shop, now: datetime) -> None:
    """Have what waited go on, and what the store may not have told since it went away be read from it.

    `shop` is the store as it was until now; nothing is done for one that was not away.
    """
    if shop.away_since is None:
        return
    tx.shops.hinder(shop, None)
    ask_for_catch_up(tx, Gap(shop.domain, shop.away_since, f"was {shop.connection}", now))
    tx.imports.release(shop.domain, now)
    tx.pushes.release(shop.domain, now)
    _log.info("store.back", extra={"shop": shop.domain, "was": str(shop.connection)})
