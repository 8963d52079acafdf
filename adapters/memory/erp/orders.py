"""Sales orders of the fake ERP."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from novex_shopify.adapters.memory.erp.erasure import erase_record
from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.order_return import PENDING_RETURN_STATUSES, Return
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.customer_keys import normalize_email
from novex_shopify.domain.policies.order_stock import is_order_cancelled
from novex_shopify.domain.policies.report_rows import find_country
from novex_shopify.domain.policies.stated_fields import DOCUMENT_FIELDS


@dataclass(frozen=True, slots=True)
class MemoryOrders:
    """The port `ErpOrders`."""

    state: State

    def apply(self, orders: Sequence[SalesOrder]) -> Sequence[str]:
        return [self._apply_order(order) for order in orders]

    def _apply_order(self, order: SalesOrder) -> str:
        key = (order.shop_domain, order.shopify_order_id)
        known = (known for known in self.state.orders.values() if (known.shop_domain, known.shopify_order_id) == key)
        before = next(known, None)
        order_id = (before.id if before else None) or str(len(self.state.orders) + 1)
        self.state.orders[order_id] = replace(order, id=order_id, raw=None, refunds=(), returns=(), fulfillments=())
        if before:
            kept_values: dict[str, Any] = {
                name: getattr(order, name) or getattr(before, name) for name in DOCUMENT_FIELDS
            }
            set_by_other_events: dict[str, Any] = {name: getattr(before, name) for name in _SET_BY_OTHER_EVENTS}
            self.state.orders[order_id] = replace(self.state.orders[order_id], **kept_values, **set_by_other_events)
        if country := find_country(order.shipping_address, order.billing_address):
            self.state.order_countries[order_id] = country
        self.add_refunds([(order_id, refund) for refund in order.refunds])
        self.add_returns([(order_id, each) for each in order.returns])
        self.add_fulfillments([(order_id, fulfillment) for fulfillment in order.fulfillments])
        return order_id

    def add_refunds(self, refunds: Sequence[tuple[str, Refund]]) -> None:
        for order_id, refund in refunds:
            document = self.state.orders[order_id]
            known = {each.id: each for each in document.refunds}
            known[refund.id] = refund
            self.state.orders[order_id] = replace(document, refunds=tuple(known[key] for key in sorted(known)))

    def add_returns(self, returns: Sequence[tuple[str, Return]]) -> None:
        for order_id, added in returns:
            document = self.state.orders[order_id]
            known = {each.id: each for each in document.returns}
            if added.id not in known or added.read_at >= known[added.id].read_at:
                known[added.id] = added
            self.state.orders[order_id] = replace(document, returns=tuple(known[key] for key in sorted(known)))

    def add_fulfillments(self, fulfillments: Sequence[tuple[str, OrderFulfillment]]) -> None:
        for order_id, fulfillment in fulfillments:
            document = self.state.orders[order_id]
            known = {each.id: each for each in document.fulfillments}
            before = known[fulfillment.id].updated_at if fulfillment.id in known else None
            if before is None or (fulfillment.updated_at is not None and fulfillment.updated_at >= before):
                known[fulfillment.id] = fulfillment
            self.state.orders[order_id] = replace(document, fulfillments=tuple(known[key] for key in sorted(known)))

    def set_item(self, order_id: str, line_item_id: int, item: MappedItem) -> None:
        document = self.state.orders[order_id]
        lines = tuple(
            replace(line, item_id=item.item_id, pieces=item.pieces)
            if (line.kind, line.line_item_id) == (LineKind.ITEM, line_item_id)
            else line
            for line in document.lines
        )
        self.state.orders[order_id] = replace(document, lines=lines)

    def set_risk(self, order_id: str, risk: str) -> None:
        self.state.orders[order_id] = replace(self.state.orders[order_id], risk=risk)

    def delete(self, order_ids: Sequence[str], at: datetime) -> None:
        for order_id in order_ids:
            self.state.orders[order_id] = replace(self.state.orders[order_id], deleted_at=at)

    def erase(self, shop: ShopDomain, shopify_ids: Sequence[int] | None) -> None:
        for order_id, document in self.state.orders.items():
            if document.shop_domain == shop and (shopify_ids is None or document.shopify_order_id in shopify_ids):
                self.state.orders[order_id] = replace(
                    erase_record(document),
                    company=erase_record(document.company) if document.company else None,
                    lines=tuple(map(erase_record, document.lines)),
                    refunds=tuple(map(erase_record, document.refunds)),
                    returns=tuple(map(_erase_return, document.returns)),
                    fulfillments=tuple(map(erase_record, document.fulfillments)),
                )
                self._erase_notices(order_id)

    def _erase_notices(self, order_id: str) -> None:
        for notice in self.state.recall_notices.values():
            if notice.order_id == order_id:
                self.state.recall_notices[notice.id] = erase_record(notice)

    def list_by_customer(self, customer_id: str) -> Sequence[SalesOrder]:
        return [document for document in self.state.orders.values() if document.customer_id == customer_id]

    def count_by_customer(self, customer_id: str) -> int:
        return len(self.list_by_customer(customer_id))

    def find_first_orders(self, customer_ids: Collection[str]) -> Mapping[str, datetime]:
        first: dict[str, datetime] = {}
        for each in self.state.orders.values():
            if each.customer_id and each.customer_id in customer_ids and not (each.test or is_order_cancelled(each)):
                first[each.customer_id] = min(each.ordered_at, first.get(each.customer_id, each.ordered_at))
        return first

    def find_by_name(self, shop: ShopDomain, name: str) -> SalesOrder | None:
        found = (
            each for each in self.list_latest(len(self.state.orders)) if (each.shop_domain, each.name) == (shop, name)
        )
        return next(found, None)

    def get(self, order_id: str) -> SalesOrder | None:
        return self.state.orders.get(order_id)

    def get_many(
        self, shop: ShopDomain, shopify_ids: Collection[int], *, with_fulfillments: bool = True
    ) -> Sequence[SalesOrder]:
        documents = self.state.orders.values()
        found = [each for each in documents if each.shop_domain == shop and each.shopify_order_id in shopify_ids]
        return found if with_fulfillments else [replace(each, fulfillments=()) for each in found]

    def get_by_ids(self, order_ids: Collection[str]) -> Mapping[str, SalesOrder]:
        return {order_id: self.state.orders[order_id] for order_id in order_ids if order_id in self.state.orders}

    def list_created(self, shop: ShopDomain, since: datetime, until: datetime) -> Sequence[SalesOrder]:
        documents = self.state.orders.values()
        return [each for each in documents if each.shop_domain == shop and since <= each.created_at < until]

    def list_with_pending_returns(self, shop: ShopDomain, since: datetime) -> Sequence[int]:
        return [
            document.shopify_order_id
            for document in self.state.orders.values()
            if document.shop_domain == shop and document.created_at >= since and document.deleted_at is None
            if any(each.status in PENDING_RETURN_STATUSES for each in document.returns)
        ]

    def list_latest(self, limit: int) -> Sequence[SalesOrder]:
        return list(self.state.orders.values())[::-1][:limit]

    def list_page(
        self,
        limit: int,
        shop: ShopDomain | None = None,
        after: OrderPosition | None = None,
        *,
        oldest_first: bool = False,
    ) -> Sequence[SalesOrder]:
        positions = {
            OrderPosition(order.ordered_at, order.shopify_order_id): order
            for order in self.state.orders.values()
            if shop in (None, order.shop_domain)
        }
        rest = [
            position
            for position in sorted(positions, reverse=not oldest_first)
            if after is None or (position > after if oldest_first else position < after)
        ]
        return [positions[position] for position in rest[:limit]]

    def count(self, limit: int, shop: ShopDomain | None = None) -> int:
        return min(limit, sum(shop in (None, order.shop_domain) for order in self.state.orders.values()))

    def search(self, text: str, limit: int) -> Sequence[SalesOrder]:
        return [each for each in self.list_latest(len(self.state.orders)) if _matches_text(each, text)][:limit]


def _matches_text(order: SalesOrder, text: str) -> bool:
    tracking = (number for fulfillment in order.fulfillments for number in fulfillment.tracking_numbers)
    words = (order.id, order.name, order.name.removeprefix("#"), *tracking)
    email = normalize_email(text)
    return text in words or (email is not None and email == normalize_email(order.email))


def _erase_return(known: Return) -> Return:
    return replace(erase_record(known), lines=tuple(map(erase_record, known.lines)))


_SET_BY_OTHER_EVENTS = ("deleted_at", "risk", "refunds", "returns", "fulfillments")
