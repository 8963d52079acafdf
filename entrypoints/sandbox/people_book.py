"""The shop's customers after the seed: new ones and changed ones."""

from dataclasses import replace
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import later_than, whole_second
from novex_shopify.entrypoints.sandbox.errors import BadInput
from novex_shopify.entrypoints.sandbox.model import Address, Customer
from novex_shopify.entrypoints.sandbox.payloads.person import customer_payload
from novex_shopify.entrypoints.sandbox.people import COUNTRIES
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Notice
from novex_shopify.entrypoints.sandbox.wishes import AddressWish, CustomerWish

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
