"""What lists of orders show, and which orders."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.order_overview import ALL_OVERVIEWS, OrderKey, OrderOverview, OrderOverviewFilter
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.problem import Problem
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain


class BookingState(StrEnum):
    """How far an order is in the ERP. A booked one of which a later event is stuck is blocked or failed as well.

    `dismissed`: a person gave up the events of an order that the ERP does not have.
    """

    BOOKED = auto()
    QUEUED = auto()
    BLOCKED = auto()
    FAILED = auto()
    DISMISSED = auto()


class OrderView(StrEnum):
    """The lists that people work through.

    - `attention`: something of the order waits for a person: an event, a shipment, an exception or its settling.
    - `ready`: it can be packed now (`OrderOverview.ready`), and is not on hold.
    - `shipped`: nothing is left to ship.
    """

    ALL = auto()
    ATTENTION = auto()
    READY = auto()
    UNPAID = auto()
    ON_HOLD = auto()
    SHIPPED = auto()
    REFUNDED = auto()


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders; all that is stated must be true.

    - `text`: what people search for in orders (docs/search.md); `personal`: also by what says who a person is.
    - `waiting_for`: the key of what a blocked event waits for, or its beginning.
    - `lot`: the code of a lot that units of the order belong to.
    """

    view: OrderView = OrderView.ALL
    state: BookingState | None = None
    facts: OrderOverviewFilter = ALL_OVERVIEWS
    text: str = ""
    personal: bool = True
    waiting_for: str = ""
    lot: str = ""


ALL_ORDERS = OrderFilter()


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """One order. `document` is the ERP's, or what it would show; None if it was not asked for, or cannot be read.

    `overview` is None while nothing of the order could be read. `at` is where it is in the list: when it was placed, or
    received, if no worker has read it yet.
    """

    shop: ShopDomain
    order_id: int
    state: BookingState
    at: datetime
    overview: OrderOverview | None = None
    document: SalesOrder | None = None
    problem: Problem | None = None
    on_hold: bool = False

    @property
    def key(self) -> OrderKey:
        return self.shop, self.order_id

    @property
    def is_stuck(self) -> bool:
        return self.state in (BookingState.BLOCKED, BookingState.FAILED)

    @property
    def name(self) -> str | None:
        return self.overview.name if self.overview else None

    @property
    def placed_at(self) -> datetime:
        return self.overview.placed_at if self.overview else self.at

    @property
    def erp_id(self) -> str | None:
        return self.overview.erp_id if self.overview else None

    @property
    def position(self) -> OrderPosition:
        return OrderPosition(self.at, self.order_id)
