"""The state of the whole installation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.issue import IssueKind
from novex_shopify.domain.model.job_run import JobRun
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.stock_level import LevelState
from novex_shopify.domain.model.webhook_event import EventStatus


@dataclass(frozen=True, slots=True)
class InstallationStatus:
    """What the database says at `read_at`. Only open events and pushes are counted."""

    read_at: datetime
    last_job: JobRun | None
    """The last periodic job that a worker ran."""
    event_due_since: datetime | None
    shipment_waiting_since: datetime | None
    open_events: Mapping[EventStatus, int]
    open_pushes: Mapping[PushStatus, int]
    shops: Sequence[Shop]
    outages: Sequence[DeliveryOutage]
    refused_deliveries: Sequence[RefusedDeliveries]
    """Of connected stores, without an accepted delivery since."""
    open_missed_windows: int
    settling_due_since: datetime | None
    unsettled_orders: int
    """Orders that could not be settled and wait for a person; the count ends at some number."""
    app_url: str
    previous_app_url: str | None
    """Another address that the database was used with; None if it is this one."""
    orders_on_hold: int = 0
    level_due_since: datetime | None = None
    undecided_levels: Mapping[LevelState, int] = field(default_factory=dict)
    """Levels at Shopify that others changed or that it refused, of all stores."""
    open_issues: Mapping[IssueKind, int] = field(default_factory=dict)
    """Open and acknowledged ones, as the last comparison found them."""
