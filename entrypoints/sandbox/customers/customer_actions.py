"""Adds, changes and deletes customers; each action returns the webhook events it causes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import compute_next_timestamp, truncate_to_second
from novex_shopify.entrypoints.sandbox.customers.seed_customers import COUNTRY_NAMES
from novex_shopify.entrypoints.sandbox.errors import InvalidInput
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.resources import Address, Customer, MarketingConsent
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent
from novex_shopify.entrypoints.sandbox.payloads.customers import (
    build_customer_payload,
    build_email_consent_payload,
    build_sms_consent_payload,
)
from novex_shopify.entrypoints.sandbox.requests import (
    AddressRequest,
    ConsentRequest,
    CustomerBatchRequest,
    CustomerRequest,
)

DEFAULT_ADDRESS = AddressRequest(address1="Hafenstraße 1", zip="20459", city="Hamburg")


def add_customer(shop: Shop, request: CustomerRequest) -> tuple[Customer, list[WebhookEvent]]:
    """Raises `InvalidInput` if the email address is taken."""
    if request.email and find_customer_by_email(shop, request.email):
        raise InvalidInput(f"email: {request.email} has already been taken")
    now = truncate_to_second(shop.clock())
    customer = Customer(
        id=shop.ids.next_id(),
        first_name=request.first_name,
        last_name=request.last_name,
        email=request.email,
        phone=request.phone,
        note=request.note,
        addresses=tuple(_build_address(shop, request, address) for address in request.addresses or (DEFAULT_ADDRESS,)),
        created_at=now,
        updated_at=now,
    )
    shop.customers[customer.id] = customer
    return customer, [_build_event(shop, "customers/create", customer)]


def change_customer(shop: Shop, customer_id: int, changes: dict[str, Any]) -> tuple[Customer, list[WebhookEvent]]:
    """Change the named fields; `updated_at` always increases."""
    before = shop.get_customer(customer_id)
    customer = replace(before, **changes, updated_at=compute_next_timestamp(before.updated_at, shop.clock()))
    shop.customers[customer_id] = customer
    return customer, [_build_event(shop, "customers/update", customer)]


def add_many_customers(shop: Shop, request: CustomerBatchRequest) -> int:
    """Add customers without webhook events; returns how many the shop has now."""
    now = truncate_to_second(shop.clock())
    for number in range(len(shop.customers) + 1, len(shop.customers) + request.count + 1):
        customer_request = CustomerRequest(first_name="Erika", last_name=f"Mustermann {number}")
        customer = Customer(
            id=shop.ids.next_id(),
            first_name=customer_request.first_name,
            last_name=customer_request.last_name,
            email=f"bulk{number}@{shop.name}.example",
            phone=f"+4930{number:08d}",
            note=None,
            addresses=tuple(
                _build_address(shop, customer_request, DEFAULT_ADDRESS) for _ in range(request.addresses_per_customer)
            ),
            created_at=now,
            updated_at=now,
        )
        shop.customers[customer.id] = customer
    return len(shop.customers)


def delete_customer(shop: Shop, customer_id: int) -> tuple[Customer, list[WebhookEvent]]:
    """Raises `InvalidInput` for a customer with orders, because Shopify keeps those."""
    customer = shop.get_customer(customer_id)
    if any(order.customer and order.customer.id == customer_id for order in shop.orders.values()):
        raise InvalidInput(f"Customer {customer_id} has orders and cannot be deleted")
    del shop.customers[customer_id]
    payload = {
        "admin_graphql_api_id": build_gid("Customer", customer_id),
        "id": customer_id,
        "phone": customer.phone,
        "addresses": [],
        "tax_exemptions": [],
    }
    return customer, [WebhookEvent("customers/delete", customer_id, payload)]


def change_consent(shop: Shop, customer_id: int, request: ConsentRequest) -> tuple[Customer, list[WebhookEvent]]:
    """Set the marketing consent of a channel. Raises `InvalidInput` if the customer has no address for it."""
    before = shop.get_customer(customer_id)
    if (before.email if request.channel == "email" else before.phone) is None:
        raise InvalidInput(f"channel: customer {customer_id} has no {request.channel} address")
    consent = MarketingConsent(request.state, request.opt_in_level, truncate_to_second(shop.clock()))
    customer, events = change_customer(shop, customer_id, {f"{request.channel}_consent": consent})
    topic, payload = CONSENT_EVENTS[request.channel]
    return customer, [WebhookEvent(topic, customer_id, payload(customer)), *events]


CONSENT_EVENTS: dict[str, tuple[str, Callable[[Customer], dict[str, Any]]]] = {
    "email": ("customers_email_marketing_consent/update", build_email_consent_payload),
    "sms": ("customers_marketing_consent/update", build_sms_consent_payload),
}


def find_customer_by_email(shop: Shop, email: str) -> Customer | None:
    wanted = email.casefold()
    return next((known for known in shop.customers.values() if (known.email or "").casefold() == wanted), None)


def _build_event(shop: Shop, topic: str, customer: Customer) -> WebhookEvent:
    return WebhookEvent(topic, customer.id, build_customer_payload(customer, shop.settings.currency))


def _build_address(shop: Shop, customer: CustomerRequest, request: AddressRequest) -> Address:
    if request.country_code not in COUNTRY_NAMES:
        raise InvalidInput(f"country_code: this shop ships to {', '.join(COUNTRY_NAMES)}, not '{request.country_code}'")
    return Address(
        id=shop.ids.next_id(),
        first_name=customer.first_name,
        last_name=customer.last_name,
        company=request.company,
        address1=request.address1,
        address2=request.address2,
        zip=request.zip,
        city=request.city,
        province=None,
        province_code=None,
        country=COUNTRY_NAMES[request.country_code],
        country_code=request.country_code,
        phone=request.phone or customer.phone,
    )
