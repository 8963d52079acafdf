"""The shop in the payload of app/uninstalled."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import SHOP_TIME_ZONE_NAME, format_shop_time
from novex_shopify.entrypoints.sandbox.model.shop import Shop


def build_shop_payload(shop: Shop) -> dict[str, Any]:
    primary_location = next(iter(shop.locations.values()))
    email = f"owner@{shop.name}.example"
    return {
        "id": shop.id,
        "name": shop.name,
        "email": email,
        "domain": shop.domain,
        "province": None,
        "country": primary_location.country_code,
        "address1": primary_location.address1,
        "zip": primary_location.zip,
        "city": primary_location.city,
        "source": None,
        "phone": primary_location.phone,
        "latitude": None,
        "longitude": None,
        "primary_locale": "de",
        "address2": None,
        "created_at": format_shop_time(shop.opened_at),
        "updated_at": format_shop_time(shop.opened_at),
        "country_code": primary_location.country_code,
        "country_name": primary_location.country,
        "currency": shop.settings.currency,
        "customer_email": email,
        "timezone": "(GMT+01:00) Central Europe",
        "iana_timezone": SHOP_TIME_ZONE_NAME,
        "shop_owner": "Sandbox Owner",
        "money_format": "{{amount_with_comma_separator}} €",
        "money_with_currency_format": "{{amount_with_comma_separator}} EUR",
        "weight_unit": "kg",
        "province_code": None,
        "taxes_included": shop.settings.taxes_included,
        "tax_shipping": True,
        "county_taxes": True,
        "plan_display_name": "Developer Preview",
        "plan_name": "partner_test",
        "has_discounts": True,
        "has_gift_cards": False,
        "myshopify_domain": shop.domain,
        "eligible_for_payments": False,
        "requires_extra_payments_agreement": False,
        "password_enabled": True,
        "has_storefront": True,
        "finances": True,
        "primary_location_id": primary_location.id,
        "checkout_api_supported": True,
        "multi_location_enabled": True,
        "setup_required": False,
        "pre_launch_enabled": False,
        "enabled_presentment_currencies": [shop.settings.currency],
        "transactional_sms_disabled": True,
        "marketing_sms_consent_enabled_at_checkout": False,
    }
