"""`/console/stock/check`: whether every balance equals the sum of its movements."""

from starlette.responses import Response

from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def check_stock(request: ConsoleRequest) -> Response:
    """Adds up the whole ledger, and changes nothing."""
    found = request.container.verify_stock()()
    with request.container.read_transaction() as tx:
        stock = get_stock(tx)
        lots = {lot.id: lot for lot in stock.lots.get_many([each.balance.lot_id for each in found])}
        locations = {each.id: each.name for each in stock.locations.list_all()}
    return render(request, "stock/stock_check.html", found=found, lots=lots, locations=locations)
