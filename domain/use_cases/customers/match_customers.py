"""Finds or creates the ERP's records of Shopify customers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.customer_keys import add_customer_keys
from novex_shopify.domain.policies.customer_matching import CustomerMatch, match_customers
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.indexing.index_records import index_changed_customers, index_customers

_BEFORE_ANY_UPDATE = StateVersion(datetime(1970, 1, 1, tzinfo=UTC))  # so the full record is never outdated


def lock_customers(tx: Transaction, shop: ShopDomain, customers: Iterable[Customer]) -> list[Customer]:
    """Return the customers with their keys, when no other transaction is creating or changing one of these people.

    Read their links afterwards: another transaction may just have created them.
    """
    known_shop = tx.shops.get(shop)
    with_keys = [add_customer_keys(each, known_shop.profile.country_code if known_shop else None) for each in customers]
    tx.key_locks.acquire({key for each in with_keys for key in (f"{shop}:{each.id}", *each.keys.all)})
    return with_keys


def find_matches(
    tx: Transaction, shop: ShopDomain, customers: Sequence[Customer], links: Mapping[int, ResourceLink]
) -> Mapping[int, CustomerMatch]:
    """Match locked customers with the ERP's that are of the same group of stores, or of no store; by Shopify id."""
    group = tx.shops.list_customer_group(shop)
    similar = tx.erp.customers.find_similar([customer.keys for customer in customers], group)
    owners = tx.customer_links.find_owners([person.id for person in similar])
    ours = [person for person in similar if owners.get(person.id, group) <= group]
    linked_ids = {person.id for person in ours if shop in owners.get(person.id, ())}
    return match_customers(customers, ours, linked_ids, {each: link.erp_id for each, link in links.items()})


def get_matched_erp_ids(matches: Mapping[int, CustomerMatch]) -> dict[int, str]:
    """Return the ERP ids of the customers that were matched, by Shopify id."""
    return {each: match.erp_id for each, match in matches.items() if match.erp_id}


def get_or_create_customer_ids(tx: Transaction, shop: ShopDomain, customers: Sequence[Customer]) -> Mapping[int, str]:
    """Return the ERP ids by Shopify id, creating the customers that are not in the ERP.

    Use it for customers inside other records, such as orders. These lack fields, so they only add what is missing.
    """
    ids = _get_linked_ids(tx, shop, customers)
    unlinked = list({customer.id: customer for customer in customers if customer.id not in ids}.values())
    if not unlinked:
        return ids
    locked = lock_customers(tx, shop, unlinked)
    ids |= _get_linked_ids(tx, shop, locked)
    return ids | _link_customers(tx, shop, [customer for customer in locked if customer.id not in ids])


def _get_linked_ids(tx: Transaction, shop: ShopDomain, customers: Sequence[Customer]) -> dict[int, str]:
    links = tx.customer_links.get_many(shop, {customer.id for customer in customers})
    return {customer_id: link.erp_id for customer_id, link in links.items()}


def _link_customers(tx: Transaction, shop: ShopDomain, unlinked: Sequence[Customer]) -> dict[int, str]:
    matches = find_matches(tx, shop, unlinked, {})
    ids = get_matched_erp_ids(matches)
    _add_missing_contacts(tx, shop, [customer for customer in unlinked if customer.id in ids], ids)
    new = [customer for customer in unlinked if customer.id not in ids]
    added = tx.erp.customers.add(shop, new)
    index_customers(tx, shop, dict(zip(added, new, strict=True)))
    ids |= {customer.id: erp_id for customer, erp_id in zip(new, added, strict=True)}
    tx.customer_links.add(
        [
            ResourceLink(shop, each.id, ids[each.id], _BEFORE_ANY_UPDATE, review_reason=matches[each.id].review_reason)
            for each in unlinked
        ]
    )
    return ids


def _add_missing_contacts(
    tx: Transaction, shop: ShopDomain, customers: Sequence[Customer], erp_ids: Mapping[int, str]
) -> None:
    """Add by what else the person will be recognized next: an e-mail address or a number if the ERP has none."""
    additions = []
    for customer in customers:
        known = tx.erp.customers.get(erp_ids[customer.id]) or Customer(customer.id)
        email, phone = None if known.email else customer.email, None if known.phone else customer.phone
        additions.append(Customer(customer.id, email=email, phone=phone, keys=replace(customer.keys, name=None)))
    tx.erp.customers.apply(shop, additions, erp_ids)
    index_changed_customers(tx, shop, {erp_ids[customer.id] for customer in customers})
