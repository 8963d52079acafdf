"""Units that come back from a customer. The money is in the refund, the request in Shopify's return."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto


class WarehouseReturnState(StrEnum):
    """Expected until they are in the house; received units are held until a person restocks or scraps them."""

    EXPECTED = auto()
    RECEIVED = auto()
    RESTOCKED = auto()
    SCRAPPED = auto()
    NEVER_CAME = auto()


@dataclass(frozen=True, slots=True)
class ReturnedLot:
    """Units of a lot that came back to a location."""

    lot_id: int
    location_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class WarehouseReturn:
    """Units of an order line that come back. `quantity` is in base units.

    - `cause`: Shopify's fact, such as `refund:123:456`; one cause is one return.
    - `lots`: before they are received, the proposal from what was shipped; afterwards, where they are.
    """

    id: int
    order_id: str
    line_item_id: int
    item_id: str
    quantity: int
    cause: str
    expected_at: datetime
    state: WarehouseReturnState = WarehouseReturnState.EXPECTED
    lots: tuple[ReturnedLot, ...] = ()
