"""Who a Shopify customer is in the ERP."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.customer_matching import CustomerMatch, match_customers
from novex_shopify.domain.ports.unit_of_work import Transaction

_BEFORE_ANY_UPDATE = StateVersion(datetime(1970, 1, 1, tzinfo=UTC))


def match_to_erp(tx: Transaction, shop: ShopDomain, customers: Sequence[Customer]) -> Mapping[int, CustomerMatch]:
    """Find customers that have no link yet among those that the ERP knows from elsewhere; by Shopify id."""
    known = tx.erp.customers.find_similar(customers)
    taken = tx.customer_links.find_owners(shop, [person.id for person in known])
    return match_customers(customers, known, taken.keys())


def get_links(matches: Mapping[int, CustomerMatch]) -> dict[int, str]:
    """The ERP's ids, by Shopify id."""
    return {each: match.erp_id for each, match in matches.items() if match.erp_id}


def resolve_customer_ids(tx: Transaction, shop: ShopDomain, customers: Sequence[Customer]) -> Mapping[int, str]:
    """The ERP's ids by Shopify's; who is not there is created.

    What other records tell of a customer is reduced: it creates one, but never changes one. The link's version is older
    than any, so that the full record is welcome whenever it comes.
    """
    links = tx.customer_links.get_many(shop, {customer.id for customer in customers})
    ids = {customer_id: link.erp_id for customer_id, link in links.items()}
    unknown = list({customer.id: customer for customer in customers if customer.id not in ids}.values())
    if not unknown:
        return ids
    matches = match_to_erp(tx, shop, unknown)
    new = [customer for customer in unknown if not matches[customer.id].erp_id]
    added = tx.erp.customers.add(shop, new)
    ids |= get_links(matches) | {customer.id: erp_id for customer, erp_id in zip(new, added, strict=True)}
    tx.customer_links.add(
        [
            ResourceLink(shop, each.id, ids[each.id], _BEFORE_ANY_UPDATE, review_reason=matches[each.id].review_reason)
            for each in unknown
        ]
    )
    return ids
