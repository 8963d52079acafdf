"""`novex-shopify orders reconcile`."""

from datetime import date, datetime
from typing import Annotated

import typer
from rich.progress import Progress

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.audit import AuditAction, AuditSubject, AuditValues
from novex_shopify.domain.model.reconciliation import DailyAudit, Difference, OrderRange
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.timing import DAY
from novex_shopify.entrypoints.cli.listing import JsonOption, Row, print_rows
from novex_shopify.entrypoints.cli.session import open_container
from novex_shopify.entrypoints.cli.shops import ShopArgument

DEFAULT_DAYS = 7
QUEUED_MESSAGE = "Missing and different orders are queued; workers apply them like webhooks."

DayOption = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="A day, such as 2026-12-31: with --audit and --repair in the store's time zone, otherwise in UTC.",
    ),
]


class DifferencesFound(NovexError):
    """Shopify and the ERP differ."""


def reconcile_orders(
    shop: ShopArgument,
    *,
    since: DayOption = None,
    until: DayOption = None,
    audit: Annotated[bool, typer.Option(help="Compare each day, and change nothing.")] = False,
    repair: Annotated[
        bool, typer.Option(help="Compare each day and queue what differs; deleted orders are marked as deleted.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare a store's orders with the ERP and queue what is missing; by default those of the last week.

    For more than a few weeks, `orders import` is faster.
    """
    domain = parse_shop_domain(shop)
    with open_container() as container:
        last = until.date() if until else container.clock().now().date()
        first = since.date() if since else last - DEFAULT_DAYS * DAY
        days: AuditValues = {"first": str(first), "last": str(last), "repairs": repair or not audit}
        container.record_action()(AuditAction.ORDERS_CHECKED, AuditSubject.of_store(domain), days)
        if audit or repair:
            _audit(container, domain, first, last, as_json=as_json, repair=repair)
        else:
            _reconcile_range(container, domain, first, last, as_json=as_json)


def _audit(container: Container, shop: ShopDomain, first: date, last: date, *, as_json: bool, repair: bool) -> None:
    audits = container.audit_orders()(shop, first, last)
    print_rows([_build_day_row(each) for each in audits], as_json=as_json, empty_message="The period has no days.")
    differences = [difference for each in audits for difference in each.differences]
    if not as_json and differences:
        print_rows([_build_difference_row(each) for each in differences], as_json=False, empty_message="")
    if repair:
        for each in audits:
            container.audit_orders().repair(each)
        typer.echo(QUEUED_MESSAGE if differences else "Shopify and the ERP match.", err=as_json)
    elif differences:
        raise DifferencesFound(
            f"{len(differences)} differences. Repair them with: novex-shopify orders reconcile {shop}"
            f" --repair --since {first} --until {last}"
        )


def _reconcile_range(container: Container, shop: ShopDomain, first: date, last: date, *, as_json: bool) -> None:
    orders = OrderRange.placed_on(first, last)
    since, until = orders.since, min(orders.until, container.clock().now())
    with Progress(transient=True) as progress:
        task = progress.add_task("comparing", total=(until - since).total_seconds())

        def report_progress(at: datetime, read: int) -> None:
            progress.update(task, completed=(at - since).total_seconds(), description=f"{read} orders compared")

        differences = container.reconcile_orders()(shop, since, until, report_progress)
    print_rows(
        [_build_difference_row(each) for each in differences],
        as_json=as_json,
        empty_message="Shopify and the ERP match.",
    )
    if differences and not as_json:
        typer.echo(QUEUED_MESSAGE)


def _build_day_row(audit: DailyAudit) -> Row:
    erp, shopify = audit.erp_counts, audit.shopify_counts
    return {
        "day": audit.day,
        "orders": _format_sides(shopify.orders, erp.orders),
        "total": _format_sides(shopify.total, erp.total),
        "currency": audit.currency,
        "refunds": _format_sides(shopify.refunds, erp.refunds),
        "refunded": _format_sides(shopify.refunded, erp.refunded),
        "returns": _format_sides(shopify.returns, erp.returns),
        "fulfillments": _format_sides(shopify.fulfillments, erp.fulfillments),
        "differences": len(audit.differences),
    }


def _format_sides(shopify: object, erp: object) -> str:
    return str(shopify) if shopify == erp else f"{shopify} / {erp}"


def _build_difference_row(difference: Difference) -> Row:
    return {
        "order_id": difference.order_id,
        "name": difference.name,
        "day": difference.day,
        "kind": difference.kind,
        "shopify": difference.shopify,
        "erp": difference.erp,
        "reason": difference.reason,
    }
