"""Removes the personal data of the fake ERP's records."""

from dataclasses import Field, fields, replace
from typing import Any, TypeVar

from novex_shopify.domain.policies.personal_data import list_personal_keys

Record = TypeVar("Record")


def list_personal_fields(record: type[Any]) -> tuple[str, ...]:
    return list_personal_keys(each.name for each in fields(record))


def erase_record(record: Record) -> Record:
    """The record with the default in each field that holds personal data."""
    names = list_personal_fields(type(record))
    defaults: dict[str, Field[Any]] = {each.name: each for each in fields(record)}  # type: ignore[arg-type]
    return replace(record, **{name: defaults[name].default for name in names})  # type: ignore[type-var]
