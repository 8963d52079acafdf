"""Resolvers of the shop, the app's installation and the locations."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import SHOP_TIME_ZONE_NAME, format_utc_time
from novex_shopify.entrypoints.sandbox.graphql.connections import SortKey, build_connection, by_id
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.values import build_count_node
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.resources import Location
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.scopes import describe_scope

LOCATION_SCOPES = ("read_locations", "read_inventory")
LOCATION_SORT_KEYS: dict[str, SortKey[Location]] = {"ID": by_id, "NAME": lambda place: (place.name, place.id)}


def resolve_shop(info: Info) -> Node:
    shop = info.context.shop
    return {
        "id": build_gid("Shop", shop.id),
        "name": shop.name,
        "myshopifyDomain": shop.domain,
        "email": f"owner@{shop.name}.example",
        "contactEmail": f"owner@{shop.name}.example",
        "shopOwnerName": "Sandbox Owner",
        "currencyCode": shop.settings.currency,
        "enabledPresentmentCurrencies": [shop.settings.currency],
        "ianaTimezone": SHOP_TIME_ZONE_NAME,
        "timezoneAbbreviation": "+01",
        "timezoneOffset": "+0100",
        "timezoneOffsetMinutes": 60,
        "taxesIncluded": shop.settings.taxes_included,
        "taxShipping": True,
        "url": f"https://{shop.domain}",
        "weightUnit": "KILOGRAMS",
        "unitSystem": "METRIC_SYSTEM",
        "shopAddress": {
            "id": build_gid("ShopAddress", shop.id),
            "countryCodeV2": next(iter(shop.locations.values())).country_code,
        },
        "createdAt": format_utc_time(shop.opened_at),
        "updatedAt": format_utc_time(shop.opened_at),
        "plan": {
            "displayName": "Developer Preview",
            "publicDisplayName": "Development",
            "partnerDevelopment": True,
            "shopifyPlus": False,
        },
    }


def resolve_current_app_installation(info: Info) -> Node:
    """List the scopes of the token, including implied read scopes."""
    context = info.context
    return {
        "id": build_gid("AppInstallation", context.shop.id),
        "accessScopes": [{"handle": scope, "description": describe_scope(scope)} for scope in sorted(context.scopes)],
    }


def resolve_locations(
    info: Info,
    *,
    sort_key: str | None = None,
    include_inactive: bool = False,
    include_legacy: bool = False,
    **page: Any,
) -> Node:
    """List locations; only on request those that are deactivated, and those of fulfillment services."""
    shop = require_any_scope(info, *LOCATION_SCOPES).shop
    found = [
        place
        for place in shop.locations.values()
        if (place.is_active or include_inactive) and (not place.is_fulfillment_service or include_legacy)
    ]
    key = LOCATION_SORT_KEYS[sort_key or "ID"]
    return build_connection(found, lambda place: build_location_node(shop, place), key=key, **page)


def resolve_locations_count(info: Info) -> Node:
    return build_count_node(len(require_any_scope(info, *LOCATION_SCOPES).shop.locations))


def resolve_location(info: Info, *, id: str | None = None) -> Node | None:
    """Find a location; without an id, the primary one."""
    shop = require_any_scope(info, *LOCATION_SCOPES).shop
    number = parse_gid("Location", id) if id else next(iter(shop.locations))
    return build_location_node(shop, shop.locations[number]) if number in shop.locations else None


def build_location_node(shop: Shop, location: Location) -> Node:
    return {
        "__typename": "Location",
        "id": build_gid("Location", location.id),
        "legacyResourceId": str(location.id),
        "name": location.name,
        "isActive": location.is_active,
        "fulfillsOnlineOrders": location.is_active,
        "shipsInventory": location.is_active,
        "hasActiveInventory": location.is_active,
        "isFulfillmentService": location.is_fulfillment_service,
        "createdAt": format_utc_time(location.created_at),
        "updatedAt": format_utc_time(location.updated_at),
        "address": {
            "address1": location.address1,
            "city": location.city,
            "zip": location.zip,
            "country": location.country,
            "countryCode": location.country_code,
            "phone": location.phone,
            "formatted": [location.address1, f"{location.zip} {location.city}", location.country],
        },
    }
