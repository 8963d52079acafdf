"""Taking a store's products over as ERP items, with one click."""

from starlette.responses import Response

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.products.match_variants import MatchOutcome
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.products.product_pages import build_list_url, describe_released
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect


def take_over_items(request: ConsoleRequest) -> Response:
    shop = parse_shop_domain(request.http_request.path_params["shop"])
    outcome = request.container.take_over_items()(shop)
    if request.get_form_field("create_missing_items"):
        request.container.change_settings()(shop, {"create_missing_items": True})
    return redirect(build_list_url(shop), describe_outcome(outcome))


def describe_outcome(outcome: MatchOutcome) -> str:
    created = f"{format_plural(outcome.created, 'item')} created.{describe_released(outcome.released)}"
    if not outcome.obstacles:
        return created
    return f"{created} {format_plural(len(outcome.obstacles), 'variant')} left for you, with the reason."
