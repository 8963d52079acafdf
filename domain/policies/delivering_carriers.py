"""Which carriers deliver to post office boxes and to the armed forces."""

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.shipping_places import is_military, is_po_box

_WITH_USPS = frozenset({"usps", "uspsship", "dhlecs", "upsmailinnovations", "asendiausa", "osmworldwide"})
"""The post of the United States, and services that hand their parcels over to it for the last mile."""

_COURIERS = ("ups", "fedex", "dhlexpress", "amazon", "ontrac", "lasership", "tnt")
"""They need a door. Names of accounts begin with them, such as UPSDAP and FedExDefault."""


def find_hard_place(address: Address) -> str | None:
    """What of an address many carriers do not deliver to, in the plural; None for all others."""
    if is_military(address):
        return "military addresses"
    return "PO boxes" if is_po_box(address) else None


def delivers_to(carrier: str, address: Address) -> bool:
    """Whether a carrier, by the name of its account, delivers to an address."""
    name = "".join(filter(str.isalnum, carrier.casefold()))
    if is_military(address) or (is_po_box(address) and address.country_code == "US"):
        return name in _WITH_USPS
    return not (is_po_box(address) and name not in _WITH_USPS and name.startswith(_COURIERS))
