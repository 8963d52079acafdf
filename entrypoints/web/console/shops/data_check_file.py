"""The differences of a day or of several days as a CSV file."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from starlette.responses import Response

from novex_shopify.config.container import Container
from novex_shopify.domain.model.reconciliation import DailyAudit
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.csv_cells import to_cell
from novex_shopify.domain.timing import DAY
from novex_shopify.entrypoints.web.console.csv_download import send_csv
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.shops.data_check_days import parse_day
from novex_shopify.entrypoints.web.console.shops.shop_frame import fetch_shop

_HEADER = ("day", "time_zone", "checked_at", "order", "shopify_order_id", "difference", "shopify", "erp", "reason")
_READ_DAYS = 30


def download_differences(request: ConsoleRequest) -> Response:
    """All differences of the days from `first` to `last`, the newest day first. A day without any has no row."""
    shop = fetch_shop(request).domain
    first = parse_day(request.get_query_param("first"))
    last = parse_day(request.get_query_param("last") or str(first))
    filename = f"{shop}-differences-{first}{f'-to-{last}' if last != first else ''}.csv"
    audits = _generate_audits(request.container, shop, first, last)
    return send_csv(filename, _HEADER, chain.from_iterable(map(_build_rows, audits)))


def _generate_audits(container: Container, shop: ShopDomain, first: date, last: date) -> Iterator[DailyAudit]:
    while True:
        with container.read_transaction() as tx:
            audits = tx.reconciliations.list_audits(shop, _READ_DAYS, last)
        yield from (audit for audit in audits if audit.day >= first)
        if len(audits) < _READ_DAYS or audits[-1].day <= first:
            return
        last = audits[-1].day - DAY


def _build_rows(audit: DailyAudit) -> Iterator[Sequence[str]]:
    for each in audit.differences:
        yield (
            str(audit.day),
            audit.time_zone,
            audit.audited_at.isoformat(),
            to_cell(each.name),
            str(each.order_id or ""),
            each.kind,
            to_cell(each.shopify),
            to_cell(each.erp),
            to_cell(each.reason),
        )
