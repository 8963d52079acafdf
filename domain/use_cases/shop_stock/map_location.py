"""A person says which storage locations a location of a store stands for."""

from collections.abc import Collection
from dataclasses import dataclass

from novex_shopify.domain.errors import LocationBelongsToApp, NotFound, RestIsTaken, StorageIsTaken
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.location import LocationMapping
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.audit_changes import keep_differences
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.stock.records import get_location, get_location_names, get_stock
from novex_shopify.domain.use_cases.wake_shop_stock import derive_levels


@dataclass(frozen=True, slots=True)
class MapLocation:
    """Maps a location; without storage locations and the rest it is not mapped, and its stock is never written."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self, shop: ShopDomain, location_id: int, storage_names: Collection[str] = (), *, takes_rest: bool = False
    ) -> LocationMapping:
        """Have a location stand for the storage locations with these names, and for the rest if `takes_rest`.

        Raises `NotFound` for an unknown location or name, `NoStockKept`, and a `ShopStockRefused` that says what does
        not fit.
        """
        with self.unit_of_work() as tx:
            places = frozenset(get_location(get_stock(tx), name).id for name in storage_names)
            mapping = LocationMapping(shop, location_id, places, takes_rest)
            _check(tx, mapping)
            known = {each.location_id: each for each in tx.shop_stock.locations.list_mappings(shop)}
            before = known.get(location_id, LocationMapping(shop, location_id))
            if mapping != before:
                tx.shop_stock.locations.save_mapping(mapping)
                _record(tx, before, mapping)
                derive_levels(tx, shop, self.clock.now())
                tx.commit()
        self.notifier.notify(Work.STOCK)
        return mapping


def _check(tx: Transaction, mapping: LocationMapping) -> None:
    names = {each.id: each.name for each in tx.shop_stock.locations.list_for_shop(mapping.shop)}
    location = tx.shop_stock.locations.get(mapping.shop, mapping.location_id)
    if location is None:
        raise NotFound(f"{mapping.shop} has no location {mapping.location_id}. Read its locations again.")
    if location.is_fulfillment_service and mapping.is_mapped:
        raise LocationBelongsToApp(location.name)
    for other in tx.shop_stock.locations.list_mappings(mapping.shop):
        if other.location_id == mapping.location_id:
            continue
        if other.takes_rest and mapping.takes_rest:
            raise RestIsTaken(names[other.location_id])
        for taken in sorted(other.storage_location_ids & mapping.storage_location_ids):
            raise StorageIsTaken(get_location_names(get_stock(tx))[taken], names[other.location_id])


def _record(tx: Transaction, before: LocationMapping, after: LocationMapping) -> None:
    names = get_location_names(get_stock(tx))

    def describe(mapping: LocationMapping) -> AuditValues:
        storage = sorted(names.get(each, str(each)) for each in mapping.storage_location_ids)
        return {"storage_locations": storage, "takes_rest": mapping.takes_rest}

    subject = AuditSubject(AuditedKind.LOCATION, str(after.location_id), after.shop)
    values = keep_differences(describe(before), describe(after))
    tx.audit_log.record(AuditAction.STORE_LOCATION_MAPPED, subject, *values)
