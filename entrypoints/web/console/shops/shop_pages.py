"""`/console/stores/{shop}`: one store's state, webhooks and settings; disconnecting it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidShopSetting
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_topic import TOPICS, Topic, select_granted, to_graphql_name
from novex_shopify.domain.policies.issues import rank_issues
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.timing import RESYNC_INTERVAL
from novex_shopify.domain.use_cases.issues.list_issues import IssueView
from novex_shopify.entrypoints.web.console.arrivals_chart import RANGE_LABELS, read_range
from novex_shopify.entrypoints.web.console.issue_actions import build_row
from novex_shopify.entrypoints.web.console.issues.stored_issues import find_stored_issues, format_seen
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shops.data_check_days import build_week
from novex_shopify.entrypoints.web.console.shops.settings_form import (
    build_fields,
    fill_fields,
    fill_form,
    list_settings,
    parse_settings,
)
from novex_shopify.entrypoints.web.console.shops.shop_frame import (
    fetch_shop,
    read_shop_domain,
    render_shop,
)
from novex_shopify.entrypoints.web.console.toast import Undo


@dataclass(frozen=True, slots=True)
class TopicState:
    """`is_subscribed` is None for a topic that needs no subscription."""

    topic: Topic
    is_subscribed: bool | None
    last_received_at: datetime | None


def show_shop(request: ConsoleRequest) -> Response:
    domain, now = fetch_shop(request).domain, request.container.clock().now()
    stored = find_stored_issues(request)
    _, (overview,) = request.container.get_overview()(domain, with_work=stored is None)
    of_work = [each for each in stored.of(domain) if each.shop] if stored else overview.work_issues
    listed = request.container.list_issues().add_states((*overview.connection_issues, *rank_issues(of_work)))
    with request.container.read_transaction() as tx:
        inbox_full = bool(tx.events.filter_full({overview.shop.domain}))
    return render_shop(
        request,
        "shops/shop.html",
        "",
        overview=overview,
        seen=format_seen(stored.seen_at if stored else now),
        rows=[build_row(each.issue, each.record) for each in listed if each.is_in(IssueView.ATTENTION, request.actor)],
        week=build_week(overview.shop, overview.audits, now),
        inbox_full=inbox_full,
        range=read_range(request),
        ranges=RANGE_LABELS,
    )


def show_webhooks(request: ConsoleRequest) -> Response:
    shop = fetch_shop(request)
    with request.container.read_transaction() as tx:
        required = select_granted(request.settings.topics_per_shop, shop.scopes)
        topic_states = _list_topic_states(tx, shop.domain, required)
        error = tx.subscriptions.get_error(shop.domain)
    missing_count = sum(state.is_subscribed is False for state in topic_states) if shop.connected else 0
    return render_shop(
        request,
        "shops/webhooks.html",
        "/webhooks",
        topic_states=topic_states,
        missing_count=missing_count,
        subscription_error=error,
    )


def show_settings(request: ConsoleRequest, refusal: InvalidShopSetting | None = None) -> Response:
    """The settings. With a refusal, the form keeps what was filled in, with the error at its field."""
    domain = fetch_shop(request).domain
    with request.container.read_transaction() as tx:
        settings, names = tx.shops.get_settings(domain), _list_settings(tx)
    fields = fill_fields(settings, names, request.form, refusal) if refusal else build_fields(settings, names)
    return render_shop(request, "shops/settings.html", "/settings", 422 if refusal else 200, fields=fields)


def save_settings(request: ConsoleRequest) -> Response:
    domain = fetch_shop(request).domain
    with request.container.read_transaction() as tx:
        current, names = tx.shops.get_settings(domain), _list_settings(tx)
    try:
        request.container.change_settings()(domain, parse_settings(current, names, request.form))
    except InvalidShopSetting as refusal:
        return show_settings(request, refusal)
    undo = Undo(f"/console/stores/{domain}/settings", fill_form(current, names))
    return redirect(f"/console/stores/{domain}/settings", "Settings saved", undo)


def approve_shop(request: ConsoleRequest) -> Response:
    domain = fetch_shop(request).domain
    request.container.approve_shop()(domain)
    return _return(request, f"/console/stores/{domain}", f"{domain} is approved")


def repair_subscriptions(request: ConsoleRequest) -> Response:
    """Queue a comparison with the topic table; a worker does it."""
    domain = read_shop_domain(request)
    request.container.request_subscription_check()(domain)
    return _return(request, f"/console/stores/{domain}/webhooks", "Repairing subscriptions…")


def read_again(request: ConsoleRequest) -> Response:
    """Have what is missing read from Shopify, and the subscriptions checked; a worker does both."""
    domain, now = read_shop_domain(request), request.container.clock().now()
    with request.container.read_transaction() as tx:
        outage = tx.deliveries.get_outage(domain)
        # A record that could not be read changed in the resync before its problem was found, or since.
        problems = [problem.since - 2 * RESYNC_INTERVAL for problem in tx.reconciliations.list_problems(domain)]
    begin = min([*problems, *([outage.last_delivery_at] if outage else [])], default=now - 24 * RESYNC_INTERVAL)
    request.container.request_resync()(domain, begin)
    request.container.request_subscription_check()(domain)
    message = f"Reading from {domain} again. This takes up to two minutes."
    return _return(request, f"/console/stores/{domain}", message)


def confirm_disconnect(request: ConsoleRequest, error: str = "") -> Response:
    """What will wait, and the form. With an error, the name of the store was not typed."""
    _, (overview,) = request.container.get_overview()(fetch_shop(request).domain, with_work=False)
    return render_shop(
        request,
        "shops/disconnect.html",
        None,
        422 if error else 200,
        overview=overview,
        error=error,
        typed=request.get_form_field("confirmation"),
    )


def disconnect_shop(request: ConsoleRequest) -> Response:
    domain = fetch_shop(request).domain
    name = domain.removesuffix(".myshopify.com")
    if request.get_form_field("confirmation").lower() not in (name, domain):
        return confirm_disconnect(request, f"Enter {name} to disconnect it")
    request.container.disconnect_shop()(domain)
    return redirect(f"/console/stores/{domain}", f"{domain} is disconnected")


def _return(request: ConsoleRequest, page: str, message: str) -> Response:
    """Lead to the page that the form came from, if it says which one."""
    return redirect(request.get_next_path(page), message)


def _list_topic_states(tx: Transaction, domain: ShopDomain, required_topics: Collection[str]) -> list[TopicState]:
    """All topics. None needs a subscription that the app's own settings at Shopify list, or whose scope is missing."""
    subscribed = {subscription.topic for subscription in tx.subscriptions.list_for_shop(domain)}
    last_received = tx.deliveries.find_last_received_at(domain)

    def is_subscribed(topic: Topic) -> bool | None:
        names = set(map(to_graphql_name, topic.subscribed))
        return names <= subscribed if names and names <= set(required_topics) else None

    return [TopicState(topic, is_subscribed(topic), last_received.get(topic.name)) for topic in TOPICS]


def _list_settings(tx: Transaction) -> Sequence[str]:
    return list_settings(with_stock=tx.erp.stock is not None, with_invoices=tx.erp.invoices is not None)
