"""Looks up the address that an order is shipped to."""

from dataclasses import dataclass

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.verified_address import CheckedAddress
from novex_shopify.domain.policies.carrier_addresses import list_differences, prepare_address
from novex_shopify.domain.ports.carriers import Carriers
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.labels.records import get_account, get_order


@dataclass(frozen=True, slots=True)
class VerifyAddress:
    """Asks the provider's directory when a person asks for it: each look-up costs a little.

    It advises and prevents nothing. Nothing is stored, and nothing is written to the order or to Shopify: the customer
    may know better.
    """

    unit_of_work: UnitOfWork
    carriers: Carriers

    def __call__(self, order_id: str) -> CheckedAddress:
        """Look up an order's shipping address.

        Raises `NotFound`, `InvalidShipment` if the order has no address or one without a country, `NoCarrierAccount`,
        and as `Carriers` does.
        """
        with self.unit_of_work.read() as tx:
            order = get_order(tx, order_id)
            account = get_account(tx, ShopDomain(order.shop_domain))
        if order.shipping_address is None or not order.shipping_address.country_code:
            raise InvalidShipment(order.name, "must have a shipping address with a country")
        asked = prepare_address(order.shipping_address)
        found = self.carriers.verify_address(account, asked)
        return CheckedAddress(found.problems, tuple(list_differences(asked, found.suggested)), found.is_residential)
