"""Creates and changes storage locations."""

from dataclasses import asdict, dataclass

from novex_shopify.domain.errors import LocationExists, LocationNameMissing, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.wake_shop_stock import compare_again, list_comparing_shops


@dataclass(frozen=True, slots=True)
class SaveLocation:
    """Creates a location whose id is 0, or changes the one with its id."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, location: StorageLocation) -> StorageLocation:
        """Return the location with its id. Raises `NotFound`, or a `StockRefused` that says what does not fit."""
        with self.unit_of_work() as tx:
            stock = get_stock(tx)
            if not location.name.strip():
                raise LocationNameMissing
            namesake = stock.locations.find(location.name)
            if namesake and namesake.id != location.id:
                raise LocationExists(namesake.name)
            before = stock.locations.get(location.id) if location.id else None
            if location.id and before is None:
                raise NotFound(f"There is no location {location.id}.")
            saved = stock.locations.save(location)
            tx.audit_log.record(
                AuditAction.LOCATION_SAVED,
                AuditSubject(AuditedKind.LOCATION, str(saved.id)),
                asdict(before) if before else {},
                asdict(saved),
            )
            if before and (before.sells, before.counted) != (saved.sells, saved.counted):
                compare_again(tx, list_comparing_shops(tx), self.clock.now())
            tx.commit()
        return saved
