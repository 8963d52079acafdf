"""Fields of forms in which a person chooses a lot and a quantity."""

from novex_shopify.domain.errors import InvalidQuantity, NotFound
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.use_cases.stock.records import MAX_QUANTITY, get_stock
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

SEPARATOR = "-"


def read_lot(request: ConsoleRequest) -> tuple[str, str]:
    """The lot code and the location that the field names by their numbers. Raises `NotFound`, `NoStockKept`."""
    lot_id, _, location_id = request.get_form_field("lot").partition(SEPARATOR)
    with request.container.read_transaction() as tx:
        stock = get_stock(tx)
        lots = stock.lots.get_many([parse_id(lot_id) or 0])
        location = stock.locations.get(parse_id(location_id) or 0)
    if not lots or location is None:
        raise NotFound("Choose a lot that is in the list. The page may be out of date: reload it.")
    return lots[0].code, location.name


def read_quantity(text: str) -> int:
    quantity = parse_id(text)
    if quantity is None:
        raise InvalidQuantity(1, MAX_QUANTITY)
    return quantity
