"""What is wrong with the connection to a shop."""

from collections.abc import Iterator

from novex_shopify.domain.model.connection import CONNECTION_EFFECTS, ConnectionState
from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.optional_scopes import describe_missing
from novex_shopify.domain.model.resync import ALL_RECORDS, ResyncProblem, ResyncSubject
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.shop_snapshot import ShopSnapshot
from novex_shopify.domain.policies.installation_problems import describe_refused
from novex_shopify.domain.policies.stuck_work import count_orders, find_oldest
from novex_shopify.domain.resource_keys import shop_key
from novex_shopify.domain.timing import SETUP_TIMEOUT

_KINDS = {
    ConnectionState.RECONNECT: IssueKind.RECONNECT_NEEDED,
    ConnectionState.UNAPPROVED: IssueKind.AWAITS_APPROVAL,
    ConnectionState.DISCONNECTED: IssueKind.DISCONNECTED,
}
_TITLES = {
    ConnectionState.RECONNECT: "Reconnect needed",
    ConnectionState.UNAPPROVED: "Store awaits approval",
    ConnectionState.PAUSED: "Shopify has paused the store",
    ConnectionState.CLOSED: "Store is closed",
    ConnectionState.RENAMED: "Store has another address",
    ConnectionState.DISCONNECTED: "Disconnected",
}
_MAX_LISTED = 5

CONNECTION_KINDS = frozenset(
    (
        *_KINDS.values(),
        IssueKind.UNAVAILABLE,
        IssueKind.SETTING_UP,
        IssueKind.SCOPES_MISSING,
        IssueKind.OPTIONAL_SCOPES_MISSING,
        IssueKind.SUBSCRIPTION_CHECK_FAILED,
        IssueKind.SUBSCRIPTIONS_MISSING,
        IssueKind.DELIVERIES_REFUSED,
        IssueKind.NO_WEBHOOKS,
        IssueKind.CATCHING_UP,
        IssueKind.NOT_READ,
        IssueKind.RECORDS_UNREADABLE,
    )
)
"""All that `find_connection_issues` finds."""


def find_connection_issues(snapshot: ShopSnapshot) -> Iterator[Issue]:
    """The issues of the connection and of what is read through it. A shop that is disconnected has no other one."""
    shop = snapshot.shop
    if not shop.reachable:
        yield _build_state_issue(snapshot)
    if not shop.connected:
        return
    if is_setting_up(snapshot):
        yield _build(snapshot, IssueKind.SETTING_UP, "Setting up…", "Webhooks are subscribed and records imported.")
    yield from _find_scope_issues(snapshot)
    yield from _find_subscription_issues(snapshot)
    yield from _find_delivery_issues(snapshot)
    yield from _find_reading_issues(snapshot)


def is_setting_up(snapshot: ShopSnapshot) -> bool:
    """Whether the shop was connected a short time ago and its subscriptions or first imports are not complete yet."""
    shop = snapshot.shop
    if not shop.active or snapshot.read_at - shop.installed_at > SETUP_TIMEOUT:
        return False
    unchecked = bool(snapshot.missing_topics) and not snapshot.subscriptions_checked
    return unchecked or any(not run.finished for run in snapshot.imports)


def _build(snapshot: ShopSnapshot, kind: IssueKind, title: str, detail: str = "") -> Issue:
    return Issue(kind, title, snapshot.shop.domain, detail)


def _build_state_issue(snapshot: ShopSnapshot) -> Issue:
    shop, state = snapshot.shop, snapshot.shop.connection_state
    waiting = [each for each in snapshot.stuck_events if shop_key(shop.domain) in each.waiting_for]
    return Issue(
        _KINDS.get(state, IssueKind.UNAVAILABLE),
        _TITLES[state],
        shop.domain,
        _describe_connection(shop),
        count_orders(waiting),
        shop.unavailable_since or find_oldest(waiting),
    )


