"""Finds or creates the ERP's records of Shopify customers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.customer_matching import CustomerMatch, match_customers
from novex_shopify.domain.ports.unit_of_work import Transaction

_BEFORE_ANY_UPDATE = StateVersion(datetime(1970, 1, 1, tzinfo=UTC))  # so the full record is never outdated


def match_unlinked_customers(
    tx: Transaction, shop: ShopDomain, customers: Sequence[Customer]
) -> Mapping[int, CustomerMatch]:
    """Match customers that have no link yet to the ERP's other customers; by Shopify id."""
    similar = tx.erp.customers.find_similar(customers)
    owners = tx.customer_links.find_owners(shop, [customer.id for customer in similar])
    return match_customers(customers, similar, owners.keys())


def get_matched_erp_ids(matches: Mapping[int, CustomerMatch]) -> dict[int, str]:
    """Return the ERP ids of the customers that were matched, by Shopify id."""
    return {each: match.erp_id for each, match in matches.items() if match.erp_id}


def get_or_create_customer_ids(tx: Transaction, shop: ShopDomain, customers: Sequence[Customer]) -> Mapping[int, str]:
    """Return the ERP ids by Shopify id, creating the customers that are not in the ERP.

    Use it for customers inside other records, such as orders. These lack fields, so they never change a customer.
    """
    links = tx.customer_links.get_many(shop, {customer.id for customer in customers})
    ids = {customer_id: link.erp_id for customer_id, link in links.items()}
    unknown = list({customer.id: customer for customer in customers if customer.id not in ids}.values())
    if not unknown:
        return ids
    matches = match_unlinked_customers(tx, shop, unknown)
    new = [customer for customer in unknown if not matches[customer.id].erp_id]
    added = tx.erp.customers.add(shop, new)
    ids |= get_matched_erp_ids(matches) | {customer.id: erp_id for customer, erp_id in zip(new, added, strict=True)}
    tx.customer_links.add(
        [
            ResourceLink(shop, each.id, ids[each.id], _BEFORE_ANY_UPDATE, review_reason=matches[each.id].review_reason)
            for each in unknown
        ]
    )
    return ids
