"""What needs attention, one issue for each cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from novex_shopify.domain.model.shop import ShopDomain


class Severity(StrEnum):
    """The worst first. `INFO` passes without a person, or was decided by one."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class IssueKind(StrEnum):
    """What is wrong; each kind has one way to repair it."""

    INSTALLATION = "installation"
    RECONNECT_NEEDED = "reconnect_needed"
    AWAITS_APPROVAL = "awaits_approval"
    UNAVAILABLE = "unavailable"
    SCOPES_MISSING = "scopes_missing"
    SUBSCRIPTION_CHECK_FAILED = "subscription_check_failed"
    SUBSCRIPTIONS_MISSING = "subscriptions_missing"
    DELIVERIES_REFUSED = "deliveries_refused"
    NO_WEBHOOKS = "no_webhooks"
    NOT_READ = "not_read"
    RECORDS_UNREADABLE = "records_unreadable"
    EVENTS_FAILED = "events_failed"
    SHIPMENTS_REJECTED = "shipments_rejected"
    SHIPMENTS_BLOCKED = "shipments_blocked"
    EVENTS_BLOCKED = "events_blocked"
    ORDER_NOT_RECEIVED = "order_not_received"
    PRODUCT_NOT_RECEIVED = "product_not_received"
    NO_ITEMS = "no_items"
    PRODUCT_UNMAPPED = "product_unmapped"
    MORE_PRODUCTS_UNMAPPED = "more_products_unmapped"
    IMPORT_FAILED = "import_failed"
    LINES_REJECTED = "lines_rejected"
    DATA_DIFFERS = "data_differs"
    ORDER_EXCEPTIONS = "order_exceptions"
    INVOICES_WAIT = "invoices_wait"
    REPORT_NOT_SENT = "report_not_sent"
    CARRIER_WEBHOOKS = "carrier_webhooks"
    LABELS_UNDECIDED = "labels_undecided"
    ORDERS_ON_HOLD = "orders_on_hold"
    STOCK_NOT_SENT = "stock_not_sent"
    STOCK_REFUSED = "stock_refused"
    STOCK_DRIFT = "stock_drift"
    LOCATION_UNMAPPED = "location_unmapped"
    NOTIFICATIONS_NOT_SENT = "notifications_not_sent"
    DISCONNECTED = "disconnected"
    SETTING_UP = "setting_up"
    CATCHING_UP = "catching_up"
    OPTIONAL_SCOPES_MISSING = "optional_scopes_missing"


_CRITICAL = {
    IssueKind.INSTALLATION,
    IssueKind.RECONNECT_NEEDED,
    IssueKind.SCOPES_MISSING,
    IssueKind.SUBSCRIPTION_CHECK_FAILED,
    IssueKind.SUBSCRIPTIONS_MISSING,
    IssueKind.DELIVERIES_REFUSED,
    IssueKind.NOT_READ,
    IssueKind.EVENTS_FAILED,
    IssueKind.SHIPMENTS_REJECTED,
}
_INFO = {
    IssueKind.DISCONNECTED,
    IssueKind.SETTING_UP,
    IssueKind.CATCHING_UP,
    IssueKind.OPTIONAL_SCOPES_MISSING,
}
SEVERITIES: Mapping[IssueKind, Severity] = {
    kind: Severity.CRITICAL if kind in _CRITICAL else Severity.INFO if kind in _INFO else Severity.WARNING
    for kind in IssueKind
}


class IssueKey(NamedTuple):
    """What makes two looks at the database see the same issue: its kind, its store and its cause."""

    kind: IssueKind
    shop: ShopDomain | None
    cause: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One cause, as one look finds it. `title` names it in a few words, `detail` says more.

    - `orders`: the orders that it holds up or makes wrong, each once.
    - `since`, `latest`: the oldest and the newest of what it affects, as far as they are known.
    - `subject`: what the repair is about: an event's error, a kind of exceptions, or the id of a variant, a shipment,
      an import, a schedule or a channel.
    - `cause`: what tells it from others of its kind and store, without personal data; the subject if it is empty.
    - `summed_up`: the causes of issues of products that it stands for.
    """

    kind: IssueKind
    title: str
    shop: ShopDomain | None = None
    detail: str = ""
    orders: int = 0
    since: datetime | None = None
    subject: str = ""
    cause: str = ""
    latest: datetime | None = None
    summed_up: frozenset[str] = frozenset()

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.kind]

    @property
    def key(self) -> IssueKey:
        return IssueKey(self.kind, self.shop, self.cause or self.subject)