def _describe_connection(shop: Shop) -> str:
    effect = CONNECTION_EFFECTS[shop.connection_state]
    cause = f"{shop.connection_problem.cause} " if shop.connection_problem else ""
    return f"{cause}{effect.impact} {effect.resolution}"


def _find_scope_issues(snapshot: ShopSnapshot) -> Iterator[Issue]:
    if missing := snapshot.missing_scopes:
        detail = f"Not granted: {', '.join(sorted(missing))}. Reconnect the store to grant them."
        title = "1 scope is missing" if len(missing) == 1 else f"{len(missing)} scopes are missing"
        yield _build(snapshot, IssueKind.SCOPES_MISSING, title, detail)
    if left_out := snapshot.missing_optional_scopes:
        title = "Optional scopes are missing"
        yield _build(snapshot, IssueKind.OPTIONAL_SCOPES_MISSING, title, describe_missing(left_out))


def _find_subscription_issues(snapshot: ShopSnapshot) -> Iterator[Issue]:
    if not snapshot.shop.reachable:
        return
    if error := snapshot.subscription_error:
        yield _build(snapshot, IssueKind.SUBSCRIPTION_CHECK_FAILED, "Webhook subscriptions could not be checked", error)
    if (missing := snapshot.missing_topics) and not is_setting_up(snapshot):
        title = "1 subscription is missing" if len(missing) == 1 else f"{len(missing)} subscriptions are missing"
        detail = f"Nothing is received of: {', '.join(sorted(missing))}."
        yield _build(snapshot, IssueKind.SUBSCRIPTIONS_MISSING, title, detail)


def _find_delivery_issues(snapshot: ShopSnapshot) -> Iterator[Issue]:
    shop = snapshot.shop.domain
    if refused := snapshot.refused_deliveries:
        title, detail = "Webhooks have a wrong signature", describe_refused(refused)
        yield Issue(
            IssueKind.DELIVERIES_REFUSED, title, shop, f"{detail[:1].upper()}{detail[1:]}.", since=refused.since
        )
    if outage := snapshot.outage:
        detail = "Its orders are read again once a day while this lasts."
        yield Issue(IssueKind.NO_WEBHOOKS, "No webhooks (unusual)", shop, detail, since=outage.last_delivery_at)
    if window := snapshot.missed_window:
        detail = f"Orders since {window.since:%Y-%m-%d %H:%M} UTC are read again: {window.reason}."
        yield Issue(IssueKind.CATCHING_UP, "Catching up", shop, detail, since=window.since)


def _find_reading_issues(snapshot: ShopSnapshot) -> Iterator[Issue]:
    for subject in ResyncSubject:
        problems = [problem for problem in snapshot.resync_problems if problem.subject is subject]
        yield from (_build_unread(each) for each in problems if each.record == ALL_RECORDS)
        records = [problem for problem in problems if problem.record != ALL_RECORDS]
        if records:
            yield _build_unreadable(subject, records)


def _build_unread(problem: ResyncProblem) -> Issue:
    title = f"{problem.subject.capitalize()} could not be read"
    detail = f"Changes since {problem.since:%Y-%m-%d %H:%M} UTC are missing and requested again every hour."
    reason, cause = f"{detail} {problem.reason}", str(problem.subject)
    return Issue(IssueKind.NOT_READ, title, problem.shop, reason, since=problem.since, cause=cause)


def _build_unreadable(subject: ResyncSubject, problems: list[ResyncProblem]) -> Issue:
    noun = subject.removesuffix("s") if len(problems) == 1 else subject
    listed = " ".join(f"{each.record}: {each.reason}" for each in problems[:_MAX_LISTED])
    more = f" And {len(problems) - _MAX_LISTED} more." if len(problems) > _MAX_LISTED else ""
    return Issue(
        IssueKind.RECORDS_UNREADABLE,
        f"{len(problems)} {noun} could not be read",
        problems[0].shop,
        f"{listed}{more}",
        len(problems) if subject is ResyncSubject.ORDERS else 0,
        min(each.since for each in problems),
        cause=str(subject),
        latest=max(each.since for each in problems),
    )
