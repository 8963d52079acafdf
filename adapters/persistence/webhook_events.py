"""`shopify_webhook_events`: the inbox that is also the queue."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec
import sqlalchemy
from sqlalchemy import (
    ColumnElement,
    Index,
    LargeBinary,
    Select,
    TextualSelect,
    UniqueConstraint,
    Update,
    bindparam,
    func,
    literal_column,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import (
    Rows,
    as_arrays,
    columns_of,
    ignoring,
    is_postgresql,
    one_of,
    parameter,
    unnest,
)
from novex_shopify.adapters.persistence.row import BigId, Row, UtcDateTime
from novex_shopify.adapters.persistence.shops import ShopRow
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import (
    EVERY_EVENT,
    EventFilter,
    EventStatus,
    FailedAttempt,
    NewEvent,
    Settlement,
    WebhookEvent,
)
from novex_shopify.domain.model.work import WorkerId

_UNFINISHED = (EventStatus.PENDING, EventStatus.PROCESSING)


def _where(condition: str) -> dict[str, Any]:
    """An index of only those rows, in both databases."""
    return {"postgresql_where": text(condition), "sqlite_where": text(condition)}


class WebhookEventRow(Row, table=True):
    """One delivery. `waiting_for` holds the keys of a parked event, blank between them; `failures` is JSON."""

    __tablename__ = "shopify_webhook_events"
    __table_args__ = (
        UniqueConstraint("shop_domain", "webhook_id"),
        Index("ix_shopify_webhook_events_due", "next_attempt_at", "id", **_where("status = 'pending'")),
        Index(
            "ix_shopify_webhook_events_suspect", "next_attempt_at", **_where("status = 'pending' AND taken_back > 0")
        ),
        Index(
            "ix_shopify_webhook_events_unfinished",
            "shop_domain",
            "resource_key",
            "id",
            **_where("status IN ('pending', 'processing')"),
        ),
        Index("ix_shopify_webhook_events_parked", "shop_domain", **_where("status = 'parked'")),
        Index("ix_shopify_webhook_events_claimed_by", "claimed_by", **_where("claimed_by IS NOT NULL")),
        Index(
            "ix_shopify_webhook_events_finished",
            "shop_domain",
            "settled_at",
            **_where("status IN ('done', 'superseded', 'ignored')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    webhook_id: str
    topic: str
    event_id: str | None = None
    triggered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resource_key: str
    body: bytes = Field(sa_type=LargeBinary)
    status: str
    attempts: int = 0
    received_at: datetime = Field(sa_type=UtcDateTime)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    waiting_for: str | None = None
    failures: str | None = None
    taken_back: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


_EVENT_COLUMNS = (
    "id",
    "shop_domain",
    "topic",
    "webhook_id",
    "resource_key",
    "body",
    "received_at",
    "triggered_at",
    "status",
    "attempts",
    "claimed_by",
    "next_attempt_at",
    "last_error",
    "failures",
    "taken_back",
)
_SELECT = sqlalchemy.select(*(columns_of(WebhookEventRow)[name] for name in _EVENT_COLUMNS))


@dataclass(frozen=True, slots=True)
class SqlWebhookEvents:
    """The port `WebhookEvents`."""

    session: Session

    def add(self, events: Sequence[NewEvent]) -> set[tuple[ShopDomain, str]]:
        """Store what is new, numbered in order of receipt."""
        rows, connection = [_row(event) for event in events], self.session.connection()
        if is_postgresql(self.session):
            stored = connection.execute(_ADD_ARRAYS, as_arrays(rows)).all()
        else:
            shops = set(self.session.exec(select(ShopRow.shop_domain)))
            known = [row for row in rows if row["shop_domain"] in shops]
            stored = connection.execute(_ADD, known).all() if known else []
        return {(ShopDomain(shop), webhook_id) for shop, webhook_id in stored}

    def claim(self, worker: WorkerId, now: datetime, limit: int) -> Sequence[WebhookEvent]:
        """Take due events: one that may have killed a worker, alone; or else as many as allowed of the others."""
        connection, parameters = self.session.connection(), {"worker": str(worker), "now": now}
        a_suspect, others = _CLAIMS[self.session.get_bind().dialect.name]
        rows = connection.execute(a_suspect, {**parameters, "heads": 1, "followers": 0}).all()
        rows = rows or connection.execute(others, {**parameters, "heads": limit, "followers": limit}).all()
        return sorted(map(_event, rows), key=attrgetter("id"))

    def settle(self, settlements: Sequence[tuple[WebhookEvent, Settlement]], now: datetime) -> set[int]:
        """Write how attempts ended, where the claim still stands."""
        rows = [_settled(event, settlement) for event, settlement in settlements]
        return self._update(_SETTLE_ARRAYS, _SETTLE_ONE, rows, {"now": now})

    def give_back(self, events: Sequence[WebhookEvent]) -> None:
        """Undo claims that still stand."""
        rows = [{name: getattr(event, name) for name in _CLAIM_COLUMNS} for event in events]
        self._update(_RETURN_ARRAYS, _RETURN_ONE, rows, {})

    def _update(self, arrays: Update, one: Update, rows: Rows, common: Mapping[str, Any]) -> set[int]:
        connection = self.session.connection()
        if not rows:
            return set()
        if is_postgresql(self.session):
            return set(connection.execute(arrays, {**as_arrays(rows), **common}).scalars())
        return {
            row["id"]
            for row in rows
            if connection.execute(one, {**common, **{parameter(name): value for name, value in row.items()}}).rowcount
        }

    def release(self, shop: ShopDomain, supplied: Iterable[str], now: datetime) -> int:
        """Make due what waits for one of `supplied`."""
        keys = set(supplied)
        parked = select(WebhookEventRow.id, WebhookEventRow.waiting_for).where(
            WebhookEventRow.shop_domain == shop, _is_in(EventStatus.PARKED)
        )
        ids = [event_id for event_id, waits in self.session.exec(parked) if keys.intersection((waits or "").split())]
        if not ids:
            return 0
        released = _made_due(now).where(one_of(self.session, WebhookEventRow, "id", ids), _is_in(EventStatus.PARKED))
        return self.session.connection().execute(released).rowcount

    def waiting(self) -> Mapping[ShopDomain, set[str]]:
        """What parked events wait for."""
        keys: dict[ShopDomain, set[str]] = defaultdict(set)
        parked = select(WebhookEventRow.shop_domain, WebhookEventRow.waiting_for).where(_is_in(EventStatus.PARKED))
        for shop, waits in self.session.exec(parked.distinct()):
            if waits:
                keys[ShopDomain(shop)].update(waits.split())
        return keys

    def replay(self, which: EventFilter, now: datetime) -> int:
        """Make settled events due once more."""
        settled = col(WebhookEventRow.status).not_in(_UNFINISHED)
        return self.session.connection().execute(_made_due(now).where(settled, *_matches(which))).rowcount

    def delete_finished(self, shop: ShopDomain, settled_before: datetime, limit: int) -> int:
        """Delete the oldest finished events."""
        parameters = {"shop": shop, "settled_before": settled_before, "limit": limit}
        return self.session.connection().execute(_DELETE_FINISHED, parameters).rowcount

    def get(self, event_id: int) -> WebhookEvent | None:
        """One event."""
        statement = _SELECT.where(col(WebhookEventRow.id) == event_id)
        row = self.session.connection().execute(statement).one_or_none()
        return _event(row) if row else None

    def latest(self, limit: int, which: EventFilter = EVERY_EVENT) -> Sequence[WebhookEvent]:
        """The newest events, newest first."""
        statement = _SELECT.order_by(col(WebhookEventRow.id).desc()).limit(limit)
        return [_event(row) for row in self.session.connection().execute(statement.where(*_matches(which)))]

    def counts(self) -> dict[EventStatus, int]:
        """How many events stand where."""
        statement = select(col(WebhookEventRow.status), func.count()).group_by(col(WebhookEventRow.status))
        return {EventStatus(status): count for status, count in self.session.exec(statement)}


_KEY = ("shop_domain", "webhook_id")
_NEW_COLUMNS = (
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


_unless_stored = ignoring(_KEY, returning=_KEY)


def _numbered_and_sorted() -> Select[Any]:
    """New rows are numbered as they came, but written by key: so two batches cannot wait for each other."""
    number = func.nextval("shopify_webhook_events_id_seq").label("id")
    new = sqlalchemy.select(number, *unnest(WebhookEventRow, _NEW_COLUMNS, "new").c).subquery("numbered")
    known = new.c.shop_domain.in_(select(ShopRow.shop_domain))
    return sqlalchemy.select(new).where(known).order_by(*(new.c[name] for name in (*_KEY, "id")))


_ADD = _unless_stored(sqlite.insert(WebhookEventRow))
_ADD_ARRAYS = _unless_stored(
    postgresql.insert(WebhookEventRow).from_select(
        ["id", *_NEW_COLUMNS], _numbered_and_sorted(), include_defaults=False
    )
)

_CLAIM = """
WITH heads AS (
    SELECT id, shop_domain, resource_key FROM shopify_webhook_events AS event
    WHERE status = 'pending' AND next_attempt_at <= :now AND taken_back {suspicion}
        AND NOT EXISTS (
            SELECT 1 FROM shopify_webhook_events AS other
            WHERE other.shop_domain = event.shop_domain AND other.resource_key = event.resource_key
                AND other.status IN ('pending', 'processing') AND (other.id < event.id OR other.status = 'processing')
        )
    ORDER BY next_attempt_at, id LIMIT :heads {lock}
), followers AS (
    SELECT later.id FROM heads JOIN shopify_webhook_events AS later
        ON later.shop_domain = heads.shop_domain AND later.resource_key = heads.resource_key AND later.id > heads.id
    WHERE later.status = 'pending' AND later.next_attempt_at <= :now AND later.taken_back = 0
        AND NOT EXISTS (
            SELECT 1 FROM shopify_webhook_events AS other
            WHERE other.shop_domain = later.shop_domain AND other.resource_key = later.resource_key
                AND other.id > heads.id AND other.id < later.id AND other.status = 'pending'
                AND (other.next_attempt_at > :now OR other.taken_back > 0)
        )
    ORDER BY later.id LIMIT :followers
)
UPDATE shopify_webhook_events
SET status = 'processing', claimed_by = :worker, claimed_at = :now, attempts = attempts + 1
WHERE status = 'pending' AND id IN (SELECT id FROM heads UNION ALL SELECT id FROM followers)
RETURNING {columns}
"""
"""Heads: due events that are the first unfinished one of their resource. Followers: what is due behind them.

