"""Which places ask for a customs declaration, and which ones few carriers deliver to."""

import re

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.eu_countries import EU_COUNTRIES
from novex_shopify.domain.policies.vat_areas import NORTHERN_IRELAND, find_vat_area

_UNITED_STATES = "US"
_US_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
"""They have codes as countries and as states; people and Shopify use both."""

_ASSOCIATED_STATES = frozenset({"FM", "MH", "PW"})
"""Countries of their own that the post of the United States serves, so that people and Shopify name them as states."""

MILITARY = "military"

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
    return name_place(address) in _US_TERRITORIES


def is_po_box(address: Address) -> bool:
    return any(_PO_BOX.search(line) for line in (address.address1, address.address2) if line)


def needs_customs(ship_from: Address, ship_to: Address) -> bool:
    """Whether a parcel needs a customs declaration: to other countries, and within the United States to territories
    and the armed forces. Within the area of the European Union's VAT none is needed.
    """
    if _has_place_of_its_own(ship_to) or _has_place_of_its_own(ship_from):
        return name_place(ship_from) != name_place(ship_to)
    start, end = _find_area(ship_from), _find_area(ship_to)
    return start != end and not {start, end} <= EU_COUNTRIES


def _find_area(address: Address) -> str | None:
    """Between Great Britain and Northern Ireland most parcels need no declaration: they are one country here."""
    area = find_vat_area(address)
    return address.country_code if area == NORTHERN_IRELAND else area


def name_place(address: Address) -> str | None:
    """The code of the country or of the territory, however it is written; `MILITARY` for the armed forces of the
    United States.
    """
    if is_military(address):
        return MILITARY
    state = _get_state(address) if address.country_code == _UNITED_STATES else ""
    return state if state in _US_TERRITORIES | _ASSOCIATED_STATES else address.country_code


def _has_place_of_its_own(address: Address) -> bool:
    return name_place(address) in _US_TERRITORIES | _ASSOCIATED_STATES | {MILITARY}


def _get_state(address: Address) -> str:
    return (address.province_code or "").strip().upper()
