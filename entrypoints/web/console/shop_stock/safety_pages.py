"""`/console/shopify-stock`: how each store's stock stands, and what no store is to sell."""

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidSafetyStock, NotFound
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

SHOP_STOCK_PATH = "/console/shopify-stock"
_FIELDS = ("where", "item", "units")


def show_stores(request: ConsoleRequest) -> Response:
    return _render(request)


def save_safety_stock(request: ConsoleRequest) -> Response:
    filled_in = {name: request.get_form_field(name) for name in _FIELDS}
    try:
        shop, location = _read_where(filled_in["where"])
        if not filled_in["units"].isdecimal():
            raise InvalidSafetyStock("Enter the units as a whole number, such as 12.")
        rule = SafetyStock(int(filled_in["units"][:9]), shop, location, filled_in["item"] or None)
        request.container.save_safety_stock()(rule)
    except (InvalidSafetyStock, NotFound) as refusal:
        return _render(request, filled_in, str(refusal))
    return redirect(SHOP_STOCK_PATH, "The safety stock was saved")


def remove_safety_stock(request: ConsoleRequest) -> Response:
    shop, location = _read_where(request.get_form_field("where"))
    request.container.save_safety_stock().remove(shop, location, request.get_form_field("item") or None)
    return redirect(SHOP_STOCK_PATH, "The safety stock was removed")


def _read_where(text: str) -> tuple[ShopDomain | None, int | None]:
    """A store, and one of its locations if it has a number after a space; nothing is everywhere."""
    shop, _, location = text.partition(" ")
    return parse_shop_domain(shop) if shop else None, parse_id(location)


def _render(request: ConsoleRequest, form: dict[str, str] | None = None, error: str = "") -> Response:
    with request.container.read_transaction() as tx:
        shops = [each.domain for each in tx.shops.list_all() if each.active]
        locations = {shop: tx.shop_stock.locations.list_for_shop(shop) for shop in shops}
        names = {(shop, each.id): each.name for shop, listed in locations.items() for each in listed}
        rules = tx.shop_stock.safety.list_all()
        items = tx.erp.catalog.get_many({rule.item_id for rule in rules if rule.item_id})
    places = [("", "All stores"), *((shop, f"All locations of {shop}") for shop in shops)]
    places += [(f"{shop} {location}", f"{name}, {shop}") for (shop, location), name in names.items()]
    return render(
        request,
        "shop_stock/stores.html",
        422 if error else 200,
        comparisons=[request.container.compare_stock()(shop, limit=1) for shop in shops],
        rules=rules,
        items=items,
        names=names,
        places=places,
        form=form or dict.fromkeys(_FIELDS, ""),
        error=error,
    )
