"""The orders that a form of the list is about: the chosen rows, or all that match its filters."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qs, urlsplit

from novex_shopify.domain.errors import TooManyChosen
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.web.console.holds.held_order_records import read_keys
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.order_list.order_list_filter import build_order_filter
from novex_shopify.entrypoints.web.console.order_list.order_records import build_order_list
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, remove_unstorable
from novex_shopify.entrypoints.web.console.search_text import reveal_text

MAX_CHOSEN = 1000
"""As many orders may one form be about: each is changed in a transaction of its own."""


def read_chosen_orders(request: ConsoleRequest) -> Sequence[OrderKey]:
    """The orders of the form, each once. Raises `TooManyChosen` if more match than one form may change."""
    if request.get_form_field("all"):
        return _list_matching(request)
    values = [value for field in request.form.getlist("id") for value in str(field).split()]
    if keys := read_keys(values):
        return keys
    with request.container.read_transaction() as tx:  # the list of orders to ship has the ERP's ids
        orders = tx.erp.orders.get_by_ids([each for each in values if parse_id(each)]).values()
    return [(ShopDomain(order.shop_domain), order.shopify_order_id) for order in orders]


def read_list_address(request: ConsoleRequest, url: str) -> ListAddress:
    """What the address of a page of the list says."""
    read = _build_reader(request, url)
    return build_order_list(request, read("missing")).read_address(request, read)


def _build_reader(request: ConsoleRequest, url: str) -> Callable[[str], str]:
    """Reads the parameters of an address as `ConsoleRequest.get_query_param` does."""
    parameters = parse_qs(urlsplit(url).query)
    return lambda name: reveal_text(request.container, remove_unstorable(parameters.get(name, [""])[-1]).strip())


def _list_matching(request: ConsoleRequest) -> Sequence[OrderKey]:
    wanted = build_order_filter(request, read_list_address(request, request.get_form_field("list")))
    found = request.container.list_orders()(wanted, MAX_CHOSEN + 1, with_documents=False)
    if len(found) > MAX_CHOSEN:
        raise TooManyChosen(MAX_CHOSEN)
    return [each.key for each in found]
