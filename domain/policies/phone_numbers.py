"""Phone numbers that are the same, however they are written."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# `phonenumbers` is imported on use: its tables take a tenth of a second, and most commands need none.

_EXTENSION = ";ext="
_NUMBER_AFTER_00 = re.compile(r"[^\w+]*[0\u0660\u06f0\uff10]{2}(?P<number>.*)", re.DOTALL)


def normalize_phone(phone: str | None, country_code: str | None = None) -> str | None:
    """Return the number in E.164, without its extension; None if it cannot be a phone number.

    `country_code` is the country of numbers that are written without a country code. A number of a possible length is
    returned even if its country has not assigned such numbers.
    """
    if not phone:
        return None
    return phone if _is_normalized(phone) else _format(phone, country_code)


def normalize_extension(phone: str | None, country_code: str | None = None) -> str | None:
    """Return the number in E.164 with its extension, such as `+12125550143;ext=5`; None if it has no extension."""
    number = None if not phone or _is_normalized(phone) else _find_number(phone, country_code)
    if number is None or not number.extension:
        return None
    return f"{normalize_phone(phone, country_code)}{_EXTENSION}{number.extension}"


def find_other_extensions(some: Iterable[str], others: Iterable[str]) -> bool:
    """Return whether two people have a number in common, and both have extensions of it, none of which is the same."""
    some_extensions, other_extensions = _group_extensions(some), _group_extensions(others)
    common = some_extensions.keys() & other_extensions.keys()
    return any(some_extensions[number].isdisjoint(other_extensions[number]) for number in common)


def is_assigned_number(phone: str) -> bool:
    """Return whether its country assigns such numbers; not 1234567890, which people enter to get on."""
    from phonenumbers import is_valid_number  # noqa: PLC0415

    return any(is_valid_number(number) for number in _parse_number(phone, None))


def find_national_number(phone: str) -> str | None:
    """Return the part of a number in E.164 that follows the country code; None if no country has this code."""
    return parts[1] if (parts := _split_number(phone)) else None


def find_trunk_number(phone: str) -> str | None:
    """Return a number in E.164 as people of its country dial it, such as `84951234567` for +7 495 1234567.

    None where the prefix is 0, or none but the country code.
    """
    code, national = _split_number(phone) or ("", "")
    prefix = _get_trunk_prefix(int(code)) if code else None
    return None if prefix in (None, "0", code) else f"{prefix}{national}"


def _split_number(phone: str) -> tuple[str, str] | None:
    """Split a number in E.164 after its country code; None if no country has this code."""
    for length in (1, 2, 3):
        if phone.startswith("+") and (code := phone[1 : 1 + length]).isdecimal() and _get_country_rules(int(code)):
            return code, phone[1 + length :]
    return None


@cache
def _get_trunk_prefix(calling_code: int) -> str | None:
    from phonenumbers import PhoneMetadata, region_code_for_country_code  # noqa: PLC0415

    region = region_code_for_country_code(calling_code)
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
    return metadata.national_prefix if metadata else None


def _format(phone: str, country_code: str | None) -> str | None:
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415

    number = _find_number(phone, country_code)
    return format_number(number, PhoneNumberFormat.E164) if number else None


def _find_number(phone: str, country_code: str | None) -> "PhoneNumber | None":
    from phonenumbers import is_possible_number, is_valid_number  # noqa: PLC0415

    possible = [number for number in _list_readings(phone, country_code) if is_possible_number(number)]
    return next(filter(is_valid_number, possible), possible[0] if possible else None)


def _group_extensions(phones: Iterable[str]) -> Mapping[str, set[str]]:
    extensions: dict[str, set[str]] = defaultdict(set)
    for number, extension in (phone.split(_EXTENSION) for phone in phones if _EXTENSION in phone):
        extensions[number].add(extension)
    return extensions


def _list_readings(phone: str, country_code: str | None) -> "Iterator[PhoneNumber]":
    yield from _parse_number(phone, country_code)
    # People write 00 before a country code also where it is not what one dials.
    if international := _NUMBER_AFTER_00.match(phone):
        yield from _parse_number(f"+{international['number']}", None)


def _parse_number(phone: str, country_code: str | None) -> "list[PhoneNumber]":
    from phonenumbers import NumberParseException, parse  # noqa: PLC0415

    try:
        return [parse(phone, country_code)]
    except NumberParseException:
        return []


def _is_normalized(phone: str) -> bool:
    """Return whether parsing would change nothing, as with Shopify's own numbers; an import saves 60 µs for each."""
    if not (phone[0] == "+" and phone.isascii() and phone[1:].isdecimal()):
        return False
    for length in (1, 2, 3):
        if rules := _get_country_rules(int(phone[1 : 1 + length])):
            lengths, trunk_prefix = rules
            national = phone[1 + length :]
            return len(national) in lengths and not (trunk_prefix and trunk_prefix.match(national))
    return False


@cache
def _get_country_rules(calling_code: int) -> tuple[Collection[int], re.Pattern[str] | None] | None:
    """Return how long a country's numbers can be, and what `parse` removes from their start."""
    from phonenumbers import PhoneMetadata, region_code_for_country_code  # noqa: PLC0415

    region = region_code_for_country_code(calling_code)
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
    if metadata is None or metadata.general_desc is None:
        return None
    prefix = metadata.national_prefix_for_parsing
    return metadata.general_desc.possible_length, re.compile(prefix) if prefix else None
