"""Each cause is one issue, with the orders that it holds up, and the worst comes first."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from novex_shopify.domain.model.connection import ConnectionProblem, ConnectionState
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportKind, ImportProgress, ImportRun, ImportStatus
from novex_shopify.domain.model.issue import Issue, IssueKind, Severity
from novex_shopify.domain.model.issued_invoice import WaitingOrders
from novex_shopify.domain.model.order_exception import OpenExceptions, OrderExceptionKind
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.model.reconciliation import DailyAudit, Difference, DifferenceKind, OrderCounts
from novex_shopify.domain.model.shop_snapshot import ShopSnapshot
from novex_shopify.domain.model.statistics import StuckEvents, StuckPush
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.issues import find_connection, find_work, rank_issues
from novex_shopify.domain.resource_keys import order_key, shop_key, variant_key
from tests.builders import HOUR, NOON, SECOND, SHOP, a_shop, a_variant


def a_snapshot(**parts: Any) -> ShopSnapshot:
    """A store that was connected long ago and lacks nothing."""
    return replace(ShopSnapshot(a_shop(), NOON), **parts)


def blocked(order: int, *waiting_for: str, error: str = "", **changes: Any) -> StuckEvents:
    return replace(
        StuckEvents(SHOP, EventStatus.PARKED, order_key(order), frozenset(waiting_for), error, 1, NOON - HOUR, NOON),
        **changes,
    )


def failed(order: int, error: str) -> StuckEvents:
    return blocked(order, error=error, status=EventStatus.DEAD)


def an_import(status: ImportStatus, kind: ImportKind = ImportKind.PRODUCTS, refused: int = 0) -> ImportRun:
    return ImportRun(7, SHOP, kind, status, NOON, progress=ImportProgress(refused=refused), error="no file")


def an_audit(day: int, *differing_orders: int) -> DailyAudit:
    on = date(2026, 11, day)
    counts = OrderCounts(2, Decimal(10))
    differences = (Difference(order, f"#{order}", on, DifferenceKind.TOTAL, "1", "2") for order in differing_orders)
    return DailyAudit(SHOP, on, NOON, "EUR", counts, counts, tuple(differences))


def summarize(issues: list[Issue]) -> list[tuple[str, int]]:
    return [(issue.title, issue.orders) for issue in issues]


def list_work(**parts: Any) -> list[tuple[str, int]]:
    return summarize(list(find_work(a_snapshot(**parts))))


def test_the_products_that_most_orders_wait_for_come_first_and_the_others_are_one_issue() -> None:
    stuck = [blocked(order, *(variant_key(variant) for variant in range(1, order + 1))) for order in range(1, 8)]
    mappings = {number: ProductMapping(SHOP, a_variant(number, title=f"Tea {number}")) for number in range(1, 8)}
    mappings[7] = replace(mappings[7], item_id="ITEM-7")  # what waits for it goes on in a moment
    assert list_work(stuck_events=stuck, awaited_mappings=mappings) == [
        ("Tea 1 is not mapped", 7),
        ("Tea 2 is not mapped", 6),
        ("Tea 3 is not mapped", 5),
        ("Tea 4 is not mapped", 4),
        ("Tea 5 is not mapped", 3),
        ("1 more product is not mapped", 2),
    ]


def test_a_store_of_which_no_product_is_mapped_has_one_issue() -> None:
    stuck = [blocked(1, variant_key(11), variant_key(12)), blocked(2, variant_key(11))]
    assert list_work(stuck_events=stuck, has_mapped_products=False) == [("No product is mapped to an ERP item", 2)]


def test_events_that_failed_for_the_same_reason_are_one_issue_whatever_numbers_it_names() -> None:
    stuck = [
        failed(1, "order 1 has no lines"),
        failed(2, "order 2 has no lines"),
        failed(2, "a bug"),
        failed(3, "a bug"),
    ]
    issues = find_work(a_snapshot(stuck_events=stuck))
    assert [(issue.title, issue.detail, issue.subject, issue.orders) for issue in issues] == [
        ("2 events failed", "order 1 has no lines", "", 2),
        ("2 events failed", "a bug", "a bug", 2),
    ]


def test_events_that_wait_for_an_order_are_an_issue_only_after_some_minutes() -> None:
    early, late = blocked(1, order_key(1), oldest=NOON - SECOND), blocked(2, order_key(2))
    assert list_work(stuck_events=[early]) == []
    assert list_work(stuck_events=[early, late]) == [("Changes wait for orders that were not received", 1)]


def test_a_shipment_that_a_person_gave_up_needs_no_attention() -> None:
    pushes = [
        StuckPush(SHOP, PushStatus.REFUSED, "SHIP-1", 1, "given up: lost", NOON),
        StuckPush(SHOP, PushStatus.REFUSED, "SHIP-2", 2, "no such location", NOON),
        StuckPush(SHOP, PushStatus.PARKED, "SHIP-3", 3, "on hold", NOON),
        StuckPush(SHOP, PushStatus.PARKED, "SHIP-4", 3, "on hold", NOON),
    ]
    assert list_work(stuck_pushes=pushes) == [
        ("Shipment SHIP-2 is rejected by Shopify", 1),
        ("2 shipments are blocked", 1),
    ]


def test_imports_and_data_checks_are_issues_if_they_failed_or_left_something_out() -> None:
    imports = [
        an_import(ImportStatus.FAILED),
        an_import(ImportStatus.DONE, ImportKind.CUSTOMERS, refused=150),
        an_import(ImportStatus.CANCELLED, ImportKind.ORDERS),
    ]
    assert list_work(imports=imports, audits=[an_audit(22), an_audit(21, 1, 1, 2)]) == [
        ("Data check found 3 differences", 2),
        ("Import of products failed", 0),
        ("150 lines of the import of customers rejected", 0),
    ]


def test_open_exceptions_are_one_issue_for_each_kind() -> None:
    exceptions = [
        OpenExceptions(SHOP, OrderExceptionKind.SHORT, 5, 2, NOON - HOUR),
        OpenExceptions(SHOP, OrderExceptionKind.UNTRACED, 1, 1, NOON),
    ]
    [short, untraced] = find_work(a_snapshot(open_exceptions=exceptions))
    assert (short.title, short.orders, short.since, short.subject) == ("No free lot", 2, NOON - HOUR, "short")
    assert untraced.severity is Severity.WARNING


def test_orders_that_wait_for_invoices_are_one_issue_that_names_the_reason_of_a_single_one() -> None:
    [one] = find_work(a_snapshot(waiting_for_invoices=WaitingOrders(SHOP, 1, "5.00 EUR were added to it.")))
    [several] = find_work(a_snapshot(waiting_for_invoices=WaitingOrders(SHOP, 2, "5.00 EUR were added to it.")))
    assert (one.title, one.detail, one.orders) == ("An order waits for an invoice", "5.00 EUR were added to it.", 1)
    assert (several.title, several.orders) == ("2 orders wait for invoices", 2)


def test_a_store_that_awaits_approval_is_one_issue_with_all_its_orders() -> None:
    waiting = [blocked(1, shop_key(SHOP)), blocked(2, shop_key(SHOP))]
    snapshot = a_snapshot(shop=a_shop(awaits_approval=True), stuck_events=waiting)
    assert summarize(list(find_connection(snapshot))) == [("Store awaits approval", 2)]
    assert find_work(snapshot) == ()


def test_the_worst_comes_first_and_what_passes_is_left_out() -> None:
    problem = ConnectionProblem(ConnectionState.RECONNECT, NOON, "The token is not valid.")
    snapshot = a_snapshot(
        shop=a_shop(connection_problem=problem),
        missing_optional_scopes=frozenset({"read_returns"}),
        stuck_events=[failed(1, "a bug"), blocked(2, error="the totals differ"), blocked(3, error="a tax is missing")],
        audits=[an_audit(21, 4, 5)],
    )
    issues = rank_issues([*find_connection(snapshot), *find_work(snapshot)])
    assert [issue.kind for issue in issues] == [
        IssueKind.EVENTS_FAILED,
        IssueKind.RECONNECT_NEEDED,
        IssueKind.DATA_DIFFERS,
        IssueKind.EVENTS_BLOCKED,
        IssueKind.EVENTS_BLOCKED,
    ]
    assert {issue.severity for issue in issues} == {Severity.CRITICAL, Severity.WARNING}
