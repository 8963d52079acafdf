"""Customers and their addresses."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import utc_time
from novex_shopify.entrypoints.sandbox.graphql.access import Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.connection import (
    SortKey,
    by_creation,
    by_id,
    by_update,
    connection,
)
from novex_shopify.entrypoints.sandbox.graphql.search import search
from novex_shopify.entrypoints.sandbox.graphql.values import exactly, mailing_address
from novex_shopify.entrypoints.sandbox.ids import gid, number_of
from novex_shopify.entrypoints.sandbox.model import CompanyContact, Customer
from novex_shopify.entrypoints.sandbox.money import ZERO
from novex_shopify.entrypoints.sandbox.shop import Shop

SCOPE = "read_customers"
FIELDS = {
    "id": lambda customer: customer.id,
    "email": lambda customer: customer.email,
    "phone": lambda customer: customer.phone,
    "first_name": lambda customer: customer.first_name,
    "last_name": lambda customer: customer.last_name,
    "created_at": lambda customer: customer.created_at,
    "updated_at": lambda customer: customer.updated_at,
}
ORDERS: dict[str, SortKey[Customer]] = {
    "ID": by_id,
    "CREATED_AT": by_creation,
    "UPDATED_AT": by_update,
    "NAME": lambda customer: (customer.last_name, customer.first_name, customer.id),
}


def customers(info: Info, *, query: str | None = None, sort_key: str | None = None, **page: Any) -> Node:
    shop = require(info, SCOPE).shop
    found = search(shop.customers.values(), query, FIELDS)
    return connection(found, lambda each: customer_node(shop, each), key=ORDERS[sort_key or "ID"], **page)


def customers_count(info: Info, *, query: str | None = None) -> Node:
    return exactly(len(search(require(info, SCOPE).shop.customers.values(), query, FIELDS)))


def customer(info: Info, *, id: str) -> Node | None:
    shop = require(info, SCOPE).shop
    found = shop.customers.get(number_of("Customer", id))
    return customer_node(shop, found) if found else None


def customer_node(shop: Shop, customer: Customer) -> Node:
    """Write a customer as the Customer type has it."""

    def addresses(info: Info, **page: Any) -> Node:
        return connection(customer.addresses, mailing_address, key=by_id, **page)

    return {
        "id": gid("Customer", customer.id),
        "legacyResourceId": str(customer.id),
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "displayName": customer.name,
        "email": customer.email,
        "phone": customer.phone,
        "defaultEmailAddress": _email(customer),
        "defaultPhoneNumber": _phone(customer),
        "defaultAddress": mailing_address(customer.addresses[0]) if customer.addresses else None,
        "addressesV2": addresses,
        "companyContactProfiles": lambda _: [_contact(shop, customer, each) for each in customer.contacts],
        "note": customer.note,
        "tags": [],
        "state": "DISABLED",
        "locale": "de",
        "taxExempt": False,
        "verifiedEmail": True,
        "numberOfOrders": lambda _: str(len(_orders(shop, customer))),
        "amountSpent": lambda _: {
            "amount": f"{sum((order.total for order in _orders(shop, customer)), ZERO):.2f}",
            "currencyCode": shop.settings.currency,
        },
        "createdAt": utc_time(customer.created_at),
        "updatedAt": utc_time(customer.updated_at),
    }


def _email(customer: Customer) -> Node | None:
    if customer.email is None:
        return None
    return {
        "emailAddress": customer.email,
        "marketingState": customer.email_consent.state,
        "marketingOptInLevel": customer.email_consent.level,
        "marketingUpdatedAt": utc_time(customer.email_consent.updated_at),
        "validFormat": True,
    }


def _phone(customer: Customer) -> Node | None:
    if customer.phone is None:
        return None
    consent = customer.sms_consent
    state = "NEVER_SUBSCRIBED" if consent.state == "NOT_SUBSCRIBED" else consent.state
    said = {"state": state, "optInLevel": consent.level, "updatedAt": utc_time(consent.updated_at)}
    return {"phoneNumber": customer.phone, "smsMarketingConsent": {**said, "collectedFrom": "OTHER"}}


def _contact(shop: Shop, customer: Customer, contact: CompanyContact) -> Node:
    company = contact.company
    return {
        "id": gid("CompanyContact", contact.id),
        "title": contact.title,
        "isMainContact": contact.is_main,
        "company": {"id": gid("Company", company.id), "name": company.name, "externalId": company.external_id},
        "customer": lambda _: customer_node(shop, customer),
    }


def _orders(shop: Shop, customer: Customer) -> list[Any]:
    return [order for order in shop.orders.values() if order.customer and order.customer.id == customer.id]
