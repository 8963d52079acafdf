"""`/console/items`: the ERP's items, and how each is kept and shipped."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidItem, NotFound
from novex_shopify.domain.model.product import Item
from novex_shopify.entrypoints.web.console.items.item_fields import (
    describe_keeping,
    describe_shipping,
    list_fields,
    parse_changes,
    read_values,
)
from novex_shopify.entrypoints.web.console.items.item_records import ITEMS, ITEMS_PATH
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect


def list_items(request: ConsoleRequest) -> Response:
    if wants_csv(request):
        return send_list(request, ITEMS)
    page = load_page(request, ITEMS)
    return render(
        request,
        "items/items.html",
        page=page,
        build_item_url=build_item_url,
        describe_keeping=describe_keeping,
        describe_shipping=describe_shipping,
    )


def show_item(request: ConsoleRequest) -> Response:
    """One item. Its id stands behind the path, because ids may have any character."""
    item = _get_item(request, request.get_query_param("id"))
    return _render(request, item, read_values(item))


def save_item(request: ConsoleRequest) -> Response:
    """Change how the item is kept and shipped. A refusal keeps what was filled in."""
    item = _get_item(request, request.get_form_field("id"))
    try:
        changed = request.container.change_item()(item.id, parse_changes(request.get_form_field))
    except InvalidItem as refusal:
        return _render(request, item, {name: request.get_form_field(name) for name in read_values(item)}, refusal)
    return redirect(build_item_url(item.id), f"{changed.name} was saved")


def build_item_url(item_id: str) -> str:
    return f"{ITEMS_PATH}/item" + build_query(id=item_id)


def _get_item(request: ConsoleRequest, item_id: str) -> Item:
    with request.container.read_transaction() as tx:
        item = tx.erp.catalog.get(item_id)
    if item is None:
        raise NotFound(f"The ERP has no item {item_id}.")
    return item


def _render(
    request: ConsoleRequest, item: Item, values: Mapping[str, Any], refusal: InvalidItem | None = None
) -> Response:
    with request.container.read_transaction() as tx:
        boxes = tx.boxes.list_all()
    return render(
        request,
        "items/item.html",
        422 if refusal else 200,
        item=item,
        fields=list_fields(boxes),
        values=values,
        errors={refusal.field: str(refusal).removeprefix(f"{refusal.field} ")} if refusal else {},
    )
