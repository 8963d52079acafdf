"""Which orders Shopify shows to an app at all."""

from datetime import UTC, date, datetime, timedelta

from novex_shopify.domain.errors import OrdersNotShown
from novex_shopify.domain.model.shop import Shop

_ALL_ORDERS = "read_all_orders"
_SHOWN_FOR = timedelta(days=60)


def first_shown(now: datetime) -> date:
    """The first day (UTC) of which every app is shown all orders."""
    return (now - _SHOWN_FOR).astimezone(UTC).date() + timedelta(days=1)


def check_shown(shop: Shop, since: datetime, now: datetime) -> None:
    """Raise `OrdersNotShown` if orders from then on are not all shown (Shopify: access scopes; read_all_orders).

    Orders that are hidden look as if there were none: nothing would differ, or documents would seem to be of orders
    that are gone.
    """
    if since < now - _SHOWN_FOR and _ALL_ORDERS not in shop.scopes.handles:
        raise OrdersNotShown(shop.domain, first_shown(now))
