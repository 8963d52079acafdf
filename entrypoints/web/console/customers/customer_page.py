"""`/console/customers/…`: a customer of the ERP with the orders, and what lots the customer accepts."""

from collections.abc import Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidCustomerSetting, NotFound
from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.shop_settings import MAX_DAYS
from novex_shopify.domain.model.user import Role
from novex_shopify.entrypoints.web.console.customers.customer_contact import find_customer_contact
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shown_data import is_personal_data_wanted


def show_customer(request: ConsoleRequest, error: str = "") -> Response:
    """The person is masked unless somebody asks for all of it, which is logged."""
    customer_id = _read_customer_id(request)
    with request.container.read_transaction() as tx:
        customer = tx.erp.customers.get(customer_id)
        orders = tx.erp.orders.list_by_customer(customer_id) if customer else ()
        links = tx.customer_links.list_for_erp_id(customer_id)
        min_remaining_days = tx.erp.customers.get_min_remaining_days([customer_id]).get(customer_id)
        keeps_stock = tx.erp.stock is not None
    if customer is None:
        raise NotFound(f"The ERP has no customer {customer_id}. The customer may be of another ERP database.")
    subject = AuditSubject(AuditedKind.CUSTOMER, customer_id)
    show_personal_data = is_personal_data_wanted(request, subject, Role.PACKER)
    contact, country = find_customer_contact(customer)
    return render(
        request,
        "customers/customer.html",
        422 if error else 200,
        customer_id=customer_id,
        customer=customer,
        contact=contact if show_personal_data else contact.mask(country),
        show_personal_data=show_personal_data,
        orders=orders[::-1],
        doubts=[link for link in links if link.review_reason],
        min_remaining_days=request.get_form_field("min_remaining_days") if error else min_remaining_days,
        has_lot_settings=keeps_stock and bool(_list_settable(links)),
        max_days=MAX_DAYS,
        error=error,
    )


def save_lot_settings(request: ConsoleRequest) -> Response:
    """Set how long a lot must still be good for the customer; an empty field leaves it to the store's settings."""
    customer_id, text = _read_customer_id(request), request.get_form_field("min_remaining_days")
    with request.container.read_transaction() as tx:
        links = _list_settable(tx.customer_links.list_for_erp_id(customer_id))
    if not links:
        raise NotFound(f"No store has customer {customer_id}.")
    if text and not text.isdecimal():
        return show_customer(request, f"Enter a whole number of days, from 0 to {MAX_DAYS}")
    try:
        request.container.set_minimum_life()(links[0].shop_domain, links[0].shopify_id, int(text) if text else None)
    except InvalidCustomerSetting as refusal:
        return show_customer(request, str(refusal))
    return redirect(f"/console/customers/{customer_id}", "Saved what lots the customer accepts")


def _read_customer_id(request: ConsoleRequest) -> str:
    customer_id: str = request.http_request.path_params["customer"]
    return customer_id


def _list_settable(links: Sequence[ResourceLink]) -> Sequence[ResourceLink]:
    """The minimum is the ERP customer's, whichever store's customer names it; an erased one names it no more."""
    return [link for link in links if not link.erased]
