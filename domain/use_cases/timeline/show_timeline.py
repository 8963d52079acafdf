"""Shows all that happened to an order."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.order_timeline import TimelinePage, TimelinePosition, build_page
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.orders.find_order import FindOrder
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory
from novex_shopify.domain.use_cases.timeline.audit_entries import list_audit_entries
from novex_shopify.domain.use_cases.timeline.comments import list_comments
from novex_shopify.domain.use_cases.timeline.exceptions import list_exceptions
from novex_shopify.domain.use_cases.timeline.holds import list_holds
from novex_shopify.domain.use_cases.timeline.invoices import list_invoices
from novex_shopify.domain.use_cases.timeline.labels import list_labels
from novex_shopify.domain.use_cases.timeline.order_facts import list_order_facts
from novex_shopify.domain.use_cases.timeline.parcels import list_scans
from novex_shopify.domain.use_cases.timeline.recall_notices import list_recall_notices
from novex_shopify.domain.use_cases.timeline.shipments import list_syncs
from novex_shopify.domain.use_cases.timeline.stock_movements import list_movements
from novex_shopify.domain.use_cases.timeline.timeline_source import TimelineSource
from novex_shopify.domain.use_cases.timeline.webhooks import list_webhooks

SOURCES: Sequence[TimelineSource] = (
    list_order_facts,
    list_webhooks,
    list_movements,
    list_syncs,
    list_labels,
    list_scans,
    list_invoices,
    list_holds,
    list_exceptions,
    list_recall_notices,
    list_audit_entries,
    list_comments,
)


@dataclass(frozen=True, slots=True)
class ShowTimeline:
    """Joins what each source knows, newest first. A source may be bounded, so that no order takes long."""

    unit_of_work: UnitOfWork
    find_order: FindOrder

    def __call__(
        self, shop: ShopDomain, order_id: int, limit: int, before: TimelinePosition | None = None
    ) -> TimelinePage:
        """`order_id` is Shopify's. Raises `NotFound`."""
        return self.of_history(self.find_order.get_history(shop, order_id), limit, before)

    def of_history(self, history: OrderHistory, limit: int, before: TimelinePosition | None = None) -> TimelinePage:
        """Do the same for an order whose history has been read."""
        with self.unit_of_work.read() as tx:
            return build_page([entry for list_entries in SOURCES for entry in list_entries(tx, history)], limit, before)
