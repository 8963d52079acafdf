"""`/console/customers/duplicates`: customers who may be in the ERP twice, for a person to decide."""

from starlette.responses import Response

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.order_contact import OrderContact
from novex_shopify.domain.use_cases.customers.list_duplicates import PossibleDuplicate
from novex_shopify.entrypoints.web.console.customers.customer_contact import find_customer_contact
from novex_shopify.entrypoints.web.console.customers.duplicate_records import DUPLICATES, DUPLICATES_PATH
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect


def list_duplicates(request: ConsoleRequest) -> Response:
    """All of them, with the people masked."""
    if wants_csv(request):
        return send_list(request, DUPLICATES)
    page = load_page(request, DUPLICATES)
    return render(request, "customers/duplicates.html", page=page, mask_contact=_mask_contact)


def keep_separate(request: ConsoleRequest) -> Response:
    """Record that the customer is another person."""
    shop, customer_id = parse_shop_domain(request.http_request.path_params["shop"]), request.get_path_id("customer")
    request.container.keep_separate()(shop, customer_id)
    next_path = request.get_next_path(DUPLICATES_PATH)
    return redirect(next_path, f"Customer {customer_id} stays separate")


def _mask_contact(duplicate: PossibleDuplicate) -> OrderContact:
    if duplicate.customer is None:
        return OrderContact()
    contact, country = find_customer_contact(duplicate.customer)
    return contact.mask(country)
