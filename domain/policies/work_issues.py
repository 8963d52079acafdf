"""What of a shop's work is stuck, one issue for each cause."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from novex_shopify.domain.model.fulfillment import GIVEN_UP, PushStatus
from novex_shopify.domain.model.import_run import ImportRun, ImportStatus
from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.order_exception import EXCEPTION_ADVICE, EXCEPTION_TITLES, OpenExceptions
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.shop_snapshot import ShopSnapshot
from novex_shopify.domain.model.statistics import StuckEvents, StuckPush
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.issue_causes import digest_error, normalize_error
from novex_shopify.domain.policies.stock_issues import find_stock_issues
from novex_shopify.domain.policies.stuck_work import count_orders, find_latest, find_oldest
from novex_shopify.domain.resource_keys import parse_order_key, parse_product_key, parse_variant_key
from novex_shopify.domain.timing import MAX_EVENT_DELAY

MAX_LISTED_PRODUCTS = 5
"""Of one shop. The others are one issue together, so that an unmapped catalog hides nothing else."""

T = TypeVar("T")


def find_work_issues(snapshot: ShopSnapshot) -> Iterator[Issue]:
    parked = [each for each in snapshot.stuck_events if each.status is EventStatus.PARKED]
    dead = [each for each in snapshot.stuck_events if each.status is EventStatus.DEAD]
    yield from _find_product_issues(snapshot, parked)
    yield from _find_missing_records(snapshot, parked)
    yield from _group_by_error(IssueKind.EVENTS_BLOCKED, "blocked", [each for each in parked if not each.waiting_for])
    yield from _group_by_error(IssueKind.EVENTS_FAILED, "failed", dead)
    yield from _find_push_issues(snapshot.stuck_pushes)
    yield from _find_import_issues(snapshot.imports)
    yield from _find_audit_issues(snapshot)
    yield from _find_exception_issues(snapshot.open_exceptions)
    if waiting := snapshot.waiting_for_invoices:
        title = "An order waits for an invoice" if waiting.orders == 1 else f"{waiting.orders} orders wait for invoices"
        detail = waiting.reason if waiting.orders == 1 else "The page Invoices says why each of them waits."
        yield Issue(IssueKind.INVOICES_WAIT, title, waiting.shop, detail, waiting.orders)
    if problem := snapshot.carrier_webhook_problem:
        title, shop = "News of parcels did not arrive", snapshot.shop.domain
        yield Issue(IssueKind.CARRIER_WEBHOOKS, title, shop, problem.reason, since=problem.since)
    if count := snapshot.undecided_labels:
        title = "A label waits for a decision" if count == 1 else f"{count} labels wait for a decision"
        yield Issue(IssueKind.LABELS_UNDECIDED, title, snapshot.shop.domain, "Its page says what to do.", count)
    if held := snapshot.long_held:
        title = "An order is on hold" if held.orders == 1 else f"{held.orders} orders are on hold"
        detail = "Release what may be shipped, or cancel it in Shopify."
        yield Issue(IssueKind.ORDERS_ON_HOLD, title, held.shop, detail, held.orders, held.since)
    if snapshot.stock:
        yield from find_stock_issues(snapshot.stock)


def _find_product_issues(snapshot: ShopSnapshot, parked: Sequence[StuckEvents]) -> Iterator[Issue]:
    """One issue for each product that orders wait for; those that most orders wait for come first."""
    waiting: dict[int, list[StuckEvents]] = defaultdict(list)
    for each in parked:
        for variant in filter(None, map(parse_variant_key, each.waiting_for)):
            if _is_undecided(snapshot, variant):
                waiting[variant].append(each)
    shop = snapshot.shop.domain
    if waiting and not snapshot.has_mapped_products:
        held_up = _merge(waiting.values())
        detail = "The ERP has none of the store's products yet. Take them over as items, or map them."
        title = "No product is mapped to an ERP item"
        yield Issue(
            IssueKind.NO_ITEMS,
            title,
            shop,
            detail,
            count_orders(held_up),
            find_oldest(held_up),
            latest=find_latest(held_up),
            summed_up=frozenset(map(str, waiting)),
        )
        return
    variants = sorted(waiting, key=lambda variant: (-count_orders(waiting[variant]), variant))
    for variant in variants[:MAX_LISTED_PRODUCTS]:
        yield _build_product_issue(snapshot, variant, waiting[variant])
    if rest := variants[MAX_LISTED_PRODUCTS:]:
        held_up = _merge(waiting[variant] for variant in rest)
        title = f"{len(rest)} more {'product is' if len(rest) == 1 else 'products are'} not mapped"
        yield Issue(
            IssueKind.MORE_PRODUCTS_UNMAPPED,
            title,
            shop,
            "",
            count_orders(held_up),
            find_oldest(held_up),
            latest=find_latest(held_up),
            summed_up=frozenset(map(str, rest)),
        )


def _is_undecided(snapshot: ShopSnapshot, variant: int) -> bool:
    mapping = snapshot.awaited_mappings.get(variant)
    return mapping is None or mapping.status is MappingStatus.UNMAPPED


def _build_product_issue(snapshot: ShopSnapshot, variant: int, held_up: Sequence[StuckEvents]) -> Issue:
    shop, mapping = snapshot.shop.domain, snapshot.awaited_mappings.get(variant)
    if mapping is None:
        kind, title = IssueKind.PRODUCT_NOT_RECEIVED, f"Product of variant {variant} was not received"
        detail = "Import the store's products again."
    else:
        kind, title = IssueKind.PRODUCT_UNMAPPED, f"{mapping.variant.title} is not mapped"
        detail = f"SKU {mapping.variant.sku}" if mapping.variant.sku else "Without a SKU"
    orders, since, latest = count_orders(held_up), find_oldest(held_up), find_latest(held_up)
    return Issue(kind, title, shop, detail, orders, since, str(variant), latest=latest)


def _find_missing_records(snapshot: ShopSnapshot, parked: Sequence[StuckEvents]) -> Iterator[Issue]:
    """Events that came before what they are about. For a few minutes that is normal."""
    waiting_for = {
        IssueKind.ORDER_NOT_RECEIVED: (parse_order_key, "Changes wait for orders that were not received"),
        IssueKind.PRODUCT_NOT_RECEIVED: (parse_product_key, "Changes wait for products that were not received"),
    }
    for kind, (parse_key, title) in waiting_for.items():
        overdue = [
            each
            for each in parked
            if any(parse_key(key) is not None for key in each.waiting_for)
            and snapshot.read_at - each.oldest > MAX_EVENT_DELAY
        ]
        if overdue:
            orders, since = count_orders(overdue), find_oldest(overdue)
            yield Issue(kind, title, snapshot.shop.domain, "", orders, since, latest=find_latest(overdue))


def _group_by_error(kind: IssueKind, verb: str, stuck: Sequence[StuckEvents]) -> Iterator[Issue]:
    for error, group in _group(stuck, lambda each: each.error):
        count = sum(each.count for each in group)
        title = f"{count} {'event' if count == 1 else 'events'} {verb}"
        yield Issue(
            kind,
            title,
            group[0].shop,
            error,
            count_orders(group),
            find_oldest(group),
            _find_common(group),
            digest_error(error),
            find_latest(group),
        )


def _find_push_issues(pushes: Sequence[StuckPush]) -> Iterator[Issue]:
    kinds = {
        PushStatus.REFUSED: (IssueKind.SHIPMENTS_REJECTED, "rejected by Shopify"),
        PushStatus.PARKED: (IssueKind.SHIPMENTS_BLOCKED, "blocked"),
    }
    undecided = [push for push in pushes if not push.error.startswith(GIVEN_UP)]
    for status, (kind, verb) in kinds.items():
        for error, group in _group([each for each in undecided if each.status is status], lambda each: each.error):
            first = group[0]
            name = f"Shipment {first.shipment_id} is" if len(group) == 1 else f"{len(group)} shipments are"
            orders = len({each.order_id for each in group})
            subject = first.shipment_id if len(group) == 1 else ""
            cause, latest = digest_error(error), group[-1].created_at
            yield Issue(kind, f"{name} {verb}", first.shop, error, orders, first.created_at, subject, cause, latest)


def _find_import_issues(imports: Sequence[ImportRun]) -> Iterator[Issue]:
    for run in imports:
        if run.status is ImportStatus.FAILED:
            yield _build_import_issue(run, IssueKind.IMPORT_FAILED, f"Import of {run.kind} failed", run.error or "")
        elif run.status is ImportStatus.DONE and (rejected := run.progress.refused):
            title = f"{rejected} {'line' if rejected == 1 else 'lines'} of the import of {run.kind} rejected"
            yield _build_import_issue(run, IssueKind.LINES_REJECTED, title)


def _build_import_issue(run: ImportRun, kind: IssueKind, title: str, detail: str = "") -> Issue:
    """The same for each run of a kind."""
    since = run.finished_at or run.created_at
    return Issue(kind, title, run.shop_domain, detail, since=since, subject=str(run.id), cause=str(run.kind))


def _find_audit_issues(snapshot: ShopSnapshot) -> Iterator[Issue]:
    differing = [audit for audit in snapshot.audits if not audit.matches]
    if not differing:
        return
    count = sum(len(audit.differences) for audit in differing)
    orders = {difference.order_id for audit in differing for difference in audit.differences}
    title = f"Data check found {count} {'difference' if count == 1 else 'differences'}"
    detail = f"Orders of {', '.join(f'{audit.day:%d %b}' for audit in reversed(differing))} ({differing[0].time_zone})"
    checked_at = min(audit.audited_at for audit in differing)
    yield Issue(IssueKind.DATA_DIFFERS, title, snapshot.shop.domain, detail, len(orders), checked_at)


def _find_exception_issues(exceptions: Iterable[OpenExceptions]) -> Iterator[Issue]:
    for each in exceptions:
        title, detail = EXCEPTION_TITLES[each.kind], EXCEPTION_ADVICE[each.kind]
        yield Issue(IssueKind.ORDER_EXCEPTIONS, title, each.shop, detail, each.orders, each.since, each.kind)


def _group(things: Iterable[T], get_error: Callable[[T], str]) -> Iterator[tuple[str, Sequence[T]]]:
    """Groups of the same error, whatever it names, each with its first error."""
    groups: dict[str, list[T]] = defaultdict(list)
    for thing in things:
        groups[normalize_error(get_error(thing))].append(thing)
    for group in groups.values():
        yield get_error(group[0]), group


def _find_common(group: Sequence[StuckEvents]) -> str:
    """The error that all have; empty if their errors differ in what they name."""
    errors = {each.error for each in group}
    return errors.pop() if len(errors) == 1 else ""


def _merge(groups: Iterable[Sequence[StuckEvents]]) -> list[StuckEvents]:
    return [each for group in groups for each in group]
