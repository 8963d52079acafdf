"""`/console/preferences`: theme, shortcuts and time zone; and the store that lists show."""

from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import available_timezones

from starlette.responses import Response

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.web.console.navigation import find_entry
from novex_shopify.entrypoints.web.console.preferences import SAVED_BY_FORM, set_preference
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_LOST_WITH_ANOTHER_SHOP = ("shop", "before", "after")
"""What of a list's address does not hold for another store."""


def show_preferences(request: ConsoleRequest) -> Response:
    return render(request, "preferences.html", time_zones=_list_time_zones())


def save_preferences(request: ConsoleRequest) -> Response:
    """Save those that the form has, and return to the page."""
    response = redirect(request.get_next_path())
    for name in SAVED_BY_FORM:
        if name in request.form:
            set_preference(response, name, request.get_form_field(name))
    return response


def choose_shop(request: ConsoleRequest) -> Response:
    """Remember a store and show its list; from the page of one record, the list that it belongs to."""
    chosen = request.get_form_field("shop")
    shop = parse_shop_domain(chosen) if chosen else ""
    response = redirect(build_shop_url(request.get_next_path(), shop))
    set_preference(response, "shop", shop)
    return response


def build_shop_url(url: str, shop: str) -> str:
    """The address of a list with another store, on its first page. A page that shows all stores stays as it is."""
    parts = urlsplit(url)
    entry = find_entry(parts.path)
    if entry is None or not entry.has_shop_filter:
        return url
    query = parse_qsl(parts.query) if parts.path == entry.path else []
    kept = [(name, value) for name, value in query if name not in _LOST_WITH_ANOTHER_SHOP]
    parameters = urlencode([*kept, *([("shop", shop)] if shop else [])])
    return f"{entry.path}?{parameters}" if parameters else entry.path


@cache
def _list_time_zones() -> list[tuple[str, str]]:
    """Of places; empty on a machine without a time zone database."""
    return [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone and not zone.startswith("Etc/")]
