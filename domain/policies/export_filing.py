"""Exports from the United States that must be filed before they leave (15 CFR 30)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.parcel_contents import ParcelItem
from novex_shopify.domain.policies.shipping_places import MILITARY, name_place, needs_customs

SMALL_VALUE, TO_CANADA, TO_TERRITORIES = "NOEEI 30.37(a)", "NOEEI 30.36", "NOEEI 30.2(d)(2)"
"""Exemptions: at most 2,500 USD for each tariff number, exports to Canada without a license, and some territories."""

_MAX_VALUE = Decimal(2_500)
_ITN = re.compile(r"(?:AES\s*)?(?:ITN\s*)?(X\d{14})")
_EXEMPTION = re.compile(r"NOEEI\s*(?:§\s*)?(30\.\d{1,2}(?:\([a-z]\))?(?:\(\d{1,2}\))?)")
_FILED_FROM = ("US", "PR", "VI")
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
    start, end = name_place(ship_from), name_place(ship_to)
    if start not in _FILED_FROM or end in (start, MILITARY, "CA", *_WITHOUT_FILING):
        return False
    return start != "VI" or end not in _FILED_FROM


def may_need_filing(ship_from: Address, ship_to: Address) -> bool:
    """Whether a person is to be asked for the filing of a parcel on this way, whatever it is worth."""
    return needs_customs(ship_from, ship_to) and needs_filing(ship_from, ship_to)


def choose_exemption(ship_to: Address) -> str:
    """The exemption of an export that need not be filed."""
    place = name_place(ship_to)
    if place in _WITHOUT_FILING:
        return TO_TERRITORIES
    return TO_CANADA if place == "CA" else SMALL_VALUE


def find_filing_problems(
    items: Sequence[ParcelItem], filing: str | None, others: Sequence[ParcelItem] = ()
) -> Iterator[str]:
    """The tariff numbers that are worth too much to leave with this filing or without one, or whose worth is not known
    in dollars. What leaves for the same person in other parcels, `others`, counts with them.
    """
    if filing in (TO_CANADA, TO_TERRITORIES):
        yield f"The exemption {filing} does not hold for this destination. Enter an ITN, or the exemption that holds."
    if filing not in (None, SMALL_VALUE):
        return
    values, together = _sum_by_tariff_number(items), _sum_by_tariff_number([*items, *others])
    for (hs_code, currency), value in values.items():
        total = value if filing else together[hs_code, currency]
        where = " in the parcels of this order" if total > value else ""
        if currency != "USD" and not filing:
            yield (
                f"The items with HS code {hs_code} are worth {total} {currency}{where}, and an export of more than"
                f" {_MAX_VALUE:,} USD must be filed first (AES). Enter its ITN, or {SMALL_VALUE} if it is worth less."
            )
        elif currency == "USD" and total > _MAX_VALUE:
            refused = f", and {SMALL_VALUE} does not hold" if filing else ""
            yield (
                f"The items with HS code {hs_code} are worth {total} USD{where}. Above {_MAX_VALUE:,} USD an export"
                f" must be filed first (AES){refused}. Enter its ITN, or the exemption that holds."
            )


def _sum_by_tariff_number(items: Iterable[ParcelItem]) -> Mapping[tuple[str, str], Decimal]:
    values: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in items:
        if each.item and each.item.hs_code:
            values[each.item.hs_code, each.value.currency] += each.value.amount
    return values
