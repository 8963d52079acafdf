"""Reads a shop's country, without which only the phone numbers that name a country are understood."""

import logging

from novex_shopify.domain.errors import NovexError, to_log_fields
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)


def fetch_country_code(admin: ShopifyAdmin, access: ShopAccess) -> str | None:
    """Fetch the country; None if Shopify does not say it now, because everything else works without it."""
    try:
        return admin.fetch_country_code(access)
    except NovexError as error:
        _log.warning("shop.country_unknown", extra={"shop": access.shop, **to_log_fields(error)})
        return None


def refresh_country_code(unit_of_work: UnitOfWork, admin: ShopifyAdmin, access: ShopAccess) -> None:
    """Store the country if it changed; the next import then reads all customers again, because of their numbers."""
    country_code = fetch_country_code(admin, access)
    with unit_of_work() as tx:
        known = tx.shops.get(access.shop)
        if known and country_code and country_code != known.country_code:
            tx.shops.set_country_code(access.shop, country_code)
            tx.customer_links.clear_digests(access.shop)
            tx.commit()
