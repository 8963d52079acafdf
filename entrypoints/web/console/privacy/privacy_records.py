"""The list of privacy requests that were met: its columns. The newest come first."""

from collections.abc import Sequence
from operator import attrgetter

from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequestKind
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

KIND_LABELS = {
    PrivacyRequestKind.DATA_REQUEST: "Report of a customer's data",
    PrivacyRequestKind.CUSTOMER_ERASURE: "Erasure of a customer",
    PrivacyRequestKind.SHOP_ERASURE: "Erasure of all customers",
}


def describe_result(record: PrivacyRecord) -> str:
    if record.kind is not PrivacyRequestKind.DATA_REQUEST:
        return "Erased"
    return "Report ready" if record.report else "Report deleted"


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[PrivacyRecord]:
    with request.container.read_transaction() as tx:
        return tx.privacy.list_latest(query.limit, parse_id(query.address.after))


def _count(request: ConsoleRequest, query: Query) -> int:
    with request.container.read_transaction() as tx:
        return tx.privacy.count(query.limit)


def _get_id(record: PrivacyRecord, _address: ListAddress | None = None) -> int:
    return record.id


PRIVACY_REQUESTS: RecordList[PrivacyRecord] = RecordList(
    path="/console/privacy",
    noun="request",
    columns=(
        Column("request", "Request", lambda record: KIND_LABELS[record.kind]),
        Column("store", "Store", attrgetter("shop_domain")),
        Column("customer_id", "Shopify customer", attrgetter("customer_id")),
        Column("requested", "Requested", attrgetter("requested_at")),
        Column("completed", "Completed", attrgetter("completed_at")),
        Column("result", "Result", describe_result),
        Column("invoices_kept", "", attrgetter("kept.count"), is_shown=False),
        Column("kept_until", "", attrgetter("kept.until"), is_shown=False),
        Column("report", "Report"),
    ),
    filters=(),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_id,
    get_id=_get_id,
    has_shop_filter=False,
)
