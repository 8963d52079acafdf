"""Reads what a shop says about itself: its id, and its country.

Without the country, only the phone numbers that name a country are understood. Without the id, an order of another
shop is not recognized.
"""

import logging

from novex_shopify.domain.errors import NovexError, to_log_fields
from novex_shopify.domain.model.shop import ShopAccess, ShopProfile
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)


def fetch_profile(admin: ShopifyAdmin, access: ShopAccess) -> ShopProfile:
    """Fetch the profile; an empty one if Shopify does not say it now, because everything else works without it."""
    try:
        return admin.fetch_profile(access)
    except NovexError as error:
        _log.warning("shop.profile_unknown", extra={"shop": access.shop, **to_log_fields(error)})
        return ShopProfile()


def refresh_profile(unit_of_work: UnitOfWork, admin: ShopifyAdmin, access: ShopAccess) -> None:
    """Store what changed. After another country, the next import reads all customers again, for their numbers."""
    profile = fetch_profile(admin, access)
    with unit_of_work() as tx:
        known = tx.shops.get(access.shop)
        if known is None or (updated := profile.complete(known.profile)) == known.profile:
            return
        tx.shops.set_profile(access.shop, updated)
        if updated.country_code != known.profile.country_code:
            tx.customer_links.clear_digests(access.shop)
        tx.commit()
