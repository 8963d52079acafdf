"""`/console/orders/{shop}/{order:id}`: the whole story of one order."""

from collections.abc import Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.model.issued_invoice import IssuedInvoice
from novex_shopify.domain.model.order_comment import MAX_COMMENT
from novex_shopify.domain.model.order_exception import EXCEPTION_ADVICE
from novex_shopify.domain.model.order_hold import OrderHold
from novex_shopify.domain.model.order_overview import OrderOverview, OrderOverviewFilter
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.policies.explained_amount import ExplainedAmount
from novex_shopify.domain.policies.hold_rules import is_over
from novex_shopify.domain.policies.order_explanation import explain_order
from novex_shopify.domain.policies.order_facts import describe_line, describe_order
from novex_shopify.domain.policies.tracking_pages import list_tracking_pages
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.fulfillment.find_shipments import ListedShipment, read_lot_codes
from novex_shopify.domain.use_cases.orders.explain_order import explain_state
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory
from novex_shopify.entrypoints.web.console.labels import PUSH_STATUS_DESCRIPTIONS
from novex_shopify.entrypoints.web.console.order_key import (
    build_order_url,
    fetch_erp_id,
    read_order_key,
    read_order_url,
)
from novex_shopify.entrypoints.web.console.orders.line_rows import list_line_rows
from novex_shopify.entrypoints.web.console.orders.missing_products import list_missing_rows
from novex_shopify.entrypoints.web.console.people.audit_log_page import build_subject_url
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query
from novex_shopify.entrypoints.web.console.shipping.address_check import AddressCheck, check_address
from novex_shopify.entrypoints.web.console.shown_data import is_personal_data_wanted
from novex_shopify.entrypoints.web.console.stock.days import format_day, get_today

_SHOWN_ENTRIES, _MORE_ENTRIES, _MOST_ENTRIES = 50, 100, 2000


def show_order(request: ConsoleRequest, check: AddressCheck | None = None) -> Response:
    """Personal data of the customer is masked unless a person asks for it, which is logged."""
    shop, order_id = read_order_key(request)
    history = request.container.find_order().get_history(shop, order_id)
    document, order = history.document, history.sales_order
    subject = AuditSubject(AuditedKind.ORDER, str(order_id), shop)
    show_personal_data = is_personal_data_wanted(request, subject, Role.PACKER)
    with request.container.read_transaction() as tx:
        lot_codes = read_lot_codes(tx, history.pushes)
        has_carrier_account = tx.carrier_accounts.find(shop) is not None
        packing = tx.packings.get(order.id) if order and order.id else None
        newer, older = _find_neighbours(tx, document)
        customer_orders = tx.erp.orders.count_by_customer(order.customer_id) if order and order.customer_id else 0
        invoices = _list_invoices(tx, history)
    holds = request.container.list_held_orders().show(shop, order_id)
    warehouse = request.container.show_order_warehouse()(document) if document else None
    shown = min(request.get_query_number("shown") or _SHOWN_ENTRIES, _MOST_ENTRIES)
    timeline = request.container.show_timeline().of_history(history, shown)
    labels = {purchase.parcel.id: purchase for purchase in history.labels if purchase.has_valid_label}
    return render(
        request,
        "orders/order.html",
        history=history,
        page=build_order_url(shop, order_id),
        missing_rows=list_missing_rows(request, history),
        newer=newer,
        older=older,
        rows=list_line_rows(history, warehouse, packing) if document and warehouse else (),
        shipments=[ListedShipment(push, document, lot_codes, labels.get(push.shipment.id)) for push in history.pushes],
        open_labels=[each for each in history.labels if each.needs_decision or each.next_attempt_at],
        foreign_fulfillments=_list_foreign_fulfillments(history),
        has_carrier_account=has_carrier_account,
        open_holds=[each for each in holds if each.is_open],
        can_hold=_can_be_held(request, history, holds),
        show_personal_data=show_personal_data,
        customer_orders=customer_orders,
        address_warnings=_find_address_warnings(request, history) if has_carrier_account else (),
        check=check,
        describe_order=describe_order,
        describe_line=describe_line,
        explained=_explain_mismatch(history),
        status_descriptions=PUSH_STATUS_DESCRIPTIONS,
        list_tracking_pages=list_tracking_pages,
        make_tracking=_make_tracking,
        warehouse=warehouse,
        invoices=invoices,
        today=get_today(request),
        format_day=format_day,
        exception_advice=EXCEPTION_ADVICE,
        line_titles={line.line_item_id: line.title for line in document.lines} if document else {},
        timeline=timeline,
        build_subject_url=build_subject_url,
        max_comment=MAX_COMMENT,
        older_url=_build_older_url(request, shown) if timeline.next and shown < _MOST_ENTRIES else None,
    )


