"""Finds what carriers may refuse of an order's address."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.carrier_addresses import find_address_warnings, prepare_address
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.labels.records import get_order


@dataclass(frozen=True, slots=True)
class FindAddressWarnings:
    """Reads the stored address; it asks no carrier, and prevents nothing."""

    unit_of_work: UnitOfWork

    def __call__(self, order_id: str) -> Sequence[str]:
        """What some carriers refuse at the purchase although they give a rate. Raises `NotFound`."""
        with self.unit_of_work.read() as tx:
            order = get_order(tx, order_id)
        return [*find_address_warnings(prepare_address(order.shipping_address or Address()))]