Whoever has locked a head has its followers too, since nobody else finds them due. SKIP LOCKED keeps workers out of each
other's way. The states are written out, so that the partial indexes are known to hold for every value.
"""


def _claim(dialect: str, suspicion: str) -> TextualSelect:
    lock = "FOR UPDATE SKIP LOCKED" if dialect == "postgresql" else ""
    columns = [columns_of(WebhookEventRow)[name] for name in _EVENT_COLUMNS]
    names = ", ".join(f"shopify_webhook_events.{name}" for name in _EVENT_COLUMNS)
    statement = text(_CLAIM.format(lock=lock, suspicion=suspicion, columns=names))
    return statement.bindparams(bindparam("now", type_=UtcDateTime)).columns(*columns)


_CLAIMS = {
    dialect: (_claim(dialect, suspicion="> 0"), _claim(dialect, suspicion="= 0"))
    for dialect in ("sqlite", "postgresql")
}
"""One event that may have killed a worker, or else others; SQLite has one writer at a time and locks nothing."""


_DELETE_FINISHED = text("""
DELETE FROM shopify_webhook_events WHERE id IN (
    SELECT id FROM shopify_webhook_events
    WHERE shop_domain = :shop AND status IN ('done', 'superseded', 'ignored') AND settled_at < :settled_before
    ORDER BY settled_at LIMIT :limit
)
""").bindparams(bindparam("settled_before", type_=UtcDateTime))

_CLAIM_COLUMNS = ("id", "claimed_by", "attempts", "taken_back")
_OUTCOME_COLUMNS = ("status", "last_error", "next_attempt_at", "waiting_for")
_SETTLED_COLUMNS = (*_CLAIM_COLUMNS, *_OUTCOME_COLUMNS, "failures")


def _settlement(new: Any) -> Update:
    """The fence: nothing is written where the claim is another's by now."""
    outcome = {name: new[name] for name in _OUTCOME_COLUMNS}
    unclaimed = {
        "claimed_by": None,
        "claimed_at": None,
        "taken_back": 0,
        "settled_at": bindparam("now", type_=UtcDateTime),
    }
    failures = {"failures": func.coalesce(new["failures"], WebhookEventRow.failures)}
    return _held_still(new).values(**outcome, **unclaimed, **failures)


