"""Resolvers of customers and their addresses."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.graphql.connections import (
    SortKey,
    build_connection,
    by_created_at,
    by_id,
    by_updated_at,
)
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.search import filter_by_query
from novex_shopify.entrypoints.sandbox.graphql.values import build_count_node, build_mailing_address_node
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.resources import CompanyContact, Customer
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.money import ZERO

CUSTOMER_SCOPE = "read_customers"
SEARCH_FIELDS = {
    "id": lambda customer: customer.id,
    "email": lambda customer: customer.email,
    "phone": lambda customer: customer.phone,
    "first_name": lambda customer: customer.first_name,
    "last_name": lambda customer: customer.last_name,
    "created_at": lambda customer: customer.created_at,
    "updated_at": lambda customer: customer.updated_at,
}
SORT_KEYS: dict[str, SortKey[Customer]] = {
    "ID": by_id,
    "CREATED_AT": by_created_at,
    "UPDATED_AT": by_updated_at,
    "NAME": lambda customer: (customer.last_name, customer.first_name, customer.id),
}


def resolve_customers(info: Info, *, query: str | None = None, sort_key: str | None = None, **page: Any) -> Node:
    shop = require_any_scope(info, CUSTOMER_SCOPE).shop
    found = filter_by_query(shop.customers.values(), query, SEARCH_FIELDS)
    return build_connection(
        found, lambda each: build_customer_node(shop, each), key=SORT_KEYS[sort_key or "ID"], **page
    )


def resolve_customers_count(info: Info, *, query: str | None = None) -> Node:
    return build_count_node(
        len(filter_by_query(require_any_scope(info, CUSTOMER_SCOPE).shop.customers.values(), query, SEARCH_FIELDS))
    )


def resolve_customer(info: Info, *, id: str) -> Node | None:
    shop = require_any_scope(info, CUSTOMER_SCOPE).shop
    found = shop.customers.get(parse_gid("Customer", id))
    return build_customer_node(shop, found) if found else None


def build_customer_node(shop: Shop, customer: Customer) -> Node:
    def resolve_addresses(info: Info, **page: Any) -> Node:
        return build_connection(customer.addresses, build_mailing_address_node, key=by_id, **page)

    return {
        "id": build_gid("Customer", customer.id),
        "legacyResourceId": str(customer.id),
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "displayName": customer.name,
        "email": customer.email,
        "phone": customer.phone,
        "defaultEmailAddress": _build_email_node(customer),
        "defaultPhoneNumber": _build_phone_node(customer),
        "defaultAddress": build_mailing_address_node(customer.addresses[0]) if customer.addresses else None,
        "addressesV2": resolve_addresses,
        "companyContactProfiles": lambda _: [
            _build_company_contact_node(shop, customer, each) for each in customer.company_contacts
        ],
        "note": customer.note,
        "tags": [],
        "state": "DISABLED",
        "locale": "de",
        "taxExempt": False,
        "verifiedEmail": True,
        "numberOfOrders": lambda _: str(len(_list_customer_orders(shop, customer))),
        "amountSpent": lambda _: {
            "amount": f"{sum((order.total for order in _list_customer_orders(shop, customer)), ZERO):.2f}",
            "currencyCode": shop.settings.currency,
        },
        "createdAt": format_utc_time(customer.created_at),
        "updatedAt": format_utc_time(customer.updated_at),
    }


def _build_email_node(customer: Customer) -> Node | None:
    if customer.email is None:
        return None
    return {
        "emailAddress": customer.email,
        "marketingState": customer.email_consent.state,
        "marketingOptInLevel": customer.email_consent.opt_in_level,
        "marketingUpdatedAt": format_utc_time(customer.email_consent.updated_at),
        "validFormat": True,
    }


def _build_phone_node(customer: Customer) -> Node | None:
    if customer.phone is None:
        return None
    consent = customer.sms_consent
    state = "NEVER_SUBSCRIBED" if consent.state == "NOT_SUBSCRIBED" else consent.state
    consent_fields = {
        "state": state,
        "optInLevel": consent.opt_in_level,
        "updatedAt": format_utc_time(consent.updated_at),
    }
    return {"phoneNumber": customer.phone, "smsMarketingConsent": {**consent_fields, "collectedFrom": "OTHER"}}


def _build_company_contact_node(shop: Shop, customer: Customer, contact: CompanyContact) -> Node:
    company = contact.company
    return {
        "id": build_gid("CompanyContact", contact.id),
        "title": contact.title,
        "isMainContact": contact.is_main,
        "company": {"id": build_gid("Company", company.id), "name": company.name, "externalId": company.external_id},
        "customer": lambda _: build_customer_node(shop, customer),
    }


def _list_customer_orders(shop: Shop, customer: Customer) -> list[Any]:
    return [order for order in shop.orders.values() if order.customer and order.customer.id == customer.id]
