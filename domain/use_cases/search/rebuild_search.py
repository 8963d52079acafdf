"""Builds the search index and the overviews of orders again from the records."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from novex_shopify.domain.model.issued_invoice import InvoiceFilter
from novex_shopify.domain.model.lot import LotFilter
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.search import RecordKind
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_document import preview_sales_order
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import order_key, parse_order_key
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_deliveries, describe_orders
from novex_shopify.domain.use_cases.indexing.index_records import (
    index_changed_customers,
    index_invoices,
    index_lots,
    index_orders,
    index_previews,
    index_shipments,
    index_variants,
)
from novex_shopify.domain.use_cases.orders.newest_state import find_newest_state

_PAGE = 500
_READ_EVENTS = 20

Progress = Callable[[RecordKind, int], None]
"""Gets the kind that is being indexed, and how many of it are."""

Page = Callable[[Transaction, Any], tuple[int, Any]]
"""Indexes the records after a position; returns how many, and the position of the last. No record ends the walk."""


@dataclass(frozen=True, slots=True)
class RebuildSearch:
    """Indexes every record, page by page, while the product works; searches find what they found until then.

    Records that are not locked are read and indexed twice: the first time locks their entries, after waiting for who
    writes them at that moment, so the second time reads what was written.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    payloads: PayloadReader

    def __call__(self, progress: Progress = lambda _kind, _count: None) -> Mapping[RecordKind, int]:
        """Return how many records of each kind are indexed."""
        counts = dict.fromkeys(RecordKind, 0)
        for kind, page in self._list_walks():
            position: Any = None
            while True:
                with self.unit_of_work() as tx:
                    count, position = page(tx, position)
                    tx.commit()
                if not count:
                    break
                counts[kind] += count
                progress(kind, counts[kind])
        return {kind: count for kind, count in counts.items() if count}

    def _list_walks(self) -> Iterator[tuple[RecordKind, Page]]:
        with self.unit_of_work.read() as tx:
            shops = [shop.domain for shop in tx.shops.list_all()]
        yield RecordKind.ORDER, self._index_orders
        yield RecordKind.ORDER, self._index_stuck_orders
        for shop in shops:
            yield RecordKind.CUSTOMER, _build_customer_walk(shop)
            yield RecordKind.PRODUCT, _build_variant_walk(shop)
        yield RecordKind.LOT, _index_lots
        yield RecordKind.PARCEL, _index_shipments
        yield RecordKind.INVOICE, _index_invoices

    def _index_stuck_orders(self, tx: Transaction, is_done: bool | None) -> tuple[int, bool]:
        """All at once: there are as many as wait for a person."""
        if is_done:
            return 0, True
        stuck = {(each.shop, parse_order_key(each.resource_key)) for each in tx.statistics.list_stuck_events()}
        previews = []
        for shop, order_id in stuck:
            events = tx.events.list_for_resource(shop, order_key(order_id), _READ_EVENTS) if order_id else ()
            if state := find_newest_state(self.payloads, events):
                previews.append(preview_sales_order(shop, state, {}))
        index_previews(tx, previews, self.clock.now())
        return len(previews), True

    def _index_orders(self, tx: Transaction, position: Any) -> tuple[int, Any]:
        return _index_orders(tx, position, self.clock.now())


def _index_orders(tx: Transaction, position: Any, now: datetime) -> tuple[int, Any]:
    page = tx.erp.orders.list_page(_PAGE, None, position, oldest_first=True)
    for shop in {ShopDomain(order.shop_domain) for order in page}:
        ids = [order.shopify_order_id for order in page if order.shop_domain == shop]
        tx.order_links.lock_many(shop, ids)  # a worker may have written a newer state since the page was read
        orders = {order.id or "": order for order in tx.erp.orders.get_many(shop, ids)}
        index_orders(tx, orders)
        describe_orders(tx, orders, now)
        describe_deliveries(tx, shop, ids)
    last = page[-1] if page else None
    return len(page), OrderPosition(last.ordered_at, last.shopify_order_id) if last else None


def _build_customer_walk(shop: ShopDomain) -> Page:
    def index_page(tx: Transaction, position: Any) -> tuple[int, Any]:
        links = position if position is not None else tx.customer_links.list_for_shop(shop)
        tx.customer_links.lock_many(shop, [link.shopify_id for link in links[:_PAGE]])
        index_changed_customers(tx, shop, {link.erp_id for link in links[:_PAGE] if link.erp_id and not link.erased})
        return len(links[:_PAGE]), links[_PAGE:]

    return index_page


def _build_variant_walk(shop: ShopDomain) -> Page:
    def index_page(tx: Transaction, position: Any) -> tuple[int, Any]:
        page = tx.mappings.list_for_shop(shop, after=position or 0, limit=_PAGE)
        ids = [mapping.variant.variant_id for mapping in page]
        index_variants(tx, shop, [mapping.variant for mapping in page])
        index_variants(tx, shop, [mapping.variant for mapping in tx.mappings.get_many(shop, ids)])
        return len(page), page[-1].variant.variant_id if page else None

    return index_page


def _index_lots(tx: Transaction, position: Any) -> tuple[int, Any]:
    page = tx.erp.stock.lots.search(LotFilter(), _PAGE, position) if tx.erp.stock else ()
    index_lots(tx, page)
    if tx.erp.stock:
        index_lots(tx, tx.erp.stock.lots.get_many([lot.id for lot in page]))
    return len(page), page[-1].position if page else None


def _index_shipments(tx: Transaction, position: Any) -> tuple[int, Any]:
    page = tx.pushes.list_oldest(_PAGE, after=position)
    index_shipments(tx, page)
    index_shipments(tx, tx.pushes.get_many([push.shipment.id for push in page]))
    return len(page), page[-1].id if page else None


def _index_invoices(tx: Transaction, position: Any) -> tuple[int, Any]:
    page: Sequence[Any] = tx.erp.invoices.list_latest(InvoiceFilter(), _PAGE, position) if tx.erp.invoices else ()
    index_invoices(tx, page)
    return len(page), page[-1].id if page else None
