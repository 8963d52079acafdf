"""The statements by which `shopify_webhook_events` is a queue.

Those of PostgreSQL take arrays (see `bulk.py`), those of SQLite a row at a time.
"""

from typing import Any

import sqlalchemy
from sqlalchemy import (
    ColumnElement,
    Select,
    TextualSelect,
    Update,
    bindparam,
    func,
    literal_column,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from novex_shopify.adapters.persistence.batch_statements import (
    build_parameter_name,
    get_columns,
    ignore_on_conflict,
    is_in_sent_array,
    unnest,
)
from novex_shopify.adapters.persistence.row import UtcDateTime
from novex_shopify.adapters.persistence.shops.shops import ShopRow
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import EVENT_COLUMNS, WebhookEventRow
from novex_shopify.domain.model.webhook_event import EventStatus

_KEY = ("shop_domain", "webhook_id")
_INSERT_COLUMNS = (
    *_KEY,
    "topic",
    "event_id",
    "triggered_at",
    "resource_key",
    "body",
    "status",
    "attempts",
    "received_at",
    "next_attempt_at",
    "settled_at",
    "last_error",
)


_ignore_duplicates = ignore_on_conflict(_KEY, returning=_KEY)


def _select_numbered_new_rows() -> Select[Any]:
    """New rows are numbered as they came, but written by key: so two batches cannot wait for each other."""
    number = func.nextval("shopify_webhook_events_id_seq").label("id")
    new = sqlalchemy.select(number, *unnest(WebhookEventRow, _INSERT_COLUMNS, "new").c).subquery("numbered")
    shop_is_known = new.c.shop_domain.in_(select(ShopRow.shop_domain))
    return sqlalchemy.select(new).where(shop_is_known).order_by(*(new.c[name] for name in (*_KEY, "id")))


INSERT_EVENTS = _ignore_duplicates(sqlite.insert(WebhookEventRow))
INSERT_EVENTS_FROM_ARRAYS = _ignore_duplicates(
    postgresql.insert(WebhookEventRow).from_select(
        ["id", *_INSERT_COLUMNS], _select_numbered_new_rows(), include_defaults=False
    )
)

_CLAIM_SQL = """
WITH RECURSIVE {heads}), followers AS (
    SELECT follower.id FROM heads CROSS JOIN {followers_of_each} (
        SELECT later.id FROM shopify_webhook_events AS later
        WHERE later.shop_domain = heads.shop_domain AND later.resource_key = heads.resource_key
            AND later.status IN ('pending', 'processing') AND later.id > heads.id
            AND later.status <> 'processing' AND later.next_attempt_at <= :now AND later.crash_count = 0
            AND NOT EXISTS (
                SELECT 1 FROM shopify_webhook_events AS other
                WHERE other.shop_domain = later.shop_domain AND other.resource_key = later.resource_key
                    AND other.status IN ('pending', 'processing') AND other.id > heads.id AND other.id < later.id
                    AND (other.next_attempt_at > :now OR other.crash_count > 0)
                {probe}
            )
        {probe}
    ) {as_follower}
    ORDER BY follower.id LIMIT :followers
)
UPDATE shopify_webhook_events
SET status = 'processing', claimed_by = :worker, claimed_at = :now, attempts = attempts + 1
WHERE status {equals} 'pending' AND id {one_of} (SELECT id FROM heads UNION ALL SELECT id FROM followers){end}
RETURNING {columns}
"""
"""Heads: due events that are the first unfinished one of their resource. Followers: what is due behind them.

Whoever has locked a head has its followers too, since nobody else finds them due. SKIP LOCKED keeps workers out of each
other's way; OFFSET 0 lets PostgreSQL look from each event in turn, and not join all with all. The states are written
out, so that the partial indexes are known to hold for every value: the one of due events for heads, and for what is
asked by resource only the one of unfinished events. What is claimed is found by id alone: no index serves IS NOT
DISTINCT FROM.
"""

OLDEST_HEADS_SQL = """heads AS (
    SELECT id, shop_domain, resource_key FROM shopify_webhook_events AS event
    WHERE status = 'pending' AND next_attempt_at <= :now AND crash_count {suspicion} AND {first}
    ORDER BY next_attempt_at, id LIMIT :heads {lock}
"""
"""Whichever store they are of."""

_FAIR_HEADS_SQL = """waiting (shop_domain) AS (
    SELECT (SELECT shop_domain FROM shopify_webhook_events WHERE status = 'pending' ORDER BY shop_domain LIMIT 1)
    UNION ALL
    SELECT (
        SELECT following.shop_domain FROM shopify_webhook_events AS following
        WHERE following.status = 'pending' AND following.shop_domain > waiting.shop_domain
        ORDER BY following.shop_domain LIMIT 1
    ) FROM waiting WHERE waiting.shop_domain IS NOT NULL
), stores AS MATERIALIZED (
    SELECT shop_domain FROM waiting WHERE EXISTS (
        SELECT 1 FROM shopify_webhook_events AS due
        WHERE due.status = 'pending' AND due.shop_domain = waiting.shop_domain AND due.next_attempt_at <= :now
        {probe}
    )
    ORDER BY random() LIMIT :heads
), heads AS (
    SELECT head.id, head.shop_domain, head.resource_key FROM stores CROSS JOIN {heads_of_each} (
        SELECT {found} FROM shopify_webhook_events AS event
        WHERE event.shop_domain = stores.shop_domain
            AND event.status = 'pending' AND event.next_attempt_at <= :now AND event.crash_count {suspicion} AND {first}
        ORDER BY event.next_attempt_at, event.id LIMIT (SELECT :heads / count(*) FROM stores) {lock}
    ) {as_head}
"""
"""The oldest of each store that has due events, an equal share for each, so that no store waits for another's flood.

The stores are found by leaping from one to the next in the index of due events: one probe for each store that waits,
however much waits there. Where more stores wait than a batch holds events, chance decides whose turn it is.
"""

_IS_FIRST_OF_RESOURCE_SQL = """NOT EXISTS (
    SELECT 1 FROM shopify_webhook_events AS other
    WHERE other.shop_domain = event.shop_domain AND other.resource_key = event.resource_key
        AND other.status IN ('pending', 'processing') AND (other.id < event.id OR other.status = 'processing')
    {probe}
)"""

_DIALECT_FRAGMENTS = {
    "postgresql": {
        "lock": "FOR UPDATE SKIP LOCKED",
        "probe": "OFFSET 0",
        "heads_of_each": "LATERAL",
        "found": "event.id, event.shop_domain, event.resource_key",
        "as_head": "AS head",
        "followers_of_each": "LATERAL",
        "as_follower": "AS follower",
        "equals": "IS NOT DISTINCT FROM",
        "one_of": "= ANY (ARRAY",
        "end": ")",
    },
    "sqlite": {
        "lock": "",
        "probe": "",
        "heads_of_each": "shopify_webhook_events AS head ON head.id IN",
        "found": "event.id",
        "as_head": "",
        "followers_of_each": "shopify_webhook_events AS follower ON follower.id IN",
        "as_follower": "",
        "equals": "IS",
        "one_of": "IN",
        "end": "",
    },
}
"""SQLite has one writer at a time and locks nothing; nor has it LATERAL."""

_PLANNER_SETTINGS = {
    "plan_cache_mode": "force_custom_plan",
    "jit": "off",
    **dict.fromkeys(("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin"), "off"),
}

SET_PLANNER_FOR_QUEUE = sqlalchemy.select(
    *(func.set_config(name, value, True) for name, value in _PLANNER_SETTINGS.items())
)
"""For the rest of the transaction: let PostgreSQL plan for the table as it is now, and read it by index.

A queue is empty at one moment and holds a hundred thousand events at the next, long before statistics are taken anew.
A plan made for the empty table, and kept with the prepared statement, reads the full one once for every event. What it
takes for a costly statement is over in milliseconds; compiling that would take seconds.
"""


def build_claim_statement(dialect: str, heads_sql: str, crash_condition: str) -> TextualSelect:
    """The statement that claims these heads, and what is due behind them."""
    fragments = _DIALECT_FRAGMENTS[dialect]
    first = _IS_FIRST_OF_RESOURCE_SQL.format(**fragments)
    columns = [get_columns(WebhookEventRow)[name] for name in EVENT_COLUMNS]
    column_list = ", ".join(f"shopify_webhook_events.{name}" for name in EVENT_COLUMNS)
    statement = text(
        _CLAIM_SQL.format(
            heads=heads_sql.format(first=first, suspicion=crash_condition, **fragments),
            columns=column_list,
            **fragments,
        )
    )
    return statement.bindparams(bindparam("now", type_=UtcDateTime)).columns(*columns)


CLAIM_STATEMENTS = {
    dialect: (
        build_claim_statement(dialect, OLDEST_HEADS_SQL, crash_condition="> 0"),
        build_claim_statement(dialect, _FAIR_HEADS_SQL, crash_condition="= 0"),
    )
    for dialect in _DIALECT_FRAGMENTS
}
"""One event that may have killed a worker, or else others."""


DELETE_FINISHED = text("""
DELETE FROM shopify_webhook_events WHERE id IN (
    SELECT id FROM shopify_webhook_events
    WHERE shop_domain = :shop AND status IN ('done', 'superseded', 'ignored') AND settled_at < :settled_before
    ORDER BY settled_at LIMIT :limit
)
""").bindparams(bindparam("settled_before", type_=UtcDateTime))

CLAIM_COLUMNS = ("id", "claimed_by", "attempts", "crash_count")
_OUTCOME_COLUMNS = ("status", "last_error", "next_attempt_at", "waiting_for")
_SETTLE_COLUMNS = (*CLAIM_COLUMNS, *_OUTCOME_COLUMNS, "failures")


def _build_settle_update(new: Any) -> Update:
    """The fence: nothing is written where the claim is another's by now."""
    outcome = {name: new[name] for name in _OUTCOME_COLUMNS}
    claim_reset = {
        "claimed_by": None,
        "claimed_at": None,
        "crash_count": 0,
        "settled_at": bindparam("now", type_=UtcDateTime),
    }
    failures = {"failures": func.coalesce(new["failures"], WebhookEventRow.failures)}
    return _update_if_still_claimed(new).values(**outcome, **claim_reset, **failures)


def _build_unclaim_update(new: Any) -> Update:
    attempts = {"attempts": WebhookEventRow.attempts - 1}
    return _update_if_still_claimed(new).values(
        status=EventStatus.PENDING, claimed_by=None, claimed_at=None, **attempts
    )


def has_status(status: EventStatus) -> ColumnElement[bool]:
    """The state is written out: with a parameter no database could know that a partial index holds all such rows."""
    return col(WebhookEventRow.status) == literal_column(f"'{status}'")


def _update_if_still_claimed(new: Any) -> Update:
    """Found by id alone: no index serves IS NOT DISTINCT FROM, so none of the partial ones is read from end to end."""
    columns = get_columns(WebhookEventRow)
    claim = [columns[name].is_not_distinct_from(new[name]) for name in CLAIM_COLUMNS if name != "id"]
    processing = columns["status"].is_not_distinct_from(literal_column(f"'{EventStatus.PROCESSING}'"))
    return update(WebhookEventRow).where(columns["id"] == new["id"], *claim, processing)


SETTLE_FROM_ARRAYS, UNCLAIM_FROM_ARRAYS = (
    build(unnest(WebhookEventRow, names, "new").c)
    .where(is_in_sent_array(WebhookEventRow, "id"))
    .returning(col(WebhookEventRow.id))
    for build, names in ((_build_settle_update, _SETTLE_COLUMNS), (_build_unclaim_update, CLAIM_COLUMNS))
)
"""Joined by id alone, a table that was small when statistics were taken is read from end to end to find a few rows."""

SETTLE_ONE, UNCLAIM_ONE = (
    build(
        {name: bindparam(build_parameter_name(name), type_=get_columns(WebhookEventRow)[name].type) for name in names}
    )
    for build, names in ((_build_settle_update, _SETTLE_COLUMNS), (_build_unclaim_update, CLAIM_COLUMNS))
)
