"""Where the EU's VAT applies, which is not where its countries end.

Source: Council Directive 2006/112/EC (consolidated 2025), articles 6 and 7; for Northern Ireland the Windsor Framework,
annex 3, by which what is shipped there stays in the EU. Postal codes are those of the national posts. The north of
Cyprus, where EU law is suspended, does not show in an address.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.customer import Address

NORTHERN_IRELAND = "XI"


@dataclass(frozen=True, slots=True)
class VatArea:
    """A part of a country with VAT rules of its own, found by its postal code, its province or its name as a city."""

    code: str
    country: str
    zip_codes: str
    provinces: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()


VAT_AREAS: Sequence[VatArea] = (
    VatArea("Canary Islands", "ES", "(35|38)[0-9]{3}", frozenset({"GC", "TF"})),
    VatArea("Ceuta", "ES", "51[0-9]{3}", frozenset({"CE"})),
    VatArea("Melilla", "ES", "52[0-9]{3}", frozenset({"ML"})),
    VatArea("Åland", "FI", "22[0-9]{3}"),
    VatArea("French overseas", "FR", "9[78][0-9]{3}"),
    VatArea("Heligoland", "DE", "27498", cities=frozenset({"helgoland", "heligoland"})),
    VatArea("Büsingen", "DE", "78266", cities=frozenset({"büsingen", "büsingen am hochrhein"})),
    VatArea("Livigno", "IT", "23041", cities=frozenset({"livigno"})),
    VatArea("Campione d'Italia", "IT", "22061", cities=frozenset({"campione d'italia"})),
    VatArea("Mount Athos", "GR", "6308[67]"),
    VatArea(NORTHERN_IRELAND, "GB", "BT[0-9]{1,2}[0-9][A-Z]{2}"),
)
"""Monaco is the other way round: a country of its own to which the VAT of France applies."""

_MONACO = re.compile("980[0-9]{2}", re.ASCII)


def find_vat_area(address: Address) -> str | None:
    """Return the country whose VAT applies at an address, or the code of a `VatArea`; None if no country is known."""
    country, zip_code = address.country_code, re.sub(r"[\s-]", "", address.zip or "").upper()
    if country == "MC" or (country == "FR" and _MONACO.fullmatch(zip_code)):
        return "FR"
    for area in VAT_AREAS:
        if country == area.country and _is_in(area, address, zip_code):
            return area.code
    return country


def _is_in(area: VatArea, address: Address, zip_code: str) -> bool:
    if re.fullmatch(area.zip_codes, zip_code, re.ASCII):
        return True
    city, province = (address.city or "").strip().lower(), (address.province_code or "").strip().upper()
    return city in area.cities or province in area.provinces
