"""The views of the list of orders that a person keeps, and the columns that the person has chosen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from starlette.responses import Response

from novex_shopify.domain.model.list_view import ListView
from novex_shopify.domain.use_cases.people.keep_list_views import check_view_name
from novex_shopify.entrypoints.web.console.order_list.chosen_orders import read_list_address
from novex_shopify.entrypoints.web.console.order_list.order_records import CHOICES, DEFAULT_COLUMNS, ORDERS_PATH
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect


@dataclass(frozen=True, slots=True)
class KnownViews:
    """The views that a person keeps; `current` is the one that the address names, or has only columns."""

    saved: Sequence[ListView]
    current: ListView

    @property
    def columns(self) -> Collection[str]:
        return self.current.columns or DEFAULT_COLUMNS


def read_views(request: ConsoleRequest, name: str) -> KnownViews:
    """The person's views, and the one of this name; if there is none, the list as the person has it."""
    owner = request.actor.id
    known = {each.name: each for each in request.container.keep_list_views().list_all(owner, ORDERS_PATH)}
    current = known.get(name) or known.get("") or ListView(owner, ORDERS_PATH)
    return KnownViews([view for each, view in known.items() if each], current)


def build_view_url(view: ListView, shop: str) -> str:
    """The list as the view has it; of the store that is chosen, unless the view has one."""
    query = f"{view.query}&" if view.query else ""
    of_shop = "" if "shop=" in view.query else shop
    return f"{ORDERS_PATH}?{query}{build_query(saved=view.name, shop=of_shop).removeprefix('?')}"


def choose_columns(request: ConsoleRequest) -> Response:
    """Keep the columns of the view that is shown, or of the list itself."""
    chosen = {str(each) for each in request.form.getlist("column")}
    columns = tuple(each.name for each in CHOICES if each.name in chosen)
    current = read_views(request, request.get_form_field("saved")).current
    request.container.keep_list_views().save(replace(current, columns=columns))
    return redirect(request.get_next_path(ORDERS_PATH))


def save_view(request: ConsoleRequest) -> Response:
    """Keep the filters and columns that are shown under a name. What was searched for is left out."""
    name, address = check_view_name(request.get_form_field("name")), request.get_form_field("list")
    views = read_views(request, request.get_form_field("saved"))
    query = urlsplit(read_list_address(request, address).build_url(text="", saved="")).query
    view = ListView(request.actor.id, ORDERS_PATH, name, query, tuple(views.columns))
    request.container.keep_list_views().save(view)
    return redirect(build_view_url(view, ""), f"View {name} saved")


def rename_view(request: ConsoleRequest) -> Response:
    name, new_name = request.get_form_field("saved"), request.get_form_field("name")
    request.container.keep_list_views().rename(request.actor.id, ORDERS_PATH, name, new_name)
    view = read_views(request, check_view_name(new_name)).current
    return redirect(build_view_url(view, ""), f"View {name} is {view.name} now")


def delete_view(request: ConsoleRequest) -> Response:
    name = request.get_form_field("saved")
    request.container.keep_list_views().delete(request.actor.id, ORDERS_PATH, name)
    return redirect(ORDERS_PATH, f"View {name} deleted")