def _return(new: Any) -> Update:
    attempts = {"attempts": WebhookEventRow.attempts - 1}
    return _held_still(new).values(status=EventStatus.PENDING, claimed_by=None, claimed_at=None, **attempts)


def _is_in(status: EventStatus) -> ColumnElement[bool]:
    """The state is written out: with a parameter no database could know that a partial index holds all such rows."""
    return col(WebhookEventRow.status) == literal_column(f"'{status}'")


def _held_still(new: Any) -> Update:
    claim = [columns_of(WebhookEventRow)[name] == new[name] for name in _CLAIM_COLUMNS]
    return update(WebhookEventRow).where(*claim, _is_in(EventStatus.PROCESSING))


_SETTLE_ARRAYS, _RETURN_ARRAYS = (
    build(unnest(WebhookEventRow, names, "new").c).returning(col(WebhookEventRow.id))
    for build, names in ((_settlement, _SETTLED_COLUMNS), (_return, _CLAIM_COLUMNS))
)
_SETTLE_ONE, _RETURN_ONE = (
    build({name: bindparam(parameter(name), type_=columns_of(WebhookEventRow)[name].type) for name in names})
    for build, names in ((_settlement, _SETTLED_COLUMNS), (_return, _CLAIM_COLUMNS))
)


def _made_due(now: datetime) -> Update:
    return update(WebhookEventRow).values(status=EventStatus.PENDING, attempts=0, next_attempt_at=now, waiting_for=None)


