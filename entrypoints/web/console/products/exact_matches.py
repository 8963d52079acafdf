"""Mapping many variants at once, after a review of their exact matches."""

from collections.abc import Iterable

from starlette.responses import Response

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.use_cases.products.accept_suggestions import SUGGESTIONS_PER_PAGE
from novex_shopify.entrypoints.web.console.products.product_pages import build_list_url, describe_released
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect


def preview_exact_matches(request: ConsoleRequest) -> Response:
    shop = _read_shop_domain(request)
    exact_matches = request.container.accept_suggestions().preview(shop)
    return render(
        request,
        "products/exact_matches.html",
        shop=shop,
        exact_matches=exact_matches,
        checked_count=SUGGESTIONS_PER_PAGE,
    )


def accept_exact_matches(request: ConsoleRequest) -> Response:
    shop = _read_shop_domain(request)
    accepted = parse_accepted(str(pair) for pair in request.form.getlist("accept"))
    mapped, released = request.container.accept_suggestions()(shop, accepted)
    return redirect(build_list_url(shop), f"{mapped} mapped.{describe_released(released)}")


def parse_accepted(pairs: Iterable[str]) -> dict[int, str]:
    """Item ids by variant id, from `variant:item`; malformed pairs are left out."""
    parts = (pair.partition(":") for pair in pairs)
    return {number: item for variant, _, item in parts if item and (number := parse_id(variant)) is not None}


def _read_shop_domain(request: ConsoleRequest) -> ShopDomain:
    return parse_shop_domain(request.http_request.path_params["shop"])
