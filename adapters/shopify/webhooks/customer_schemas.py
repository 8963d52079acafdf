"""Webhook bodies of customers, as far as the product reads them."""

from datetime import datetime

import msgspec


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

    id: int
    updated_at: datetime | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    addresses: list[Address] | None = None
    default_address: Address | None = None


class Consent(msgspec.Struct):
    state: str | None = None
    opt_in_level: str | None = None
    consent_updated_at: datetime | None = None


class EmailConsentUpdate(msgspec.Struct):
    """`customers_email_marketing_consent/update`."""

    customer_id: int
    email_marketing_consent: Consent | None = None


class SmsConsentUpdate(msgspec.Struct):
    """`customers_marketing_consent/update`."""

    id: int
    sms_marketing_consent: Consent | None = None