def _matches(which: EventFilter) -> list[ColumnElement[bool]]:
    wanted = {
        WebhookEventRow.id: which.event_id,
        WebhookEventRow.status: which.status,
        WebhookEventRow.shop_domain: which.shop,
        WebhookEventRow.topic: which.topic,
    }
    return [col(column) == value for column, value in wanted.items() if value is not None]


def _row(event: NewEvent) -> dict[str, Any]:
    delivery = event.delivery
    return {
        "shop_domain": delivery.shop_domain,
        "webhook_id": delivery.webhook_id,
        "topic": delivery.topic,
        "event_id": delivery.event_id,
        "triggered_at": delivery.triggered_at,
        "resource_key": event.resource_key,
        "body": delivery.body,
        "status": event.status,
        "attempts": 0,
        "received_at": event.received_at,
        "next_attempt_at": event.received_at,
        "settled_at": None if event.status is EventStatus.PENDING else event.received_at,
        "last_error": event.last_error,
    }


def _settled(event: WebhookEvent, settlement: Settlement) -> dict[str, Any]:
    failures = (*event.failures, settlement.failure) if settlement.failure else None
    return {
        "id": event.id,
        "claimed_by": event.claimed_by,
        "attempts": event.attempts,
        "taken_back": event.taken_back,
        "status": settlement.status,
        "last_error": settlement.error,
        "next_attempt_at": settlement.next_attempt_at,
        "waiting_for": " ".join(settlement.waiting_for) or None,
        "failures": msgspec.json.encode(failures).decode() if failures else None,
    }


def _event(row: Any) -> WebhookEvent:
    return WebhookEvent(
        id=row.id,
        shop_domain=ShopDomain(row.shop_domain),
        topic=row.topic,
        webhook_id=row.webhook_id,
        resource_key=row.resource_key,
        body=row.body,
        received_at=row.received_at,
        triggered_at=row.triggered_at,
        status=EventStatus(row.status),
        attempts=row.attempts,
        claimed_by=row.claimed_by,
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
        failures=msgspec.json.decode(row.failures, type=tuple[FailedAttempt, ...]) if row.failures else (),
        taken_back=row.taken_back,
    )
