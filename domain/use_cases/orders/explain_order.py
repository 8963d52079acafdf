"""Explains how each amount of an order was computed."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter
from novex_shopify.domain.policies.explained_amount import ExplainedAmount
from novex_shopify.domain.policies.order_explanation import explain_order
from novex_shopify.domain.policies.refund_explanation import explain_later_refunds
from novex_shopify.domain.policies.unstated_facts import add_known_returns
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.orders.newest_state import find_newest_state
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_MAX_EVENTS = 50
_MAX_ID_DIGITS = 19


@dataclass(frozen=True, slots=True)
class ExplainOrder:
    """Explains the newest state of an order: from the stored events, or else fetched from Shopify."""

    unit_of_work: UnitOfWork
    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, reference: str) -> Sequence[ExplainedAmount]:
        """Explain the order with this ERP id, name (`#1001`) or Shopify id, even a parked one. Raises `NotFound`."""
        with self.unit_of_work.read() as tx:
            shop, order_id = _find_order(tx, reference)
            events = tx.events.list_latest(_MAX_EVENTS, EventFilter(shop=shop, resource_key=order_key(order_id)))
            order = find_newest_state(self.payloads, events)
            documents = tx.erp.orders.get_many(shop, [order_id])
        if order is None:
            order = self.admin.fetch_order(self.access(shop), order_id)
        return explain_state(order, next(iter(documents), None))


def explain_state(order: Order, document: SalesOrder | None) -> Sequence[ExplainedAmount]:
    """Explain a state of an order, and what the ERP's document has beside it."""
    explained = explain_order(add_known_returns(order, document))
    return [*explained, *explain_later_refunds(order, document.refunds if document else ())]


def _find_order(tx: Transaction, reference: str) -> tuple[ShopDomain, int]:
    document = tx.erp.orders.get(reference)
    shops = [shop.domain for shop in tx.shops.list_all()]
    for shop in shops:
        document = document or tx.erp.orders.find_by_name(shop, reference)
    if document:
        return ShopDomain(document.shop_domain), document.shopify_order_id
    if reference.isdecimal() and len(reference) <= _MAX_ID_DIGITS:
        for shop in shops:
            if tx.events.list_latest(1, EventFilter(shop=shop, resource_key=order_key(int(reference)))):
                return shop, int(reference)
    raise NotFound(f"There is no order {reference}, neither in the ERP nor in the stored webhooks.")
