"""The base of every table, and how rows become domain objects.

A row that is read whole has a method `to_domain()`. Where columns are read, a function `to_<model>(row)` takes them by
name. The columns of a domain object come from `build_<model>_row(...)`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import Column, MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

_NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel, registry=registry(metadata=MetaData(naming_convention=_NAMING_CONVENTION))):
    """The registry is ours alone: an ERP in the same process may use SQLModel too."""

    # Most writes are Core statements, which the session does not see: what it has read before is always refreshed.
    __mapper_args__: ClassVar[dict[str, Any]] = {"always_refresh": True}


METADATA = Row.metadata


def get_columns(table: type[Row]) -> Mapping[str, Column[Any]]:
    """The columns of a table, by name."""
    columns: Mapping[str, Column[Any]] = table.__table__.columns  # type: ignore[attr-defined]
    return columns
