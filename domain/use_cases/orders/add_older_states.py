"""Adds to a document what an older state has and newer ones leave out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.domain.model.resource_link import FieldVersion, ResourceLink
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.stated_fields import (
    DOCUMENT_FIELDS,
    GRAPHQL_FACTS,
    PAYMENT_TERMS,
    choose_fields,
)
from novex_shopify.domain.policies.unread_fields import READABLE_FIELDS, add_line_fields
from novex_shopify.domain.policies.unstated_facts import find_graphql_facts, set_graphql_facts
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.customers.match_customers import get_or_create_customer_ids
from novex_shopify.domain.use_cases.indexing.index_records import index_fulfillments, index_orders
from novex_shopify.domain.use_cases.orders.add_refunds import add_refunds
from novex_shopify.domain.use_cases.orders.order_state import OrderState

_COPIED_FIELDS = (*DOCUMENT_FIELDS, PAYMENT_TERMS, *READABLE_FIELDS)


@dataclass(frozen=True, slots=True)
class _Addition:
    """What an older state adds to the document of its order."""

    state: OrderState
    link: ResourceLink
    fields: Mapping[str, FieldVersion]


def add_older_states(
    tx: Transaction, shop: ShopDomain, states: Sequence[OrderState], links: Mapping[int, ResourceLink]
) -> None:
    """Add what newer states leave out, and the refunds, returns and fulfillments."""
    if not states:
        return
    orders = [(links[state.order.id].erp_id, state.order) for state in states]
    add_refunds(tx.erp.orders, shop, [(erp_id, each) for erp_id, order in orders for each in order.refunds])
    tx.erp.orders.add_returns([(erp_id, each) for erp_id, order in orders for each in order.returns])
    fulfillments = [(erp_id, each) for erp_id, order in orders for each in order.fulfillments]
    tx.erp.orders.add_fulfillments(fulfillments)
    index_fulfillments(tx, shop, fulfillments)
    additions = [
        _Addition(state, links[state.order.id], fields)
        for state in states
        if (fields := _choose_fields(state, links[state.order.id]))
    ]
    _write(tx, shop, additions)


def _choose_fields(state: OrderState, link: ResourceLink) -> Mapping[str, FieldVersion]:
    known = {**dict.fromkeys(READABLE_FIELDS, FieldVersion(link.version)), **link.field_versions}
    return choose_fields(state.find_fields(link.field_versions), known)


def _write(tx: Transaction, shop: ShopDomain, additions: Sequence[_Addition]) -> None:
    if not additions:
        return
    documents = {
        each.shopify_order_id: each
        for each in tx.erp.orders.get_many(shop, [addition.state.order.id for addition in additions])
    }
    # All at once, so that no two transactions wait for each other's customers.
    stated = [each.state.order.customer for each in additions if "customer" in each.fields]
    customer_ids = get_or_create_customer_ids(tx, shop, list(filter(None, stated)))
    added = [_add(documents[each.state.order.id], each, customer_ids) for each in additions]
    erp_ids = tx.erp.orders.apply(added)
    index_orders(tx, dict(zip(erp_ids, added, strict=True)), documents.values())
    tx.order_links.save(
        [replace(each.link, field_versions={**each.link.field_versions, **each.fields}) for each in additions]
    )


def _add(document: SalesOrder, addition: _Addition, customer_ids: Mapping[int, str]) -> SalesOrder:
    order = addition.state.order
    values: dict[str, Any] = {name: getattr(order, name) for name in _COPIED_FIELDS if name in addition.fields}
    if "customer" in addition.fields:
        values["customer_id"] = customer_ids[order.customer.id] if order.customer else None
    document = add_line_fields(replace(document, **values), order, addition.fields)
    return set_graphql_facts(document, find_graphql_facts(order)) if GRAPHQL_FACTS in addition.fields else document
