"""`/console/labels/many`: the labels of many orders, from the rates to one file to print."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from starlette.responses import Response

from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.money import sum_by_currency
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.use_cases.labels.propose_rate import RateProposal
from novex_shopify.domain.use_cases.packing import LabelledOrder, RateChoice
from novex_shopify.entrypoints.web.console.fulfillment.order_to_ship_records import FULFILL_PATH
from novex_shopify.entrypoints.web.console.fulfillment.pick_list_page import read_order_ids
from novex_shopify.entrypoints.web.console.pdf_answer import send_pdf
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.shipping.label_records import LABELS_PATH
from novex_shopify.entrypoints.web.label_files import join_bought_labels

_PATH = f"{LABELS_PATH}/many"
_SEPARATOR = "-"
_UNSETTLED = (PurchaseState.RATING, PurchaseState.BUYING, PurchaseState.UNCLEAR)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A purchase with its order, and the proposed rate while one can be chosen."""

    purchase: LabelPurchase
    order: SalesOrder | None
    proposal: RateProposal | None
    problem: str | None = None


def ask_for_rates(request: ConsoleRequest) -> Response:
    """The same orders again ask for nothing: a parcel that waits for its label stays the one."""
    order_ids = read_order_ids(request.form.getlist("id"))
    if not order_ids:
        return redirect(FULFILL_PATH, "Choose orders first")
    return send_orders_to_labels(request, order_ids)


def send_orders_to_labels(request: ConsoleRequest, order_ids: Sequence[str], message: str = "") -> Response:
    """Ask for the rates of the ERP's orders, and lead to them."""
    asked = request.container.label_many_orders().ask(order_ids)
    ids = [each.id for each in chain.from_iterable(one.purchases for one in asked)]
    refused = [each for each in asked if each.problem]
    return _render(request, ids, refused=refused) if refused else redirect(_build_url(ids), message)


def show_labels(request: ConsoleRequest) -> Response:
    """Looking at the rates asks no carrier."""
    return _render(request, _read_ids(request.get_query_param("ids")))


def buy_labels(request: ConsoleRequest) -> Response:
    """Buy the rates that were shown, at the prices that were shown."""
    ids = _read_ids(request.get_form_field("ids"))
    read = request.get_form_field
    choices = [RateChoice(each, read(f"rate-{each}"), read(f"why-{each}") or None) for each in ids]
    problems = request.container.label_many_orders().buy([each for each in choices if each.rate_id])
    return _render(request, ids, problems) if problems else redirect(_build_url(ids), "The labels are being bought")


def print_labels(request: ConsoleRequest) -> Response:
    """All that are bought in one file. Printing again buys nothing."""
    ids = _read_ids(request.get_query_param("ids"))
    return send_pdf("labels.pdf", join_bought_labels(request.container, ids), framed=True)


def _render(
    request: ConsoleRequest,
    ids: Sequence[int],
    problems: Mapping[int, str] | None = None,
    refused: Sequence[LabelledOrder] = (),
) -> Response:
    rows = list(_read_rows(request, ids, problems or {}))
    proposed = [each.proposal.choice.rate for each in rows if each.proposal and each.proposal.choice.rate]
    with request.container.read_transaction() as tx:
        names = {
            key: order.name for key, order in tx.erp.orders.get_by_ids([each.order_id for each in refused]).items()
        }
    return render(
        request,
        "fulfillment/many_labels.html",
        rows=rows,
        ids=_SEPARATOR.join(map(str, ids)),
        url=_build_url(ids),
        print_url=f"{_PATH}/pdf" + build_query(ids=_SEPARATOR.join(map(str, ids))),
        proposed=len(proposed),
        totals=sum_by_currency(rate.price for rate in proposed),
        printable=sum(1 for each in rows if each.purchase.has_valid_label),
        is_moving=any(each.purchase.state in _UNSETTLED for each in rows),
        refused=refused,
        names=names,
    )


def _read_rows(request: ConsoleRequest, ids: Sequence[int], problems: Mapping[int, str]) -> Iterator[LabelRow]:
    with request.container.read_transaction() as tx:
        purchases = tx.label_purchases.get_many(ids)
        orders = tx.erp.orders.get_by_ids([each.parcel.order_id for each in purchases])
    for each in purchases:
        is_rated = each.state is PurchaseState.RATED
        proposal = request.container.propose_rate()(each.id) if is_rated else None
        yield LabelRow(each, orders.get(each.parcel.order_id), proposal, problems.get(each.id))


def _read_ids(text: str) -> Sequence[int]:
    numbers = (parse_id(each) for each in text.split(_SEPARATOR))
    return list(dict.fromkeys(each for each in numbers if each))


def _build_url(ids: Sequence[int]) -> str:
    return _PATH + build_query(ids=_SEPARATOR.join(map(str, ids)))
