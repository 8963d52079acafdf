"""The statements that claim events for a worker, and the planner settings of the queue."""

import sqlalchemy
from sqlalchemy import TextualSelect, bindparam, func, text

from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.adapters.persistence.webhooks.statements import read_sql
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import EVENT_COLUMNS, WebhookEventRow


def build_claim_statement(sql: str) -> TextualSelect:
    returning = ", ".join(f"shopify_webhook_events.{name}" for name in EVENT_COLUMNS)
    statement = text(f"{sql}\nRETURNING {returning}").bindparams(bindparam("now", type_=UtcDateTime))
    return statement.columns(*(get_columns(WebhookEventRow)[name] for name in EVENT_COLUMNS))


CLAIM_CRASH_SUSPECT = {
    dialect: build_claim_statement(read_sql(f"claim_crash_suspect.{dialect}")) for dialect in ("postgresql", "sqlite")
}
CLAIM_FAIR_SHARE = {
    dialect: build_claim_statement(read_sql(f"claim_fair_share.{dialect}")) for dialect in ("postgresql", "sqlite")
}

_PLANNER_SETTINGS = {
    # A queue is empty at one moment and holds a hundred thousand events at the next, long before statistics are taken.
    # A plan made for the empty table, and kept with the prepared statement, reads the full one once for every event.
    "plan_cache_mode": "force_custom_plan",
    # The statement looks costly but takes milliseconds; compiling it would take seconds.
    "jit": "off",
    # With statistics of the empty table these plans look cheap. All rows are to be found by an index.
    **dict.fromkeys(("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin"), "off"),
    # The one index that holds the rows of a step also holds them in the order of that step.
    **dict.fromkeys(("enable_sort", "enable_incremental_sort"), "off"),
}

SET_PLANNER_FOR_QUEUE = sqlalchemy.select(
    *(func.set_config(name, value, True) for name, value in _PLANNER_SETTINGS.items())
)
"""For PostgreSQL, until the transaction ends."""
