"""The shop, the app's place in it, and its locations."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import SHOP_ZONE_NAME, utc_time
from novex_shopify.entrypoints.sandbox.graphql.access import Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.connection import SortKey, by_id, connection
from novex_shopify.entrypoints.sandbox.graphql.values import exactly
from novex_shopify.entrypoints.sandbox.ids import gid, number_of
from novex_shopify.entrypoints.sandbox.model import Location
from novex_shopify.entrypoints.sandbox.scopes import in_plain_words
from novex_shopify.entrypoints.sandbox.shop import Shop

LOCATION_SCOPES = ("read_locations", "read_inventory")
LOCATION_ORDERS: dict[str, SortKey[Location]] = {"ID": by_id, "NAME": lambda place: (place.name, place.id)}


def shop(info: Info) -> Node:
    shop = info.context.shop
    return {
        "id": gid("Shop", shop.id),
        "name": shop.name,
        "myshopifyDomain": shop.domain,
        "email": f"owner@{shop.name}.example",
        "contactEmail": f"owner@{shop.name}.example",
        "shopOwnerName": "Sandbox Owner",
        "currencyCode": shop.settings.currency,
        "enabledPresentmentCurrencies": [shop.settings.currency],
        "ianaTimezone": SHOP_ZONE_NAME,
        "timezoneAbbreviation": "+01",
        "timezoneOffset": "+0100",
        "timezoneOffsetMinutes": 60,
        "taxesIncluded": shop.settings.taxes_included,
        "taxShipping": True,
        "url": f"https://{shop.domain}",
        "weightUnit": "KILOGRAMS",
        "unitSystem": "METRIC_SYSTEM",
        "createdAt": utc_time(shop.opened_at),
        "updatedAt": utc_time(shop.opened_at),
        "plan": {
            "displayName": "Developer Preview",
            "publicDisplayName": "Development",
            "partnerDevelopment": True,
            "shopifyPlus": False,
        },
    }


def current_app_installation(info: Info) -> Node:
    """List the scopes the token at hand really has, implied read scopes included."""
    call = info.context
    return {
        "id": gid("AppInstallation", call.shop.id),
        "accessScopes": [{"handle": scope, "description": in_plain_words(scope)} for scope in sorted(call.scopes)],
    }


def locations(info: Info, *, sort_key: str | None = None, **page: Any) -> Node:
    shop = require(info, *LOCATION_SCOPES).shop
    page.pop("include_inactive", None)  # every location here is active
    key = LOCATION_ORDERS[sort_key or "ID"]
    return connection(shop.locations.values(), lambda place: location_node(shop, place), key=key, **page)


def locations_count(info: Info) -> Node:
    return exactly(len(require(info, *LOCATION_SCOPES).shop.locations))


def location(info: Info, *, id: str | None = None) -> Node | None:
    """Find a location; without an id, the primary one."""
    shop = require(info, *LOCATION_SCOPES).shop
    number = number_of("Location", id) if id else next(iter(shop.locations))
    return location_node(shop, shop.locations[number]) if number in shop.locations else None


def location_node(shop: Shop, place: Location) -> Node:
    """Write a location as the Location type has it."""
    return {
        "id": gid("Location", place.id),
        "legacyResourceId": str(place.id),
        "name": place.name,
        "isActive": True,
        "fulfillsOnlineOrders": True,
        "shipsInventory": True,
        "hasActiveInventory": True,
        "isFulfillmentService": False,
        "createdAt": utc_time(shop.opened_at),
        "updatedAt": utc_time(shop.opened_at),
        "address": {
            "address1": place.address1,
            "city": place.city,
            "zip": place.zip,
            "country": place.country,
            "countryCode": place.country_code,
            "phone": place.phone,
            "formatted": [place.address1, f"{place.zip} {place.city}", place.country],
        },
    }
