"""Which orders Shopify shows to an app (docs/shopify.md, Scopes)."""

from datetime import UTC, date, datetime, time, timedelta

from novex_shopify.domain.errors import OrdersNotAccessible
from novex_shopify.domain.model.shop import Shop

_READ_ALL_ORDERS = "read_all_orders"
_ACCESS_WINDOW = timedelta(days=60)


def earliest_accessible(now: datetime) -> date:
    """Return the first day (UTC) from which every app can read all orders."""
    return (now - _ACCESS_WINDOW).astimezone(UTC).date() + timedelta(days=1)


def find_accessible_since(shop: Shop, now: datetime, wanted: datetime) -> datetime:
    """Return the wanted time, or the first one from which the shop's scopes cover all orders."""
    if _READ_ALL_ORDERS in shop.scopes.handles:
        return wanted
    return max(wanted, datetime.combine(earliest_accessible(now), time(), UTC))


def check_order_access(shop: Shop, since: datetime, now: datetime) -> None:
    """Raise `OrdersNotAccessible` if the shop's scopes do not cover orders from then on.

    Hidden orders look as if they did not exist: nothing would differ, or documents would seem to have no order.
    """
    if since < now - _ACCESS_WINDOW and _READ_ALL_ORDERS not in shop.scopes.handles:
        raise OrdersNotAccessible(shop.domain, earliest_accessible(now))