def check_ship_to(request: ConsoleRequest) -> Response:
    """Ask the directory of the carriers about the address, which may cost a little, and show what it says."""
    return show_order(request, check_address(request, fetch_erp_id(request)))


def show_explanation(request: ConsoleRequest) -> Response:
    """Show how each figure of the document follows from Shopify's, as `orders explain` does from the same state."""
    shop, order_id = read_order_key(request)
    history = request.container.find_order().get_history(shop, order_id)
    return render(
        request,
        "orders/order_explanation.html",
        history=history,
        page=build_order_url(shop, order_id),
        explained=explain_state(history.state, history.sales_order) if history.state else (),
    )


def _find_neighbours(tx: Transaction, document: SalesOrder | None) -> tuple[OrderOverview | None, OrderOverview | None]:
    """The store's orders before and after this one by date, the newer one first."""
    if document is None:
        return None, None
    booked = OrderOverviewFilter(shop=ShopDomain(document.shop_domain), booked=True)
    position = OrderPosition(document.ordered_at, document.shopify_order_id)
    newer = tx.order_overviews.list_page(booked, 1, position, oldest_first=True)
    older = tx.order_overviews.list_page(booked, 1, position)
    return next(iter(newer), None), next(iter(older), None)


def _list_invoices(tx: Transaction, history: OrderHistory) -> Sequence[IssuedInvoice] | None:
    """The order's invoice and credit notes; None if the ERP issues none, or does not have the order."""
    if tx.erp.invoices is None or history.sales_order is None:
        return None
    return tx.erp.invoices.list_by_order(history.sales_order.id or "")


def _can_be_held(request: ConsoleRequest, history: OrderHistory, holds: Sequence[OrderHold]) -> bool:
    is_held_by_hand = any(each.is_open and not each.rule for each in holds)
    return request.may(Role.PACKER) and not is_held_by_hand and not (history.document and is_over(history.document))


def _find_address_warnings(request: ConsoleRequest, history: OrderHistory) -> Sequence[str]:
    order = history.sales_order
    is_to_ship = order is not None and order.shipping_address is not None and order.fulfillment_status != "fulfilled"
    return request.container.find_address_warnings()(order.id or "") if order and is_to_ship else ()


def _list_foreign_fulfillments(history: OrderHistory) -> Sequence[object]:
    """Those that were made in Shopify; the others are of the shipments."""
    plans = [push.plan for push in history.pushes if push.plan]
    ours = {planned.fulfillment_number for plan in plans for planned in plan.fulfillments}
    return [each for each in history.document.fulfillments if each.id not in ours] if history.document else ()


def _explain_mismatch(history: OrderHistory) -> Sequence[ExplainedAmount]:
    """Where each amount comes from, if the order waits because they do not add up."""
    is_mismatch = history.problem and history.problem.title == OrderTotalMismatch.title
    return explain_order(history.state) if history.state and is_mismatch else ()


def _make_tracking(carrier: str | None, numbers: tuple[str, ...]) -> Tracking | None:
    return Tracking(next(iter(numbers), None), carrier, additional_numbers=numbers[1:]) if numbers or carrier else None


def _build_older_url(request: ConsoleRequest, shown: int) -> str:
    personal_data = request.get_query_param("personal_data")
    return read_order_url(request) + build_query(personal_data=personal_data, shown=shown + _MORE_ENTRIES) + "#timeline"
