"""Retries what keeps orders from the ERP, and their shipments from Shopify."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.fulfillment import STUCK_PUSH_STATUSES
from novex_shopify.domain.model.order_overview import OrderKey, group_by_shop
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import STUCK_EVENT_STATUSES, EventFilter
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import PushFulfillment
from novex_shopify.domain.use_cases.webhooks.replay_events import ReplayEvents


@dataclass(frozen=True, slots=True)
class RetriedOrders:
    """How many events and shipments of the orders are tried again."""

    events: int
    shipments: int


@dataclass(frozen=True, slots=True)
class RetryOrders:
    """What is not stuck stays as it is."""

    unit_of_work: UnitOfWork
    replay: ReplayEvents
    push: PushFulfillment

    def __call__(self, orders: Sequence[OrderKey]) -> RetriedOrders:
        by_shop = group_by_shop(orders)
        events = [each for shop, ids in by_shop.items() for each in self._find_events(shop, ids)]
        shipments = [each for shop, ids in by_shop.items() for each in self._find_shipments(shop, ids)]
        replayed = self.replay(*events) if events else None
        for shipment_id in shipments:
            self.push.retry(shipment_id)
        return RetriedOrders(replayed.count if replayed else 0, len(shipments))

    def _find_events(self, shop: ShopDomain, order_ids: Sequence[int]) -> Iterator[EventFilter]:
        with self.unit_of_work.read() as tx:
            found = tx.events.list_open_for_resources(shop, [order_key(each) for each in order_ids])
        return (EventFilter(event_id=each.id, shop=shop) for each in found if each.status in STUCK_EVENT_STATUSES)

    def _find_shipments(self, shop: ShopDomain, order_ids: Sequence[int]) -> Sequence[str]:
        with self.unit_of_work.read() as tx:
            pushes = tx.pushes.list_for_orders(shop, order_ids)
        return [each.shipment.id for each in pushes if each.status in STUCK_PUSH_STATUSES]
