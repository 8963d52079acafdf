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

from novex_shopify.adapters.shopify.field_types import DECISIVE, GID, ONLY_NULL
from novex_shopify.adapters.shopify.scalar_values import SCALAR_READERS, UnreadableValue, read_gid

Schema = TypeVar("Schema")
ObjectType = inspect.StructType | inspect.DataclassType

_EMPTY_VALUES: tuple[Any, ...] = ("", [], {})
_UNREAD = "unread"


class UnreadableField(Exception):
    """A field without which its record cannot be used. The message never has its value, which may be personal data."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'it'} {problem}")


def read_leniently(value: Any, schema: type[Schema]) -> tuple[Schema, list[str]]:
    """The record, and which optional fields were left out and why. Raises `UnreadableField`.

    An object whose schema has a field `unread` gets there, by its fields' names, what was left out of each and why.
    """
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
                return self._read_marked(value, inner, extra or {}, path, decisive=decisive)
            case inspect.UnionType():
                return self._read_union(value, node, path, decisive=decisive)
            case inspect.StructType() | inspect.DataclassType():
                return self._read_object(value, node, path)
            case inspect.ListType():
                return self._read_list(value, node, path, decisive=decisive)
        return _read_scalar(SCALAR_READERS[type(node)], value, path, node)

    def _read_marked(self, value: Any, node: inspect.Type, marks: dict[str, Any], path: str, *, decisive: bool) -> Any:
        if GID in marks:
            return _read_scalar(read_gid, value, path)
        if ONLY_NULL in marks and value in _EMPTY_VALUES:
            raise UnreadableField(path, "is empty")
        return self.read(value, node, path, decisive=decisive or DECISIVE in marks)

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
        unread: dict[str, str] = {}
        for each in node.fields:
            name, before = each.encode_name, len(self.omitted)
            if value.get(name) is None and not each.required:
                continue
            self._read_field(value, each, f"{path}.{name}".removeprefix("."), fields)
            if omitted := self.omitted[before:]:
                unread[each.name] = "; ".join(omitted)
        if any(each.name == _UNREAD for each in node.fields):
            fields[_UNREAD] = unread
        return fields

    def _read_field(self, parent: dict[str, Any], described: inspect.Field, path: str, fields: dict[str, Any]) -> None:
        name, optional = described.encode_name, _is_optional(described)
        try:
            if name not in parent:
                raise UnreadableField(path, "is missing")
            fields[name] = self.read(parent[name], described.type, path, decisive=not optional)
        except UnreadableField as error:
            if not optional:
                raise
            self.omitted.append(str(error))
            if described.required:
                fields[name] = None

    def _read_list(self, value: Any, node: inspect.ListType, path: str, *, decisive: bool) -> list[Any]:
        if not isinstance(value, list):
            raise UnreadableField(path, "is not a list")
        items = []
        for number, each in enumerate(value):
            if each is None and decisive and isinstance(node.item_type, ObjectType):
                continue  # an empty place, of which nothing is lost
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
