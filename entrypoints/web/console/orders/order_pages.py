"""`/console/orders/…`: all that is known about an order."""

from collections.abc import Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.model.issued_invoice import IssuedInvoice
from novex_shopify.domain.model.order_comment import MAX_COMMENT
from novex_shopify.domain.model.order_exception import EXCEPTION_ADVICE
from novex_shopify.domain.model.order_hold import OrderHold
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.policies.explained_amount import ExplainedAmount
from novex_shopify.domain.policies.hold_rules import is_over
from novex_shopify.domain.policies.order_explanation import explain_order
from novex_shopify.domain.policies.order_facts import describe_line, describe_order
from novex_shopify.domain.policies.tracking_pages import list_tracking_pages
from novex_shopify.domain.use_cases.fulfillment.find_shipments import ListedShipment, read_lot_codes
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory
from novex_shopify.entrypoints.web.console.labels import PUSH_STATUS_DESCRIPTIONS
from novex_shopify.entrypoints.web.console.order_key import read_order_key
from novex_shopify.entrypoints.web.console.orders.missing_products import list_missing_rows
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.shown_data import is_personal_data_wanted
from novex_shopify.entrypoints.web.console.stock.days import format_day, get_today
from novex_shopify.entrypoints.web.console.stock.lot_pages import list_changes


def show_order(request: ConsoleRequest) -> Response:
    """Personal data of the customer is masked unless a person asks for it, which is logged."""
    shop, order_id = read_order_key(request)
    history = request.container.find_order().get_history(shop, order_id)
    subject = AuditSubject(AuditedKind.ORDER, str(order_id), shop)
    with request.container.read_transaction() as tx:
        lot_codes = read_lot_codes(tx, history.pushes)
        has_carrier_account = tx.carrier_accounts.find(shop) is not None
        comments = tx.order_comments.list_by_orders(shop, [order_id])
    holds = request.container.list_held_orders().show(shop, order_id)
    show_personal_data = is_personal_data_wanted(request, subject, Role.PACKER)
    return render(
        request,
        "orders/order.html",
        history=history,
        missing_rows=list_missing_rows(request, history),
        shipments=[ListedShipment(push, history.document, lot_codes) for push in history.pushes],
        has_carrier_account=has_carrier_account,
        comments=comments,
        max_comment=MAX_COMMENT,
        holds=holds,
        open_holds=[each for each in holds if each.is_open],
        can_hold=_can_be_held(request, history, holds),
        show_personal_data=show_personal_data,
        describe_order=describe_order,
        describe_line=describe_line,
        explained=_explain_mismatch(history),
        status_descriptions=PUSH_STATUS_DESCRIPTIONS,
        list_tracking_pages=list_tracking_pages,
        make_tracking=_make_tracking,
        warehouse=request.container.show_order_warehouse()(history.document) if history.document else None,
        invoices=_list_invoices(request, history),
        today=get_today(request),
        format_day=format_day,
        list_changes=list_changes,
        exception_advice=EXCEPTION_ADVICE,
        line_titles={line.line_item_id: line.title for line in history.document.lines} if history.document else {},
    )


def _can_be_held(request: ConsoleRequest, history: OrderHistory, holds: Sequence[OrderHold]) -> bool:
    is_held_by_hand = any(each.is_open and not each.rule for each in holds)
    return request.may(Role.PACKER) and not is_held_by_hand and not (history.document and is_over(history.document))


def _list_invoices(request: ConsoleRequest, history: OrderHistory) -> Sequence[IssuedInvoice] | None:
    """The order's invoice and credit notes; None if the ERP issues none, or does not have the order."""
    with request.container.read_transaction() as tx:
        if tx.erp.invoices is None or history.sales_order is None:
            return None
        issued: Sequence[IssuedInvoice] = tx.erp.invoices.list_by_order(history.sales_order.id or "")
    return issued


def _explain_mismatch(history: OrderHistory) -> Sequence[ExplainedAmount]:
    """Where each amount comes from, if the order waits because they do not add up."""
    is_mismatch = history.problem and history.problem.title == OrderTotalMismatch.title
    return explain_order(history.state) if history.state and is_mismatch else ()


def _make_tracking(carrier: str | None, numbers: tuple[str, ...]) -> Tracking | None:
    return Tracking(next(iter(numbers), None), carrier, additional_numbers=numbers[1:]) if numbers or carrier else None
