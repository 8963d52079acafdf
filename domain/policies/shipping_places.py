"""Which places ask for a customs declaration, and which ones few carriers deliver to."""

import re

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.eu_countries import EU_COUNTRIES
from novex_shopify.domain.policies.vat_areas import NORTHERN_IRELAND, find_vat_area

_UNITED_STATES = "US"
_US_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
"""They have codes as countries and as states; people and Shopify use both."""

_MILITARY_STATES = frozenset({"AA", "AE", "AP"})
_MILITARY_CITIES = frozenset({"APO", "DPO", "FPO"})
_PO_BOX = re.compile(
    r"\b(p\.?\s*o\.?\s*b(ox(?![a-z])|\.)|post\s*office\s*box(?![a-z])|p\.?\s*o\.?\s*#?\s*\d|postfach|apartado|casella\s+postale|postbus"
    r"|bo[iî]te\s+postale)",
    re.IGNORECASE,
)


def is_military(address: Address) -> bool:
    """Whether it is a post office of the armed forces of the United States (APO, FPO, DPO)."""
    if address.country_code != _UNITED_STATES:
        return False
    return _get_state(address) in _MILITARY_STATES or (address.city or "").strip().upper() in _MILITARY_CITIES


def is_us_territory(address: Address) -> bool:
    """Whether it is a territory of the United States, such as Puerto Rico, written as a country or as a state."""
    code = _get_state(address) if address.country_code == _UNITED_STATES else address.country_code
    return code in _US_TERRITORIES


def is_po_box(address: Address) -> bool:
    return any(_PO_BOX.search(line) for line in (address.address1, address.address2) if line)


def needs_customs(ship_from: Address, ship_to: Address) -> bool:
    """Whether a parcel needs a customs declaration: to other countries, and within the United States to territories
    and the armed forces. Within the area of the European Union's VAT none is needed.
    """
    if is_military(ship_to) or is_us_territory(ship_to) or is_us_territory(ship_from):
        return _name_place(ship_from) != _name_place(ship_to)
    start, end = _find_area(ship_from), _find_area(ship_to)
    return start != end and not {start, end} <= EU_COUNTRIES


def _find_area(address: Address) -> str | None:
    """Between Great Britain and Northern Ireland most parcels need no declaration: they are one country here."""
    area = find_vat_area(address)
    return address.country_code if area == NORTHERN_IRELAND else area


def _name_place(address: Address) -> str | None:
    if is_military(address):
        return "military"
    return _get_state(address) or address.country_code if is_us_territory(address) else address.country_code


def _get_state(address: Address) -> str:
    return (address.province_code or "").strip().upper()
