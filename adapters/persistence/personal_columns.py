"""The columns of a table that hold personal data."""

from collections.abc import Mapping
from typing import Any

from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.domain.policies.personal_data import list_personal_keys


def list_personal_columns(table: type[Row]) -> tuple[str, ...]:
    return list_personal_keys(get_columns(table).keys())


def build_erased_values(table: type[Row]) -> Mapping[str, Any]:
    """What an UPDATE sets to erase the personal data of rows: the default of each such column."""
    return {name: table.model_fields[name].default for name in list_personal_columns(table)}
