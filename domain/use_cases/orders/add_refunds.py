"""Adds refunds to the ERP's documents."""

from collections.abc import Sequence
from dataclasses import replace

from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.refund_merge import merge_refund
from novex_shopify.domain.ports.erp import ErpOrders


def add_refunds(orders: ErpOrders, shop: ShopDomain, refunds: Sequence[tuple[str, Refund]]) -> None:
    """Add refunds that are not from the newest state of their order, by ERP id. A known refund keeps its note."""
    if not refunds:
        return
    documents = orders.get_many(shop, {refund.order_id for _, refund in refunds}, with_fulfillments=False)
    by_order = {each.shopify_order_id: each for each in documents}
    orders.add_refunds([(erp_id, _complete(by_order.get(refund.order_id), refund)) for erp_id, refund in refunds])


def _complete(document: SalesOrder | None, refund: Refund) -> Refund:
    if document is None:
        return refund
    # A refund without line items may not name the shop's currency; the order's document does.
    refund = refund if refund.has_currency else refund.with_currency(document.total.currency)
    known = next((each for each in document.refunds if each.id == refund.id), None)
    return replace(merge_refund(known, refund), note=known.note) if known else refund
