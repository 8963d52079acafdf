"""Addresses and customers in webhook payloads."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_shop_time
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.resources import Address, Customer, MarketingConsent


def build_order_address(address: Address) -> dict[str, Any]:
    """Build an order's address: a copy without an id."""
    return {
        "first_name": address.first_name,
        "address1": address.address1,
        "phone": address.phone,
        "city": address.city,
        "zip": address.zip,
        "province": address.province,
        "country": address.country,
        "last_name": address.last_name,
        "address2": address.address2,
        "company": address.company,
        "latitude": None,
        "longitude": None,
        "name": address.name,
        "country_code": address.country_code,
        "province_code": address.province_code,
    }


def build_customer_address(address: Address, customer: Customer) -> dict[str, Any]:
    return {
        "id": address.id,
        "customer_id": customer.id,
        "first_name": address.first_name,
        "last_name": address.last_name,
        "company": address.company,
        "address1": address.address1,
        "address2": address.address2,
        "city": address.city,
        "province": address.province,
        "country": address.country,
        "zip": address.zip,
        "phone": address.phone,
        "name": address.name,
        "province_code": address.province_code,
        "country_code": address.country_code,
        "country_name": address.country,
        "default": address == customer.addresses[0],
    }


def build_order_customer(customer: Customer, currency: str) -> dict[str, Any]:
    """Build an order's customer; since 2025-01 without counts, totals and tags."""
    body: dict[str, Any] = {
        "id": customer.id,
        "created_at": format_shop_time(customer.created_at),
        "updated_at": format_shop_time(customer.updated_at),
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "state": "disabled",
        "note": customer.note,
        "verified_email": True,
        "multipass_identifier": None,
        "tax_exempt": False,
        "email": customer.email,
        "phone": customer.phone,
        "currency": currency,
        "tax_exemptions": [],
        "admin_graphql_api_id": build_gid("Customer", customer.id),
    }
    if customer.addresses:
        body["default_address"] = build_customer_address(customer.addresses[0], customer)
    return body


def build_customer_payload(customer: Customer, currency: str) -> dict[str, Any]:
    """Build the payload of customers/create and customers/update."""
    addresses = [build_customer_address(address, customer) for address in customer.addresses]
    return {"addresses": addresses, **build_order_customer(customer, currency)}


def build_email_consent_payload(customer: Customer) -> dict[str, Any]:
    """Build the payload of customers_email_marketing_consent/update."""
    consent = _build_consent(customer.email_consent)
    return {"customer_id": customer.id, "email_address": customer.email, "email_marketing_consent": consent}


def build_sms_consent_payload(customer: Customer) -> dict[str, Any]:
    """Build the payload of customers_marketing_consent/update."""
    consent = {**_build_consent(customer.sms_consent), "consent_collected_from": "other"}
    return {"id": customer.id, "phone": customer.phone, "sms_marketing_consent": consent}


def _build_consent(consent: MarketingConsent) -> dict[str, Any]:
    return {
        "state": consent.state.lower(),
        "opt_in_level": consent.opt_in_level and consent.opt_in_level.lower(),
        "consent_updated_at": format_shop_time(consent.updated_at),
    }
