"""Texts, numbers and times in Shopify's JSON, in every notation that says the same."""

from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from msgspec import inspect

from novex_shopify.adapters.shopify.field_types import Moment
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.domain.model.money import is_amount

PLACEHOLDER_YEARS = (MINYEAR, MAXYEAR)
"""No real dates: in UTC they may be before the first year, or after the last."""

_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


class UnreadableValue(Exception):
    """What a value is not. Never with the value, which may be personal data."""


def read_text(value: Any, node: inspect.StrType) -> str:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise UnreadableValue("is not a text")
    if not (node.min_length or 0) <= len(value) <= (node.max_length or len(value)):
        raise UnreadableValue(f"does not have {node.min_length} letters")
    return value


def read_number(value: Any, node: inspect.IntType) -> int:
    number = read_decimal(value)
    if number % 1 or not _is_within(int(number), node):
        raise UnreadableValue("is not a whole number in its range")
    return int(number)


def read_decimal(value: Any, _node: inspect.DecimalType | None = None) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise UnreadableValue("is not a number")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise UnreadableValue("is not a number") from None
    if not is_amount(number):
        raise UnreadableValue("is not a number in its range")
    return number


def read_boolean(value: Any, _node: inspect.BoolType) -> bool:
    truth = value if isinstance(value, bool) else _BOOLEANS.get(str(value).lower())
    if truth is None:
        raise UnreadableValue("is neither true nor false")
    return truth


def read_moment(value: Any, _node: inspect.DateTimeType) -> datetime:
    try:
        moment = msgspec.convert(value, Moment)
    except msgspec.ValidationError:
        raise UnreadableValue("is not a time with a time zone") from None
    if moment.year in PLACEHOLDER_YEARS:
        raise UnreadableValue("is not a real date")
    return moment


def read_gid(value: Any) -> str:
    gid = str(value) if isinstance(value, str | int) else ""
    try:
        parse_gid(gid)
    except ValueError:
        raise UnreadableValue("is not an id") from None
    return gid


def read_raw(value: Any, _node: inspect.RawType) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


def read_mapping(value: Any, _node: inspect.DictType) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableValue("is not an object")
    return value


def keep_value(value: Any, _node: inspect.AnyType) -> Any:
    return value


def _is_within(number: int, node: inspect.IntType) -> bool:
    return (node.ge is None or number >= node.ge) and (node.le is None or number <= node.le)


SCALAR_READERS: Mapping[type[inspect.Type], Callable[[Any, Any], Any]] = {
    inspect.StrType: read_text,
    inspect.IntType: read_number,
    inspect.DecimalType: read_decimal,
    inspect.BoolType: read_boolean,
    inspect.DateTimeType: read_moment,
    inspect.RawType: read_raw,
    inspect.DictType: read_mapping,
    inspect.AnyType: keep_value,
}
