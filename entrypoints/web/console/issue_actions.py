"""Which page shows an issue, and which button repairs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.issue_record import IssueRecord
from novex_shopify.entrypoints.web.console.move_page import MOVE_PATH
from novex_shopify.entrypoints.web.console.request import build_query


@dataclass(frozen=True, slots=True)
class Action:
    """A button that sends `fields`, or a link if there is nothing to send."""

    label: str
    url: str
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One line of *Needs attention*. `url` is the page that shows it, `record` what is kept of it, if it is stored."""

    issue: Issue
    url: str
    action: Action = field(default_factory=lambda: Action("", ""))
    record: IssueRecord | None = None

    @property
    def id(self) -> str:
        """The same for the same issue when the page refreshes itself."""
        parts = (self.issue.kind, self.issue.shop or "", self.issue.cause or self.issue.subject or self.issue.title)
        return "issue-" + "".join(char if char.isalnum() else "-" for char in "-".join(parts))[:120]


INSTALLATION_PAGES: Mapping[str, str] = {
    "events": "/console/events?status=pending",
    "shipments": "/console/shipments?status=waiting",
    "address": MOVE_PATH,
}
"""Where problems of the whole installation are shown; all others on the page Health."""


def build_row(issue: Issue, record: IssueRecord | None = None) -> IssueRow:
    url, action = _BUILDERS[issue.kind](issue)
    return IssueRow(issue, url, action, record)


def build_shop_url(issue: Issue, page: str = "") -> str:
    return f"/console/stores/{issue.shop}{page}"


def _show_installation(issue: Issue) -> tuple[str, Action]:
    url = INSTALLATION_PAGES.get(issue.subject, "/console/health")
    return url, Action("Confirm move" if issue.subject == "address" else "Show", url)


def _reconnect(issue: Issue) -> tuple[str, Action]:
    return build_shop_url(issue), Action("Reconnect", "/console/stores/connect", {"shop": issue.shop or ""})


def _reconnect_or_show(issue: Issue) -> tuple[str, Action]:
    """Reconnecting a store grants what it lacks."""
    return _reconnect(issue) if issue.cause == "scopes" else _show_page("/stock")(issue)


def _approve(issue: Issue) -> tuple[str, Action]:
    return build_shop_url(issue), Action("Approve", build_shop_url(issue, "/approve"), {})


def _show_shop(issue: Issue) -> tuple[str, Action]:
    return _show_page("")(issue)


def _show_page(page: str) -> Callable[[Issue], tuple[str, Action]]:
    return lambda issue: (build_shop_url(issue, page), Action("Show", build_shop_url(issue, page)))


def _repair_subscriptions(issue: Issue) -> tuple[str, Action]:
    repair = Action("Repair subscriptions", build_shop_url(issue, "/webhooks/repair"), {})
    return build_shop_url(issue, "/webhooks"), repair


def _check_health(issue: Issue) -> tuple[str, Action]:
    url = "/console/health" + build_query(shop=issue.shop)
    return url, Action("Check now", url)


def _read_again(label: str) -> Callable[[Issue], tuple[str, Action]]:
    return lambda issue: (build_shop_url(issue), Action(label, build_shop_url(issue, "/read-again"), {}))


def _retry_events(status: str) -> Callable[[Issue], tuple[str, Action]]:
    def build(issue: Issue) -> tuple[str, Action]:
        url = "/console/events" + build_query(status=status, shop=issue.shop, text=issue.subject)
        if not issue.subject:
            return url, Action("Show", url)
        fields = {"shop": issue.shop or "", "text": issue.subject, "retried": status}
        return url, Action("Retry", "/console/events/replay", fields)

    return build


def _retry_shipments(issue: Issue) -> tuple[str, Action]:
    url = "/console/shipments" + build_query(status="failed", shop=issue.shop)
    retry = Action("Retry", "/console/shipments/retry", {"shipment": issue.subject})
    return url, retry if issue.subject else Action("Show", url)


def _show_shipments(issue: Issue) -> tuple[str, Action]:
    """A blocked shipment is blocked again by a retry; the list says what to change."""
    url = "/console/shipments" + build_query(status="failed", shop=issue.shop)
    return url, Action("Show", url)


def _map_product(issue: Issue) -> tuple[str, Action]:
    url = f"/console/products/{issue.shop}/{issue.subject}"
    return url, Action("Map", url)


def _map_products(issue: Issue) -> tuple[str, Action]:
    url = "/console/products" + build_query(shop=issue.shop)
    return url, Action("Map", url)


