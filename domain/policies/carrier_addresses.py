"""Addresses as carriers take them, and what they lack for it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.verified_address import AddressDifference
from novex_shopify.domain.policies.phone_numbers import is_assigned_number, normalize_phone

MAX_LINE = 35
"""Characters in a line of an address at UPS and FedEx."""

_STATE_NEEDED = ("US", "CA")
_STATE_CODE = re.compile(r"[A-Z]{2}")


def find_address_problems(address: Address, whose: str) -> Iterator[str]:
    """What every carrier asks for and the address lacks; `whose` address it is, for the sentences."""
    if address.is_withheld:
        yield f"{whose} has neither name nor street; Shopify withholds them from apps without access to protected data."
        return
    missing = [
        label
        for label, value in (
            ("name or company", address.name or address.company),
            ("street", address.address1),
            ("city", address.city),
            ("country", address.country_code),
        )
        if not value
    ]
    if address.country_code in _STATE_NEEDED:
        missing += [] if address.zip else ["postcode"]
        missing += [] if address.province_code else ["state"]
    if missing:
        yield f"{whose} has no {', no '.join(missing)}."


def find_address_warnings(address: Address) -> Iterator[str]:
    """What some carriers refuse at the purchase although they gave a rate."""
    lines = {
        "name": address.name,
        "company": address.company,
        "first street line": address.address1,
        "second street line": address.address2,
        "city": address.city,
    }
    for label, line in lines.items():
        if line and len(line) > MAX_LINE:
            yield (
                f"The {label} has {len(line)} characters. UPS and FedEx refuse lines of more than {MAX_LINE}:"
                " choose another carrier, or shorten it in Shopify."
            )


def prepare_address(address: Address, *other_phones: str | None) -> Address:
    """The address with a state's code where its name is one, a street that fits two lines if it can, and the first
    phone number that can be called: its own, otherwise one of the others; None if there is none.
    """
    state = (address.province or "").strip().upper()
    code = address.province_code or (state if _STATE_CODE.fullmatch(state) else None)
    wrapped = _wrap_street(address)
    phones = (normalize_phone(each, address.country_code) for each in (address.phone, *other_phones))
    phone = next((each for each in phones if each and is_assigned_number(each)), None)
    return replace(wrapped, province_code=code, phone=phone)


def _wrap_street(address: Address) -> Address:
    street = address.address1 or ""
    if len(street) <= MAX_LINE or address.address2:
        return address
    end = street.rfind(" ", 0, MAX_LINE + 1)
    first, second = street[:end].rstrip(" ,"), street[end + 1 :].strip()
    return replace(address, address1=first, address2=second) if end > 0 and len(second) <= MAX_LINE else address


_STREET = ("address1", "address2")
_COMPARED = ("company", *_STREET, "zip", "city", "province_code", "country_code")
_ZIP_CODE, _LONG_ZIP_CODE = 5, 9
"""Digits of a postcode of the United States, and of one with the four that name a block."""


def list_differences(written: Address, suggested: Address) -> Iterator[AddressDifference]:
    """The parts that a directory spells in another way, not counting capitals, spaces and punctuation.

    A ZIP+4 code is the same postcode with a block, and a street in one line instead of two is the same street.
    """
    is_same_street = _join_street(written) == _join_street(suggested)
    for name in _COMPARED:
        here, there = getattr(written, name), getattr(suggested, name)
        if (is_same_street and name in _STREET) or (name == "zip" and _is_longer(here, there)):
            continue
        if _normalize(here) != _normalize(there):
            yield AddressDifference(name, here, there)


def _join_street(address: Address) -> str:
    return _normalize(f"{address.address1 or ''}{address.address2 or ''}")


def _is_longer(written: str | None, suggested: str | None) -> bool:
    known, found = _normalize(written), _normalize(suggested)
    return found.startswith(known) and (len(known), len(found)) == (_ZIP_CODE, _LONG_ZIP_CODE)


def _normalize(text: str | None) -> str:
    return "".join(each for each in (text or "").casefold() if each.isalnum())
