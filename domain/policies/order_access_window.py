"""Which orders Shopify shows to an app at all."""

from datetime import UTC, date, datetime, timedelta

from novex_shopify.domain.errors import OrdersNotAccessible
from novex_shopify.domain.model.shop import Shop

_READ_ALL_ORDERS = "read_all_orders"
_ACCESS_WINDOW = timedelta(days=60)


def earliest_accessible(now: datetime) -> date:
    """The first day (UTC) of which every app is shown all orders."""
    return (now - _ACCESS_WINDOW).astimezone(UTC).date() + timedelta(days=1)


def check_order_access(shop: Shop, since: datetime, now: datetime) -> None:
    """Raise `OrdersNotAccessible` if orders from then on are not all shown (Shopify: access scopes; read_all_orders).

    Orders that are hidden look as if there were none: nothing would differ, or documents would seem to be of orders
    that are gone.
    """
    if since < now - _ACCESS_WINDOW and _READ_ALL_ORDERS not in shop.scopes.handles:
        raise OrdersNotAccessible(shop.domain, earliest_accessible(now))
