"""Webhook bodies of customers, as far as the product reads them."""

import msgspec

from novex_shopify.adapters.shopify.field_types import Decisive, Moment, ShopifyId


class Address(msgspec.Struct):
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    zip: str | None = None
    city: str | None = None
    province: str | None = None
    province_code: str | None = None
    country_code: str | None = None
    phone: str | None = None


class Customer(msgspec.Struct):
    """A customer. Orders hold a reduced copy."""

    id: ShopifyId
    updated_at: Moment | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    addresses: list[Address] | None = None
    default_address: Address | None = None


class Consent(msgspec.Struct):
    state: Decisive[str | None] = None
    opt_in_level: str | None = None
    consent_updated_at: Moment | None = None


class EmailConsentUpdate(msgspec.Struct):
    """`customers_email_marketing_consent/update`."""

    customer_id: ShopifyId
    email_marketing_consent: Decisive[Consent | None] = None


class SmsConsentUpdate(msgspec.Struct):
    """`customers_marketing_consent/update`."""

    id: ShopifyId
    sms_marketing_consent: Decisive[Consent | None] = None
