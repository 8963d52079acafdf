"""The shop's customers after the seed: new ones and changed ones."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import later_than, whole_second
from novex_shopify.entrypoints.sandbox.errors import BadInput
from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.model import Address, Consent, Customer
from novex_shopify.entrypoints.sandbox.payloads.person import (
    customer_payload,
    email_consent_payload,
    sms_consent_payload,
)
from novex_shopify.entrypoints.sandbox.people import COUNTRIES
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Notice
from novex_shopify.entrypoints.sandbox.wishes import AddressWish, ConsentWish, CustomerWish, ManyCustomers

DEFAULT_ADDRESS = AddressWish(address1="Hafenstraße 1", zip="20459", city="Hamburg")


def add_customer(shop: Shop, wish: CustomerWish) -> tuple[Customer, list[Notice]]:
    """Write a customer into the book. Raises `BadInput` if the mail address is taken."""
    if wish.email and customer_by_email(shop, wish.email):
        raise BadInput(f"email: {wish.email} has already been taken")
    now = whole_second(shop.clock())
    customer = Customer(
        id=shop.ids.next(),
        first_name=wish.first_name,
        last_name=wish.last_name,
        email=wish.email,
        phone=wish.phone,
        note=wish.note,
        addresses=tuple(_address(shop, wish, address) for address in wish.addresses or (DEFAULT_ADDRESS,)),
        created_at=now,
        updated_at=now,
    )
    shop.customers[customer.id] = customer
    return customer, [_notice(shop, "customers/create", customer)]


def change_customer(shop: Shop, number: int, changed: dict[str, Any]) -> tuple[Customer, list[Notice]]:
    """Change named fields of a customer; `updated_at` always grows."""
    before = shop.customer(number)
    customer = replace(before, **changed, updated_at=later_than(before.updated_at, shop.clock()))
    shop.customers[number] = customer
    return customer, [_notice(shop, "customers/update", customer)]


def add_many_customers(shop: Shop, wish: ManyCustomers) -> int:
    """Write many customers down at once and silently, as if they had always been there; answer how many there are."""
    now = whole_second(shop.clock())
    for number in range(len(shop.customers) + 1, len(shop.customers) + wish.count + 1):
        person = CustomerWish(first_name="Erika", last_name=f"Mustermann {number}")
        customer = Customer(
            id=shop.ids.next(),
            first_name=person.first_name,
            last_name=person.last_name,
            email=f"bulk{number}@{shop.name}.example",
            phone=f"+4930{number:08d}",
            note=None,
            addresses=tuple(_address(shop, person, DEFAULT_ADDRESS) for _ in range(wish.addresses)),
            created_at=now,
            updated_at=now,
        )
        shop.customers[customer.id] = customer
    return len(shop.customers)


def delete_customer(shop: Shop, number: int) -> tuple[Customer, list[Notice]]:
    """Delete a customer. Raises `BadInput` for one with orders: Shopify keeps those."""
    customer = shop.customer(number)
    if any(order.customer and order.customer.id == number for order in shop.orders.values()):
        raise BadInput(f"Customer {number} has orders and cannot be deleted")
    del shop.customers[number]
    payload = {
        "admin_graphql_api_id": gid("Customer", number),
        "id": number,
        "phone": customer.phone,
        "addresses": [],
        "tax_exemptions": [],
    }
    return customer, [Notice("customers/delete", number, payload)]


def change_consent(shop: Shop, number: int, wish: ConsentWish) -> tuple[Customer, list[Notice]]:
    """Write down what a customer says to advertising. Raises `BadInput` without an address for the channel."""
    before = shop.customer(number)
    if (before.email if wish.channel == "email" else before.phone) is None:
        raise BadInput(f"channel: customer {number} has no address for {wish.channel}")
    consent = Consent(wish.state, wish.level, whole_second(shop.clock()))
    customer, notices = change_customer(shop, number, {f"{wish.channel}_consent": consent})
    topic, payload = CONSENT_NOTICES[wish.channel]
    return customer, [Notice(topic, number, payload(customer)), *notices]


CONSENT_NOTICES: dict[str, tuple[str, Callable[[Customer], dict[str, Any]]]] = {
    "email": ("customers_email_marketing_consent/update", email_consent_payload),
    "sms": ("customers_marketing_consent/update", sms_consent_payload),
}


def customer_by_email(shop: Shop, email: str) -> Customer | None:
    wanted = email.casefold()
    return next((known for known in shop.customers.values() if (known.email or "").casefold() == wanted), None)


def _notice(shop: Shop, topic: str, customer: Customer) -> Notice:
    return Notice(topic, customer.id, customer_payload(customer, shop.settings.currency))


def _address(shop: Shop, person: CustomerWish, wish: AddressWish) -> Address:
    if wish.country_code not in COUNTRIES:
        raise BadInput(f"country_code: this shop ships to {', '.join(COUNTRIES)}, not '{wish.country_code}'")
    return Address(
        id=shop.ids.next(),
        first_name=person.first_name,
        last_name=person.last_name,
        company=wish.company,
        address1=wish.address1,
        address2=wish.address2,
        zip=wish.zip,
        city=wish.city,
        province=None,
        province_code=None,
        country=COUNTRIES[wish.country_code],
        country_code=wish.country_code,
        phone=wish.phone or person.phone,
    )