def _import_products(issue: Issue) -> tuple[str, Action]:
    fields = {"shop": issue.shop or "", "kind": "products"}
    return "/console/products" + build_query(shop=issue.shop), Action("Import products", "/console/imports", fields)


def _run_import_again(issue: Issue) -> tuple[str, Action]:
    url = f"/console/imports/{issue.subject}"
    return url, Action("Run again", f"{url}/run-again", {})


def _show_import(issue: Issue) -> tuple[str, Action]:
    url = f"/console/imports/{issue.subject}"
    return url, Action("Show", url)


def _repair_data(issue: Issue) -> tuple[str, Action]:
    return build_shop_url(issue, "/data-check"), Action("Repair", build_shop_url(issue, "/data-check/repair"), {})


def _show_exceptions(issue: Issue) -> tuple[str, Action]:
    url = "/console/exceptions" + build_query(kind=issue.subject, shop=issue.shop)
    return url, Action("Show", url)


def _show_invoices(issue: Issue) -> tuple[str, Action]:
    url = "/console/invoices" + build_query(shop=issue.shop)
    return url, Action("Show", url)


def _show_schedules(_: Issue) -> tuple[str, Action]:
    return "/console/reports", Action("Show", "/console/reports")


def _show_labels(issue: Issue) -> tuple[str, Action]:
    url = "/console/labels" + build_query(state="undecided", shop=issue.shop)
    return url, Action("Show", url)


def _show_holds(issue: Issue) -> tuple[str, Action]:
    url = "/console/orders/on-hold" + build_query(shop=issue.shop)
    return url, Action("Show", url)


def _show_channels(_: Issue) -> tuple[str, Action]:
    url = "/console/settings/notifications"
    return url, Action("Show", url)


_BUILDERS: Mapping[IssueKind, Callable[[Issue], tuple[str, Action]]] = {
    IssueKind.INSTALLATION: _show_installation,
    IssueKind.RECONNECT_NEEDED: _reconnect,
    IssueKind.AWAITS_APPROVAL: _approve,
    IssueKind.UNAVAILABLE: _show_shop,
    IssueKind.SCOPES_MISSING: _reconnect,
    IssueKind.SUBSCRIPTION_CHECK_FAILED: _repair_subscriptions,
    IssueKind.SUBSCRIPTIONS_MISSING: _repair_subscriptions,
    IssueKind.DELIVERIES_REFUSED: _check_health,
    IssueKind.NO_WEBHOOKS: _read_again("Check now"),
    IssueKind.NOT_READ: _read_again("Read again"),
    IssueKind.RECORDS_UNREADABLE: _read_again("Read again"),
    IssueKind.EVENTS_FAILED: _retry_events("dead"),
    IssueKind.SHIPMENTS_REJECTED: _retry_shipments,
    IssueKind.SHIPMENTS_BLOCKED: _show_shipments,
    IssueKind.EVENTS_BLOCKED: _retry_events("parked"),
    IssueKind.ORDER_NOT_RECEIVED: _read_again("Read again"),
    IssueKind.PRODUCT_NOT_RECEIVED: _import_products,
    IssueKind.NO_ITEMS: _map_products,
    IssueKind.PRODUCT_UNMAPPED: _map_product,
    IssueKind.MORE_PRODUCTS_UNMAPPED: _map_products,
    IssueKind.IMPORT_FAILED: _run_import_again,
    IssueKind.LINES_REJECTED: _show_import,
    IssueKind.DATA_DIFFERS: _repair_data,
    IssueKind.ORDER_EXCEPTIONS: _show_exceptions,
    IssueKind.INVOICES_WAIT: _show_invoices,
    IssueKind.REPORT_NOT_SENT: _show_schedules,
    IssueKind.CARRIER_WEBHOOKS: _show_shop,
    IssueKind.LABELS_UNDECIDED: _show_labels,
    IssueKind.ORDERS_ON_HOLD: _show_holds,
    IssueKind.STOCK_NOT_SENT: _reconnect_or_show,
    IssueKind.STOCK_REFUSED: _show_page("/stock?view=refused"),
    IssueKind.STOCK_DRIFT: _show_page("/stock?view=drift"),
    IssueKind.LOCATION_UNMAPPED: _show_page("/locations"),
    IssueKind.NOTIFICATIONS_NOT_SENT: _show_channels,
    IssueKind.DISCONNECTED: _reconnect,
    IssueKind.SETTING_UP: _show_shop,
    IssueKind.CATCHING_UP: _show_shop,
    IssueKind.OPTIONAL_SCOPES_MISSING: _reconnect,
}
