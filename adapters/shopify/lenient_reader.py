"""Reads decoded JSON field by field: what is optional and cannot be read gets its default.

PHP writes `[]` and `""` where there is no object, some apps write numbers as texts, and Shopify itself writes dates of
the year 0. None of that is a reason to lose the rest of a record.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from novex_shopify.adapters.shopify.field_types import DECISIVE, GID
from novex_shopify.adapters.shopify.scalar_values import SCALAR_READERS, UnreadableValue, read_gid

Schema = TypeVar("Schema")
ObjectType = inspect.StructType | inspect.DataclassType

_EMPTY_VALUES: tuple[Any, ...] = ("", [], {})


class UnreadableField(Exception):
    """A field without which its record cannot be used. The message never has its value, which may be personal data."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'it'} {problem}")


def read_leniently(value: Any, schema: type[Schema]) -> tuple[Schema, list[str]]:
    """The record, and which optional fields were left out and why. Raises `UnreadableField`."""
    reader = _LenientReader()
    fitting = reader.read(value, _inspect(schema), "", decisive=True)
    return msgspec.convert(fitting, schema), reader.omitted


_inspect: Callable[[Any], inspect.Type] = cache(inspect.type_info)


@dataclass(slots=True)
class _LenientReader:
    """Turns JSON values into values that fit their types exactly. `omitted` collects what was left out."""

    omitted: list[str] = field(default_factory=list)

    def read(self, value: Any, node: inspect.Type, path: str, *, decisive: bool) -> Any:
        match node:
            case inspect.Metadata(type=inner, extra=extra):
                if extra and GID in extra:
                    return _read_scalar(read_gid, value, path)
                return self.read(value, inner, path, decisive=decisive or bool(extra and DECISIVE in extra))
            case inspect.UnionType():
                return self._read_union(value, node, path, decisive=decisive)
            case inspect.StructType() | inspect.DataclassType():
                return self._read_object(value, node, path)
            case inspect.ListType():
                return self._read_list(value, node, path, decisive=decisive)
        return _read_scalar(SCALAR_READERS[type(node)], value, path, node)

    def _read_union(self, value: Any, node: inspect.UnionType, path: str, *, decisive: bool) -> Any:
        members = [each for each in node.types if not isinstance(each, inspect.NoneType)]
        if len(members) < len(node.types) and _is_absent(value, members):
            return None
        for member in members[:-1]:
            try:
                return self.read(value, member, path, decisive=decisive)
            except UnreadableField:
                continue
        return self.read(value, members[-1], path, decisive=decisive)

    def _read_object(self, value: Any, node: ObjectType, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise UnreadableField(path, "is not an object")
        fields: dict[str, Any] = {}
        for each in node.fields:
            name, place = each.encode_name, f"{path}.{each.encode_name}".removeprefix(".")
            if value.get(name) is None and not each.required:
                continue
            optional = _is_optional(each)
            try:
                if name not in value:
                    raise UnreadableField(place, "is missing")
                fields[name] = self.read(value[name], each.type, place, decisive=not optional)
            except UnreadableField as error:
                if not optional:
                    raise
                self.omitted.append(str(error))
                if each.required:
                    fields[name] = None
        return fields

    def _read_list(self, value: Any, node: inspect.ListType, path: str, *, decisive: bool) -> list[Any]:
        if not isinstance(value, list):
            raise UnreadableField(path, "is not a list")
        items = []
        for number, each in enumerate(value):
            try:
                items.append(self.read(each, node.item_type, f"{path}[{number}]", decisive=decisive))
            except UnreadableField as error:
                if decisive:
                    raise
                self.omitted.append(str(error))
                if _can_be_empty(node.item_type):
                    items.append({})  # keeps the position of the others, which are referred to by it
        return items


def _read_scalar(reader: Any, value: Any, path: str, *arguments: Any) -> Any:
    try:
        return reader(value, *arguments)
    except UnreadableValue as error:
        raise UnreadableField(path, str(error)) from None


def _is_absent(value: Any, members: list[inspect.Type]) -> bool:
    """Whether a value says that there is nothing, in one of the ways of Shopify's apps."""
    if value is None:
        return True
    return value in _EMPTY_VALUES and not any(isinstance(value, _NATIVE_TYPES.get(type(each), ())) for each in members)


_NATIVE_TYPES: dict[type[inspect.Type], type] = {inspect.StrType: str, inspect.ListType: list}
"""The types for which an empty value is a value."""


def _is_optional(described: inspect.Field) -> bool:
    node = described.type
    if isinstance(node, inspect.Metadata) and node.extra and DECISIVE in node.extra:
        return False
    return not described.required or _is_nullable(node)


def _is_nullable(node: inspect.Type) -> bool:
    return isinstance(node, inspect.UnionType) and any(isinstance(each, inspect.NoneType) for each in node.types)


def _can_be_empty(node: inspect.Type) -> bool:
    return isinstance(node, ObjectType) and not any(each.required for each in node.fields)
