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


_COMPARED = ("company", "address1", "address2", "zip", "city", "province_code", "country_code")


def list_differences(written: Address, suggested: Address) -> Iterator[AddressDifference]:
    """The parts that a directory spells in another way, not counting capitals, spaces and punctuation.

    A longer postcode that begins with the written one, as ZIP+4 does, is not another one.
    """
    for name in _COMPARED:
        here, there = getattr(written, name), getattr(suggested, name)
        known, found = _normalize(here), _normalize(there)
        if known != found and not (name == "zip" and known and found.startswith(known)):
            yield AddressDifference(name, here, there)


def _normalize(text: str | None) -> str:
    return "".join(each for each in (text or "").casefold() if each.isalnum())
