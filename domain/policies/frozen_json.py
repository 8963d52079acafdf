"""Dataclasses as JSON text whose bytes are the same every time, so that a hash of them means something.

The names of fields are the format: a stored text is read back by `thaw`, so a field that a later version renames or
drops needs a new version of the whole shape.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from novex_shopify.domain.model.money import Money

T = TypeVar("T")


def freeze(value: Any) -> str:
    """Write a dataclass."""
    return json.dumps(_to_json(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def thaw(text: str, kind: type[T]) -> T:
    """Read what `freeze` wrote. Unknown names are ignored."""
    read: T = _from_json(json.loads(text), kind)
    return read


def _to_json(value: Any) -> Any:
    if isinstance(value, Money):
        return str(value)
    if is_dataclass(value):
        return {field.name: _to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_to_json(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _from_json(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, types.UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is tuple:
        return tuple(_from_json(each, get_args(kind)[0]) for each in value)
    if is_dataclass(kind) and kind is not Money:
        return _build(value, kind)
    return _READERS.get(kind, kind)(value)


def _build(value: Mapping[str, Any], kind: Any) -> Any:
    hints = _get_hints(kind)
    return kind(**{name: _from_json(part, hints[name]) for name, part in value.items() if name in hints})


def _read_money(text: str) -> Money:
    amount, _, currency = text.partition(" ")
    return Money(Decimal(amount), currency)


_READERS: Mapping[Any, Any] = {Money: _read_money, date: date.fromisoformat}


@cache
def _get_hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)
