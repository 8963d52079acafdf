"""Lists what carriers collect on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.manifests.carrier_days import CarrierDayParcels, list_carrier_days


@dataclass(frozen=True, slots=True)
class ListCarrierDays:
    """Reads the stored labels and manifests; it asks no carrier."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, day: date) -> Sequence[CarrierDayParcels]:
        """By carrier and address, with those whose labels are all on a manifest."""
        with self.unit_of_work.read() as tx:
            return list_carrier_days(tx, day, self.clock.now())
