"""Exports from the United States that must be filed before they leave (15 CFR 30)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.parcel_contents import ParcelItem
from novex_shopify.domain.policies.shipping_places import is_military, needs_customs

SMALL_VALUE, TO_CANADA = "NOEEI 30.37(a)", "NOEEI 30.36"
"""Exemptions: at most 2,500 USD for each tariff number, and exports to Canada without a license."""

_MAX_VALUE = Decimal(2_500)
_ITN = re.compile(r"(?:AES\s*)?(?:ITN\s*)?(X\d{14})")
_EXEMPTION = re.compile(r"NOEEI\s*(?:§\s*)?(30\.\d{1,2}(?:\([a-z]\))?(?:\(\d{1,2}\))?)")
_WITHOUT_FILING = ("AS", "GU", "MP")
"""Territories that an export need not be filed for."""


def parse_filing(text: str) -> str | None:
    """Read an ITN such as X20261127123456, or an exemption such as NOEEI 30.36; None for anything else."""
    written = text.strip()
    if itn := _ITN.fullmatch(written.upper()):
        return f"AES {itn[1]}"
    exemption = _EXEMPTION.fullmatch(re.sub("^noeei", "NOEEI", written, flags=re.IGNORECASE))
    return f"NOEEI {exemption[1]}" if exemption else None


def needs_filing(ship_from: Address, ship_to: Address) -> bool:
    """Whether an export of more than 2,500 USD for a tariff number must be filed on this way."""
    if ship_from.country_code not in ("US", "PR") or is_military(ship_to):
        return False
    place = ship_to.province_code if ship_to.country_code == "US" else ship_to.country_code
    return place not in (*_WITHOUT_FILING, "CA")


def may_need_filing(ship_from: Address, ship_to: Address) -> bool:
    """Whether a person is to be asked for the filing of a parcel on this way, whatever it is worth."""
    return needs_customs(ship_from, ship_to) and needs_filing(ship_from, ship_to)


def choose_exemption(ship_to: Address) -> str:
    """The exemption of an export that need not be filed."""
    return TO_CANADA if ship_to.country_code == "CA" else SMALL_VALUE


def find_filing_problems(items: Sequence[ParcelItem]) -> Iterator[str]:
    """The tariff numbers that are worth too much to leave without a filing, or whose worth is not known in dollars."""
    values: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in items:
        if each.item and each.item.hs_code:
            values[each.item.hs_code, each.value.currency] += each.value.amount
    for (hs_code, currency), value in values.items():
        if currency != "USD":
            yield (
                f"The items with HS code {hs_code} are worth {value} {currency}, and an export of more than"
                f" {_MAX_VALUE} USD must be filed first (AES). Enter its ITN, or {SMALL_VALUE} if it is worth less."
            )
        elif value > _MAX_VALUE:
            yield (
                f"The items with HS code {hs_code} are worth {value} USD. Above {_MAX_VALUE} USD an export must be"
                " filed first (AES). Enter its ITN, or the exemption that holds; or split the parcel."
            )
