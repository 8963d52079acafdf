"""Compares the shapes of two JSON values: keys, types, and the formats of ids, times and money."""

import re
from collections.abc import Iterator
from typing import Any

FORMATS = {
    "id of {}": re.compile(
        r"(shp|adr|prcl|rate|pl|trk|batch|sf|rfnd|ins|order|pickup|pickuprate|cstinfo|cstitem|ca|es|hook|evt|payload|user"
        r"|form)_[0-9A-Za-z.]+"
    ),
    "time ending in Z": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    "time in milliseconds": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    "time with an offset": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"),
    "amount with two decimals": re.compile(r"\d+\.\d\d"),
    "amount with five decimals": re.compile(r"\d+\.\d{5}"),
    "address": re.compile(r"https?://\S+"),
}


def describe(value: Any) -> str:
    """The type of a value, and the format of a text."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            found = ((name, pattern.fullmatch(value)) for name, pattern in FORMATS.items())
            return next((name.format(*matched.groups()) for name, matched in found if matched), "text")
        case list():
            return "list"
    return "object"


def compare(expected: Any, actual: Any, path: str = "", *, nullable: frozenset[str]) -> Iterator[str]:
    """Name each difference, by the kind of object and the key; a `nullable` key may have a value or none.

    Each object of an expected list must have the shape of one of the actual list's, and each text its format.
    """
    if None in (expected, actual) and _may_be_empty(path, nullable):
        return
    if describe(expected) != describe(actual):
        yield f"{path}: {describe(actual)} instead of {describe(expected)}"
    elif isinstance(expected, dict):
        path = expected["object"] if isinstance(expected.get("object"), str) else path
        for key in sorted(expected.keys() | actual.keys()):
            if key not in actual:
                yield f"{path}.{key}: missing"
            elif key not in expected:
                yield f"{path}.{key}: only here"
            else:
                yield from compare(expected[key], actual[key], f"{path}.{key}", nullable=nullable)
    elif isinstance(expected, list):
        yield from _compare_lists(expected, actual, path, nullable)


def _compare_lists(expected: list[Any], actual: list[Any], path: str, nullable: frozenset[str]) -> Iterator[str]:
    if bool(expected) != bool(actual) and not _may_be_empty(path, nullable):
        yield f"{path}: {len(actual)} elements instead of {len(expected)}"
    for each in expected if actual else ():
        yield from min((list(compare(each, other, f"{path}[]", nullable=nullable)) for other in actual), key=len)


def _may_be_empty(path: str, nullable: frozenset[str]) -> bool:
    """By its key in any object, or by that of one kind of object."""
    return path in nullable or path.rpartition(".")[2] in nullable
