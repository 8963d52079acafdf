"""The statements that end claims: `*_FROM_ARRAYS` for PostgreSQL, `*_ONE` for SQLite.

Nothing is written where another worker holds the claim. Each statement returns the ids that it wrote.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Update, bindparam, func, literal_column, update
from sqlmodel import col

from novex_shopify.adapters.persistence.batch_statements import BuildUpdate
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.postgres_arrays import build_parameter_name, is_in_sent_array, unnest
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow
from novex_shopify.domain.model.webhook_event import EventStatus

CLAIM_COLUMNS = ("id", "claimed_by", "attempts", "crash_count")
_OUTCOME_COLUMNS = ("status", "last_error", "next_attempt_at", "waiting_for")
_SETTLE_COLUMNS = (*CLAIM_COLUMNS, *_OUTCOME_COLUMNS, "failures")


def _build_settle_update(new: Mapping[str, Any]) -> Update:
    outcome = {name: new[name] for name in _OUTCOME_COLUMNS}
    return _update_if_claimed(new).values(
        **outcome,
        claimed_by=None,
        claimed_at=None,
        crash_count=0,
        settled_at=bindparam("now", type_=UtcDateTime),
        failures=func.coalesce(new["failures"], WebhookEventRow.failures),
    )


def _build_unclaim_update(new: Mapping[str, Any]) -> Update:
    return _update_if_claimed(new).values(
        status=EventStatus.PENDING, claimed_by=None, claimed_at=None, attempts=WebhookEventRow.attempts - 1
    )


def _update_if_claimed(new: Mapping[str, Any]) -> Update:
    # No index serves IS NOT DISTINCT FROM, so the rows are found by id alone and no partial index is read as a whole.
    columns = get_columns(WebhookEventRow)
    claim = [columns[name].is_not_distinct_from(new[name]) for name in CLAIM_COLUMNS if name != "id"]
    processing = columns["status"].is_not_distinct_from(literal_column(f"'{EventStatus.PROCESSING}'"))
    return update(WebhookEventRow).where(columns["id"] == new["id"], *claim, processing)


def _build_update_from_arrays(build: BuildUpdate, names: tuple[str, ...]) -> Update:
    # Joined by id alone, a table that was small when statistics were taken would be read from end to end.
    statement: Update = build(unnest(WebhookEventRow, names, "new").c).where(is_in_sent_array(WebhookEventRow, "id"))
    return statement.returning(col(WebhookEventRow.id))


def _build_update_of_one(build: BuildUpdate, names: tuple[str, ...]) -> Update:
    columns = get_columns(WebhookEventRow)
    statement: Update = build({name: bindparam(build_parameter_name(name), type_=columns[name].type) for name in names})
    return statement


SETTLE_FROM_ARRAYS = _build_update_from_arrays(_build_settle_update, _SETTLE_COLUMNS)
SETTLE_ONE = _build_update_of_one(_build_settle_update, _SETTLE_COLUMNS)
UNCLAIM_FROM_ARRAYS = _build_update_from_arrays(_build_unclaim_update, CLAIM_COLUMNS)
UNCLAIM_ONE = _build_update_of_one(_build_unclaim_update, CLAIM_COLUMNS)
