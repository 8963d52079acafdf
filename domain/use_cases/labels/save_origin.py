"""A person states the addresses that parcels leave from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.domain.errors import InvalidOrigin, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.policies.carrier_addresses import find_address_problems, find_address_warnings
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

_RECORDED = ("company", "address1", "address2", "zip", "city", "province_code", "country_code")
"""Who signs for the parcels, and the phone number, may be a person's."""

_ALL_OTHERS = "all other locations"


@dataclass(frozen=True, slots=True)
class SaveOrigin:
    """Stores and deletes senders' addresses."""

    unit_of_work: UnitOfWork

    def __call__(self, origin: Origin) -> None:
        """Create the address of a location, or of all others, or replace it.

        Raises `InvalidOrigin` for what no carrier takes, and `NotFound` for a location that does not exist.
        """
        country = (origin.address.country_code or "").upper()
        address = replace(origin.address, country_code=country or None)
        problems = [*find_address_problems(address, "The address"), *find_address_warnings(address)]
        if problems:
            raise InvalidOrigin(" ".join(problems))
        with self.unit_of_work() as tx:
            name = _find_name(tx, origin.location)
            known = next((each for each in tx.origins.list_all() if each.location == name), None)
            tx.origins.save(Origin(name, address))
            before = _describe(known) if known else {}
            tx.audit_log.record(
                AuditAction.ORIGIN_SAVED, _build_subject(name), before, _describe(Origin(name, address))
            )
            tx.commit()

    def delete(self, location: str | None) -> None:
        """Delete the address of a location, or of all others. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            known = next((each for each in tx.origins.list_all() if each.location == location), None)
            if known is None:
                raise NotFound(f"There is no address for {location or _ALL_OTHERS}.")
            tx.origins.delete(location)
            tx.audit_log.record(AuditAction.ORIGIN_DELETED, _build_subject(location), _describe(known))
            tx.commit()


def _find_name(tx: Transaction, location: str | None) -> str | None:
    """The location's name as it is written there."""
    if location is None or tx.erp.stock is None:
        return location
    found = tx.erp.stock.locations.find(location)
    if found is None:
        raise NotFound(f"There is no location {location}.")
    return found.name


def _build_subject(location: str | None) -> AuditSubject:
    return AuditSubject(AuditedKind.ORIGIN, location or _ALL_OTHERS)


def _describe(origin: Origin) -> Mapping[str, Any]:
    values = {name: getattr(origin.address, name) for name in _RECORDED}
    return {name: value for name, value in values.items() if value}
