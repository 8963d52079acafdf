"""What the database says of one shop at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from novex_shopify.domain.model.carrier_webhook import CarrierWebhookProblem
from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.import_run import ImportRun
from novex_shopify.domain.model.issued_invoice import WaitingOrders
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.order_exception import OpenExceptions
from novex_shopify.domain.model.order_hold import OpenHolds
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.model.reconciliation import DailyAudit
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.resync import ResyncProblem
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.statistics import StuckEvents, StuckPush
from novex_shopify.domain.model.stock_health import StockHealth


@dataclass(frozen=True, slots=True)
class ShopSnapshot:
    """One shop, with what it should have and lacks, and what of its work is stuck.

    - `subscriptions_checked`: whether its subscriptions were found or created since it was connected.
    - `imports`: its newest run of each kind.
    - `audits`: of the last days, newest first.
    - `awaited_mappings`: of the variants that parked events wait for, by variant id.
    - `long_held`: its orders on hold, if one of them has been for longer than the store's setting says.
    - `stock`: what of its stock at Shopify waits for a person; None if its stock is not compared, or paused.
    - `has_mapped_products`: known only if parked events wait for a variant.
    """

    shop: Shop
    read_at: datetime
    missing_scopes: frozenset[str] = frozenset()
    missing_optional_scopes: frozenset[str] = frozenset()
    missing_topics: frozenset[str] = frozenset()
    subscriptions_checked: bool = True
    subscription_error: str | None = None
    outage: DeliveryOutage | None = None
    refused_deliveries: RefusedDeliveries | None = None
    missed_window: MissedWindow | None = None
    resync_problems: Sequence[ResyncProblem] = ()
    stuck_events: Sequence[StuckEvents] = ()
    stuck_pushes: Sequence[StuckPush] = ()
    imports: Sequence[ImportRun] = ()
    audits: Sequence[DailyAudit] = ()
    awaited_mappings: Mapping[int, ProductMapping] = field(default_factory=dict)
    has_mapped_products: bool = True
    open_exceptions: Sequence[OpenExceptions] = ()
    waiting_for_invoices: WaitingOrders | None = None
    carrier_webhook_problem: CarrierWebhookProblem | None = None
    undecided_labels: int = 0
    long_held: OpenHolds | None = None
    stock: StockHealth | None = None
