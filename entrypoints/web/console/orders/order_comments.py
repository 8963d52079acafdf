"""Comments of people on the page of an order."""

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.user import Role
from novex_shopify.entrypoints.web.console.order_key import build_order_url, read_order_key
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect


def add_comment(request: ConsoleRequest) -> Response:
    shop, order_id = read_order_key(request)
    request.container.comment_on_order()(shop, order_id, request.get_form_field("text"))
    return redirect(build_order_url(shop, order_id), "Comment added")


def delete_comment(request: ConsoleRequest) -> Response:
    """Delete one's own comment; an admin deletes any."""
    shop, order_id = read_order_key(request)
    comment_id = parse_id(request.get_form_field("comment"))
    if comment_id is None:
        raise NotFound("There is no such comment. The page may be out of date: reload it.")
    request.container.delete_comment()(shop, order_id, comment_id, of_anybody=request.may(Role.ADMIN))
    return redirect(build_order_url(shop, order_id), "Comment deleted")
