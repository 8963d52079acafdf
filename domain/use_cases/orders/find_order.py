"""Finds orders, with everything that is known about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.search import MatchRank, RecordKind, SearchScope
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.search_terms import parse_search
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import order_key, parse_order_key
from novex_shopify.domain.use_cases.computed_orders import compute_orders
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory, load_order_history

_MAX_SHIPMENTS = 50


@dataclass(frozen=True, slots=True)
class FindOrder:
    """Searches the ERP, the stored events and the shipments; does not call Shopify."""

    unit_of_work: UnitOfWork
    clock: Clock
    payloads: PayloadReader

    def __call__(self, text: str, limit: int = 20, *, personal: bool = True) -> Sequence[OrderHistory]:
        """Find orders by name, e-mail address, tracking number, shipment id, Shopify id or ERP id.

        An order that the ERP does not have is found by all that its payload says; without `personal`, by its numbers.
        """
        with self.unit_of_work.read() as tx:
            found = dict.fromkeys(find_order_keys(tx, text.strip(), limit, personal=personal))
            histories = [load_order_history(tx, self.payloads, *key) for key in list(found)[:limit]]
            return [self._add_warehouse(tx, history) for history in histories]

    def find_keys(self, text: str, limit: int, *, personal: bool = True) -> Sequence[OrderKey]:
        """Find the same orders, by store and Shopify's id."""
        with self.unit_of_work.read() as tx:
            return list(dict.fromkeys(find_order_keys(tx, text.strip(), limit, personal=personal)))[:limit]

    def get_history(self, shop: ShopDomain, order_id: int) -> OrderHistory:
        """Get the history of one order by its Shopify id, without its `warehouse`: `ShowOrderWarehouse` has more of it.

        Raises `NotFound` if nothing is known about it.
        """
        with self.unit_of_work.read() as tx:
            history = load_order_history(tx, self.payloads, shop, order_id, with_state=True)
        if not (history.sales_order or history.events or history.pushes):
            raise NotFound(
                f"Order {order_id} of {shop} was never received. If the store has this order, check that the store"
                " is connected and its webhooks are subscribed."
            )
        return history

    def _add_warehouse(self, tx: Transaction, history: OrderHistory) -> OrderHistory:
        if history.document is None:
            return history
        computed = compute_orders(tx, [history.document], self.clock.now())
        return replace(history, warehouse=computed[history.shop, history.order_id].state)


def find_order_keys(tx: Transaction, text: str, limit: int, *, personal: bool) -> Iterator[OrderKey]:
    """Search the ERP first, then the open events, then the shipments. A key may come up more than once."""
    if not text:
        return
    for document in tx.erp.orders.search(text, limit):
        yield ShopDomain(document.shop_domain), document.shopify_order_id
    if (order_id := parse_id(text)) is not None:
        for shop in tx.shops.list_all():
            if tx.order_links.get_many(shop.domain, [order_id]) or tx.events.list_without_bodies(
                shop.domain, order_key(order_id), 1
            ):
                yield shop.domain, order_id
    yield from _find_in_payloads(tx, text, limit) if personal else _find_by_numbers(tx, text, limit)
    for push in tx.pushes.search(text, _MAX_SHIPMENTS):  # several may be of one order
        if push.shop_domain and push.order_id:
            yield push.shop_domain, push.order_id


def _find_in_payloads(tx: Transaction, text: str, limit: int) -> Iterator[OrderKey]:
    for shop, resource_key in tx.events.find_open_orders_containing((text, f"#{text}"), limit):
        if (order_id := parse_order_key(resource_key)) is not None:
            yield shop, order_id


def _find_by_numbers(tx: Transaction, text: str, limit: int) -> Iterator[OrderKey]:
    for match in tx.search.find(parse_search(text), SearchScope([RecordKind.ORDER], personal=False), limit):
        if match.key.shop and match.rank is MatchRank.EXACT_CODE:
            yield match.key.shop, int(match.key.id)
