"""Reads the locations of stores from Shopify."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import DatabaseUnavailable, to_log_fields, unexpected
from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import LOCATIONS_INTERVAL
from novex_shopify.domain.use_cases.periodic_jobs import try_start_job
from novex_shopify.domain.use_cases.shop_stock.store_locations import store_locations
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReadLocations:
    """Stores a store's locations as Shopify has them. Those that it no longer has lose what they were mapped to."""

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    clock: Clock
    worker: WorkerId

    def __call__(self, shop: ShopDomain) -> Sequence[Location]:
        """Read a store's locations now; returns them by name. Raises as `ShopifyAdmin` and `RefreshAccessToken` do."""
        locations = self.admin.fetch_locations(self.access(shop))
        with self.unit_of_work() as tx:
            store_locations(tx, shop, locations, self.clock.now())
            tx.commit()
        return sorted(locations, key=lambda location: (location.name, location.id))

    def run_due(self) -> None:
        """Read the locations of every reachable store once a day, and of a new one at once."""
        with self.unit_of_work.read() as tx:
            shops = [shop.domain for shop in tx.shops.list_all() if shop.active and shop.reachable]
        for shop in shops:
            job = f"read locations {shop}"
            if try_start_job(self.unit_of_work, job, self.worker, self.clock.now(), LOCATIONS_INTERVAL):
                self._try_read(shop)

    def _try_read(self, shop: ShopDomain) -> None:
        try:
            self(shop)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # one store must not keep the others from being read
            _log.warning("locations.not_read", extra={"shop": shop, **to_log_fields(error)}, exc_info=unexpected(error))
