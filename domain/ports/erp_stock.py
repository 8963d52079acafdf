"""What an ERP with lots and stock must implement. An ERP that has none lacks the whole capability (`Erp.stock`)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.lot import Lot, LotFilter, LotPosition, LotStatus
from novex_shopify.domain.model.lot_balance import LotBalance
from novex_shopify.domain.model.stock import Discrepancy, LedgerEntry, Movement, StockBalance
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.lot_traces import LotTraces
from novex_shopify.domain.ports.order_stock import (
    Assignments,
    FulfillmentOrders,
    OrderExceptions,
    WarehouseReturns,
    WarehouseStates,
)
from novex_shopify.domain.ports.recalls import Recalls
from novex_shopify.domain.ports.stock_demand import OrderDemands, StockNews, StockUnits
from novex_shopify.domain.ports.stock_overview import StockOverview


class NegativeBalance(Exception):
    """A mistake in the program: movements were posted without a check under the lock."""


class CausePosted(Exception):
    """A mistake in the program: a cause was to move a lot at a location again."""


class StorageLocations(Protocol):
    """The places where items are kept."""

    def save(self, location: StorageLocation) -> StorageLocation:
        """Create a location whose id is 0, or change the one with its id; returns it with its id."""
        ...

    def get(self, location_id: int) -> StorageLocation | None: ...

    def find(self, name: str) -> StorageLocation | None:
        """Find the location with this name, in any letter case."""
        ...

    def list_all(self) -> Sequence[StorageLocation]:
        """List all, by name."""
        ...


class Lots(Protocol):
    """The lots of all items."""

    def add(self, lot: Lot) -> Lot:
        """Create a lot, unless its item has one with this code, ignoring case; returns the one that exists now."""
        ...

    def set_status(self, lot_id: int, status: LotStatus, reason: str | None) -> None:
        """Change a lot's status, and add the news of its item (`StockNews`)."""
        ...

    def set_supplier_code(self, lot_id: int, supplier_code: str) -> None: ...

    def get_many(self, lot_ids: Collection[int]) -> Sequence[Lot]:
        """Get the lots with these ids that exist, by id."""
        ...

    def find(self, item_id: str, code: str) -> Lot | None:
        """Find the lot with this code, ignoring case and blanks around it."""
        ...

    def list_with_free_stock(self, item_ids: Collection[str]) -> Sequence[Lot]:
        """List the lots of these items of which anything is free, by id."""
        ...

    def lock_with_free_stock(self, item_ids: Collection[str], lot_ids: Collection[int] = ()) -> Sequence[LotBalance]:
        """Lock the balances of all lots of these items of which anything is free, and of these lots.

        It locks as `StockLedger.lock` does, and returns what it has locked by lot and location, as it is after that.
        """
        ...

    def search(self, wanted: LotFilter, limit: int, after: LotPosition | None = None) -> Sequence[Lot]:
        """Find lots, after a position, if given: those that expire first come first, those without a date last."""
        ...

    def count(self, wanted: LotFilter, limit: int) -> int:
        """Count lots, up to `limit`."""
        ...


class StockLedger(Protocol):
    """Balances, and the movements that made them. Movements are only added."""

    def lock(self, lot_ids: Collection[int]) -> Sequence[StockBalance]:
        """Lock the balances of these lots until the end of the transaction; returns them by lot and location.

        A decision by a lot's status or balance locks first, and reads the lot afterwards.
        """
        ...

    def post(self, movements: Sequence[Movement], at: datetime) -> None:
        """Change the balances and add the movements, which are by the current actor, and the news of the items.

        The caller has checked under `lock` that no part of a balance becomes negative; `NegativeBalance` is raised if
        it has not. Raises `CausePosted` if a cause has moved one of the lots at its location before.
        """
        ...

    def is_posted(self, cause: str) -> bool:
        """Whether a movement has this cause."""
        ...

    def list_balances(self, lot_ids: Collection[int]) -> Sequence[StockBalance]:
        """List the balances of these lots that are not empty, by lot and location."""
        ...

    def find_by_cause(self, cause: str) -> LedgerEntry | None:
        """Find the first movement with this cause."""
        ...

    def list_entries(self, lot_id: int, limit: int, before_id: int | None = None) -> Sequence[LedgerEntry]:
        """List the newest entries of a lot, newest first; those before an entry, if given."""
        ...

    def list_entries_of_order(self, order_id: str) -> Sequence[LedgerEntry]:
        """List the entries that were made for an order, oldest first."""
        ...

    def find_discrepancies(self) -> Sequence[Discrepancy]:
        """Compare every balance with the sum of its entries."""
        ...


class ErpStock(Protocol):
    """One transaction's view of lots and stock."""

    @property
    def locations(self) -> StorageLocations: ...

    @property
    def lots(self) -> Lots: ...

    @property
    def ledger(self) -> StockLedger: ...

    @property
    def overview(self) -> StockOverview: ...

    @property
    def assignments(self) -> Assignments: ...

    @property
    def warehouse_states(self) -> WarehouseStates: ...

    @property
    def order_exceptions(self) -> OrderExceptions: ...

    @property
    def warehouse_returns(self) -> WarehouseReturns: ...

    @property
    def fulfillment_orders(self) -> FulfillmentOrders: ...

    @property
    def traces(self) -> LotTraces: ...

    @property
    def recalls(self) -> Recalls: ...

    @property
    def news(self) -> StockNews: ...

    @property
    def demand(self) -> OrderDemands: ...

    @property
    def units(self) -> StockUnits: ...
