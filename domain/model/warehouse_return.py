"""Units that come back from a customer. The money is in the refund, the request in Shopify's return."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto


class WarehouseReturnState(StrEnum):
    """Expected until they are in the house; received units are held until a person restocks or scraps them.

    Of a return that is `not_shipped`, no unit has left, such as after its fulfillment was cancelled: settling expects
    it again once some have. One that `never_came` was given up by a person, and is received if it comes all the same.
    """

    EXPECTED = auto()
    RECEIVED = auto()
    RESTOCKED = auto()
    SCRAPPED = auto()
    NEVER_CAME = auto()
    NOT_SHIPPED = auto()


AWAITED_BY_SETTLING = frozenset({WarehouseReturnState.EXPECTED, WarehouseReturnState.NOT_SHIPPED})
"""Of these no person has decided anything, so settling changes them."""

RECEIVABLE = (WarehouseReturnState.EXPECTED, WarehouseReturnState.NEVER_CAME)


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
