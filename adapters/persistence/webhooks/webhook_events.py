"""`shopify_webhook_events`: the inbox, which is also the queue (docs/decisions/0002)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    or_,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of, is_postgresql
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.postgres_arrays import Rows, build_parameter_name, to_arrays
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.adapters.persistence.shops.shops import ShopRow
from novex_shopify.adapters.persistence.webhooks.claim_statements import (
    CLAIM_CRASH_SUSPECT,
    CLAIM_FAIR_SHARE,
    SET_PLANNER_FOR_QUEUE,
)
from novex_shopify.adapters.persistence.webhooks.failures_document import encode_failures
from novex_shopify.adapters.persistence.webhooks.insert_statements import (
    ACCEPTING_SHOPS,
    FULL_SHOPS,
    IGNORE_DUPLICATES,
    INSERT_FROM_ARRAYS,
    INSERT_ONE,
)
from novex_shopify.adapters.persistence.webhooks.settle_statements import (
    CLAIM_COLUMNS,
    SETTLE_FROM_ARRAYS,
    SETTLE_ONE,
    UNCLAIM_FROM_ARRAYS,
    UNCLAIM_ONE,
)
from novex_shopify.adapters.persistence.webhooks.statements import read_sql
from novex_shopify.adapters.persistence.webhooks.webhook_event_filter import body_contains, build_conditions
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import (
    DEAD_CONDITION,
    EVENT_COLUMNS,
    FINISHED_CONDITION,
    OPEN_CONDITIONS,
    PARKED_CONDITION,
    SETTLED_CONDITION,
    UNFINISHED_CONDITION,
    WebhookEventRow,
    build_event_row,
    build_settlement_row,
    has_status,
    to_webhook_event,
)
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import (
    ALL_EVENTS,
    FINISHED,
    STUCK_EVENT_STATUSES,
    EventFilter,
    EventStatus,
    NewEvent,
    Provider,
    Settlement,
    WebhookEvent,
)
from novex_shopify.domain.model.webhook_topic import TOPICS_WITHOUT_CONNECTION
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.resource_keys import UNREADABLE_PREFIX

_ID = col(WebhookEventRow.id)

_UNFINISHED_STATUSES = (EventStatus.PENDING, EventStatus.PROCESSING)
_OPEN_BATCH_SIZE = 200
_DELETE_FINISHED = sqlalchemy.text(read_sql("delete_finished")).bindparams(
    bindparam("settled_before", type_=UtcDateTime)
)
_SELECT_EVENTS = sqlalchemy.select(*(get_columns(WebhookEventRow)[name] for name in EVENT_COLUMNS))
_SELECT_WITHOUT_BODIES = sqlalchemy.select(
    *(get_columns(WebhookEventRow)[name] for name in EVENT_COLUMNS if name != "body"),
    sqlalchemy.literal(b"", sqlalchemy.LargeBinary).label("body"),
)


@dataclass(frozen=True, slots=True)
class SqlWebhookEvents:
    """The port `WebhookEvents`."""

    session: Session

    def add(self, events: Sequence[NewEvent]) -> set[tuple[ShopDomain, str]]:
        rows, connection = [build_event_row(event) for event in events], self.session.connection()
        if is_postgresql(self.session):
            stored = connection.execute(INSERT_FROM_ARRAYS, to_arrays(rows)).all()
        else:
            accepted = self._filter_accepted(rows)
            stored = connection.execute(INSERT_ONE, accepted).all() if accepted else []
        return {(ShopDomain(shop), webhook_id) for shop, webhook_id in stored}

    def add_of_carriers(self, events: Sequence[NewEvent]) -> set[tuple[ShopDomain, str]]:
        rows = [{"provider": Provider.EASYPOST, **build_event_row(event)} for event in events]
        stored = insert_many(self.session, WebhookEventRow, rows, IGNORE_DUPLICATES)
        return {(ShopDomain(shop), webhook_id) for shop, webhook_id in stored}

    def _filter_accepted(self, rows: Rows) -> Rows:
        accepting = set(self.session.exec(ACCEPTING_SHOPS))
        others = [row for row in rows if row["shop_domain"] not in accepting]
        known = set(self.session.exec(select(ShopRow.shop_domain))) if others else set[str]()
        return [
            row
            for row in rows
            if row["shop_domain"] in accepting
            or (row["shop_domain"] in known and row["topic"] in TOPICS_WITHOUT_CONNECTION)
        ]

    def filter_full(self, shops: Collection[ShopDomain]) -> set[ShopDomain]:
        full = self.session.exec(FULL_SHOPS.where(col(ShopRow.shop_domain).in_(list(shops))))
        return {ShopDomain(shop) for shop in full}

    def claim(self, worker: WorkerId, now: datetime, limit: int) -> Sequence[WebhookEvent]:
        connection, dialect = self.session.connection(), self.session.get_bind().dialect.name
        parameters = {"worker": str(worker), "now": now}
        self._set_planner_for_queue()
        rows = connection.execute(CLAIM_CRASH_SUSPECT[dialect], parameters).all()
        rows = rows or connection.execute(CLAIM_FAIR_SHARE[dialect], {**parameters, "limit": limit}).all()
        return sorted(map(to_webhook_event, rows), key=attrgetter("id"))

    def settle(self, settlements: Sequence[tuple[WebhookEvent, Settlement]], now: datetime) -> set[int]:
        rows = [build_settlement_row(event, settlement) for event, settlement in settlements]
        return self._update_claimed(SETTLE_FROM_ARRAYS, SETTLE_ONE, rows, {"now": now})

    def list_earlier_copies(self, event_ids: Sequence[int]) -> Mapping[int, Sequence[tuple[ShopDomain, str]]]:
        later, earlier = WebhookEventRow, aliased(WebhookEventRow)
        is_copy = and_(
            col(earlier.signature) == later.signature,
            col(earlier.id) < later.id,
            col(earlier.resource_key).not_like(f"{UNREADABLE_PREFIX}%"),
            col(earlier.status) != EventStatus.IGNORED,
        )
        found = (
            sqlalchemy.select(col(later.id), col(earlier.shop_domain), col(earlier.topic))
            .join(earlier, is_copy)
            .where(is_one_of(self.session, later, "id", event_ids))
        )
        copies: dict[int, list[tuple[ShopDomain, str]]] = defaultdict(list)
        self._set_planner_for_queue()
        rows: Iterable[Any] = self.session.connection().execute(found)
        for event_id, shop, topic in rows:
            copies[event_id].append((ShopDomain(shop), topic))
        return copies

    def get_signature(self, event_id: int) -> str | None:
        return self.session.exec(select(WebhookEventRow.signature).where(WebhookEventRow.id == event_id)).one_or_none()

    def release_claims(self, events: Sequence[WebhookEvent]) -> None:
        rows = [{name: getattr(event, name) for name in CLAIM_COLUMNS} for event in events]
        self._update_claimed(UNCLAIM_FROM_ARRAYS, UNCLAIM_ONE, rows, {})

    def _update_claimed(
        self, from_arrays: Update, one: Update, rows: Rows, shared_parameters: Mapping[str, Any]
    ) -> set[int]:
        connection = self.session.connection()
        if not rows:
            return set()
        if is_postgresql(self.session):
            self._set_planner_for_queue()
            return set(connection.execute(from_arrays, {**to_arrays(rows), **shared_parameters}).scalars())
        return {
            row["id"]
            for row in rows
            if connection.execute(
                one, {**shared_parameters, **{build_parameter_name(name): value for name, value in row.items()}}
            ).rowcount
        }

    def _set_planner_for_queue(self) -> None:
        if is_postgresql(self.session):
            self.session.connection().execute(SET_PLANNER_FOR_QUEUE)

    def release(self, shop: ShopDomain, available_keys: Iterable[str], now: datetime) -> Release:
        keys = frozenset(available_keys)
        parked = select(WebhookEventRow.id, WebhookEventRow.resource_key, WebhookEventRow.waiting_for).where(
            WebhookEventRow.shop_domain == shop, has_status(EventStatus.PARKED)
        )
        ids: list[int | None] = []
        lacking: dict[str, frozenset[str]] = {}
        for event_id, resource, waits in self.session.exec(parked):
            waiting_for = frozenset((waits or "").split())
            if waiting_for & keys:
                ids.append(event_id)
                lacking[resource] = lacking.get(resource, frozenset()) | (waiting_for - keys)
        if not ids:
            return Release(available=keys)
        released = _build_requeue_update(now).where(
            is_one_of(self.session, WebhookEventRow, "id", ids), has_status(EventStatus.PARKED)
        )
        return Release(self.session.connection().execute(released).rowcount, keys, lacking)

    def release_resources(self, shop: ShopDomain, resource_keys: Sequence[str], now: datetime) -> int:
        released = _build_requeue_update(now).where(
            col(WebhookEventRow.shop_domain) == shop,
            has_status(EventStatus.PARKED),
            is_one_of(self.session, WebhookEventRow, "resource_key", resource_keys),
        )
        return self.session.connection().execute(released).rowcount if resource_keys else 0

    def list_waiting_keys(self) -> Mapping[ShopDomain, set[str]]:
        keys: dict[ShopDomain, set[str]] = defaultdict(set)
        parked = select(WebhookEventRow.shop_domain, WebhookEventRow.waiting_for).where(has_status(EventStatus.PARKED))
        for shop, waits in self.session.exec(parked.distinct()):
            if waits:
                keys[ShopDomain(shop)].update(waits.split())
        return keys

    def replay(self, event_filter: EventFilter, now: datetime) -> int:
        settled = col(WebhookEventRow.status).not_in(_UNFINISHED_STATUSES)
        return (
            self.session.connection()
            .execute(
                _build_requeue_update(now)
                .values(retried_at=now)
                .where(settled, *build_conditions(self.session, event_filter))
            )
            .rowcount
        )

    def dismiss(self, event_id: int, reason: str, now: datetime) -> bool:
        stuck = col(WebhookEventRow.status).in_(STUCK_EVENT_STATUSES)
        dismissed = update(WebhookEventRow).where(col(WebhookEventRow.id) == event_id, stuck)
        ended = dismissed.values(status=EventStatus.IGNORED, last_error=reason, settled_at=now, waiting_for=None)
        return bool(self.session.connection().execute(ended).rowcount)

    def erase_bodies(self, shop: ShopDomain, resource_keys: Sequence[str] | None) -> None:
        conditions = [col(WebhookEventRow.shop_domain) == shop, literal_column(FINISHED_CONDITION, Boolean)]
        if resource_keys is not None:
            conditions.append(is_one_of(self.session, WebhookEventRow, "resource_key", resource_keys))
        emptied = update(WebhookEventRow).where(*conditions).values(body=b"", last_error=None, failures=None)
        self.session.connection().execute(emptied)

    def iter_open(self, shop: ShopDomain) -> Iterator[WebhookEvent]:
        # The ids first: bodies can be large, so only some are in memory at a time.
        connection, of_shop = (
            self.session.connection(),
            select(WebhookEventRow.id).where(WebhookEventRow.shop_domain == shop),
        )
        ids = [
            event_id
            for condition in OPEN_CONDITIONS
            for event_id in connection.execute(of_shop.where(sqlalchemy.text(condition))).scalars()
        ]
        ids.sort()
        for start in range(0, len(ids), _OPEN_BATCH_SIZE):
            batch = ids[start : start + _OPEN_BATCH_SIZE]
            these = _SELECT_EVENTS.where(is_one_of(self.session, WebhookEventRow, "id", batch))
            yield from map(to_webhook_event, connection.execute(these.order_by(col(WebhookEventRow.id))).all())

    def overwrite(self, event: WebhookEvent) -> None:
        failures = encode_failures(event.failures) if event.failures else None
        this = update(WebhookEventRow).where(col(WebhookEventRow.id) == event.id)
        changed = this.values(body=event.body, last_error=event.last_error, failures=failures)
        self.session.connection().execute(changed)

    def revoke_claim(self, event_id: int) -> None:
        claimed = update(WebhookEventRow).where(col(WebhookEventRow.id) == event_id, has_status(EventStatus.PROCESSING))
        unclaimed = claimed.values(
            status=EventStatus.PENDING, claimed_by=None, claimed_at=None, attempts=WebhookEventRow.attempts - 1
        )
        self.session.connection().execute(unclaimed)

    def delete_finished(self, shop: ShopDomain, settled_before: datetime, limit: int) -> int:
        parameters = {"shop": shop, "settled_before": settled_before, "limit": limit}
        return self.session.connection().execute(_DELETE_FINISHED, parameters).rowcount

    def delete_unresolved(
        self, shop: ShopDomain, received_before: datetime, limit: int, topics: Collection[str] | None = None
    ) -> int:
        old = [col(WebhookEventRow.shop_domain) == shop, col(WebhookEventRow.received_at) < received_before]
        if topics is not None:
            old.append(col(WebhookEventRow.topic).in_(sorted(topics)))
        connection, ids = self.session.connection(), list[int]()
        for condition in (PARKED_CONDITION, DEAD_CONDITION):  # each has a partial index of its own
            found = select(WebhookEventRow.id).where(*old, sqlalchemy.text(condition))
            ids += connection.execute(found.order_by(col(WebhookEventRow.id)).limit(limit)).scalars()
        oldest = is_one_of(self.session, WebhookEventRow, "id", sorted(ids)[:limit])
        return connection.execute(delete(WebhookEventRow).where(oldest)).rowcount if ids else 0

    def get(self, event_id: int) -> WebhookEvent | None:
        statement = _SELECT_EVENTS.where(col(WebhookEventRow.id) == event_id)
        row = self.session.connection().execute(statement).one_or_none()
        return to_webhook_event(row) if row else None

    def list_latest(
        self, limit: int, event_filter: EventFilter = ALL_EVENTS, before: int | None = None
    ) -> Sequence[WebhookEvent]:
        older = [col(WebhookEventRow.id) < before] if before is not None else []
        return self._fetch_page(event_filter, older, _build_order(event_filter).desc(), limit)

    def list_oldest(
        self, limit: int, event_filter: EventFilter = ALL_EVENTS, after: int | None = None
    ) -> Sequence[WebhookEvent]:
        newer = [col(WebhookEventRow.id) > after] if after is not None else []
        return self._fetch_page(event_filter, newer, _build_order(event_filter).asc(), limit)

    def _fetch_page(
        self, event_filter: EventFilter, position: Iterable[ColumnElement[bool]], order: ColumnElement[Any], limit: int
    ) -> Sequence[WebhookEvent]:
        conditions = (*position, *build_conditions(self.session, event_filter))
        # The ids first: a database that sorts all events of a store then does not read their bodies.
        ids = sqlalchemy.select(_ID).where(*conditions).order_by(order).limit(limit)
        page = _SELECT_EVENTS.where(_ID.in_(ids)).order_by(order)
        return [to_webhook_event(row) for row in self.session.connection().execute(page)]

    def find_oldest_due(self, now: datetime) -> datetime | None:
        due = select(func.min(WebhookEventRow.next_attempt_at)).where(has_status(EventStatus.PENDING))
        return self.session.exec(due.where(col(WebhookEventRow.next_attempt_at) <= now)).one()

    def find_open_orders_containing(self, values: Collection[str], limit: int) -> Sequence[tuple[ShopDomain, str]]:
        if not values:
            return []
        key = (col(WebhookEventRow.shop_domain), col(WebhookEventRow.resource_key))
        newest = func.max(col(WebhookEventRow.id))
        statement = (
            select(*key, newest)
            .where(
                or_(*(body_contains(self.session, value) for value in values)),
                col(WebhookEventRow.resource_key).startswith("order:"),
            )
            .group_by(*key)
            .order_by(newest.desc())
            .limit(limit)
        )
        found: dict[tuple[ShopDomain, str], int] = {}
        for condition in OPEN_CONDITIONS:  # one query for each, since each has a partial index of its own
            for shop, resource_key, event_id in self.session.exec(statement.where(sqlalchemy.text(condition))):
                order = ShopDomain(shop), resource_key
                found[order] = max(event_id or 0, found.get(order, 0))
        return sorted(found, key=found.__getitem__, reverse=True)[:limit]

    def list_for_resource(self, shop: ShopDomain, resource_key: str, limit: int) -> Sequence[WebhookEvent]:
        return self._list_for_resource(_SELECT_EVENTS, shop, resource_key, limit)

    def list_without_bodies(self, shop: ShopDomain, resource_key: str, limit: int) -> Sequence[WebhookEvent]:
        return self._list_for_resource(_SELECT_WITHOUT_BODIES, shop, resource_key, limit)

    def _list_for_resource(
        self, select: Select[Any], shop: ShopDomain, resource_key: str, limit: int
    ) -> Sequence[WebhookEvent]:
        about = select.where(
            col(WebhookEventRow.shop_domain) == shop, col(WebhookEventRow.resource_key) == resource_key
        )
        newest = about.order_by(col(WebhookEventRow.id).desc()).limit(limit)
        return self._fetch_newest(newest, (UNFINISHED_CONDITION, SETTLED_CONDITION), limit)

    def list_open_for_resources(self, shop: ShopDomain, resource_keys: Collection[str]) -> Sequence[WebhookEvent]:
        these = is_one_of(self.session, WebhookEventRow, "resource_key", resource_keys)
        about = _SELECT_EVENTS.where(col(WebhookEventRow.shop_domain) == shop, these)
        stuck = col(WebhookEventRow.status).in_(STUCK_EVENT_STATUSES)
        parts = (
            about.where(sqlalchemy.text(UNFINISHED_CONDITION)),
            about.where(sqlalchemy.text(SETTLED_CONDITION), stuck),
        )
        events = [to_webhook_event(row) for part in parts for row in self.session.connection().execute(part)]
        return sorted(events, key=attrgetter("id"), reverse=True)

    def list_unfinished_orders(self, limit: int) -> Sequence[tuple[ShopDomain, str, datetime]]:
        row = WebhookEventRow
        key = (col(row.shop_domain), col(row.resource_key))
        statement = (
            select(*key, func.min(col(row.received_at)))
            .where(sqlalchemy.text(UNFINISHED_CONDITION), col(row.resource_key).startswith("order:"))
            .group_by(*key)
            .order_by(func.max(col(row.id)).desc())
            .limit(limit)
        )
        return [(ShopDomain(shop), resource, at) for shop, resource, at in self.session.exec(statement)]

    def _fetch_newest(self, statement: Select[Any], conditions: Iterable[str], limit: int) -> Sequence[WebhookEvent]:
        """One query for each condition, since each has a partial index of its own."""
        parts = (statement.where(sqlalchemy.text(condition)) for condition in conditions)
        events = [to_webhook_event(row) for part in parts for row in self.session.connection().execute(part)]
        return sorted(events, key=attrgetter("id"), reverse=True)[:limit]

    def count(self, event_filter: EventFilter, limit: int) -> int:
        found = select(WebhookEventRow.id).where(*build_conditions(self.session, event_filter)).limit(limit)
        return self.session.exec(select(func.count()).select_from(found.subquery())).one()

    def count_by_status(self, event_filter: EventFilter = ALL_EVENTS) -> dict[EventStatus, int]:
        if event_filter == EventFilter(shop=event_filter.shop):
            return self._count_all(event_filter)
        statement = select(col(WebhookEventRow.status), func.count()).where(
            *build_conditions(self.session, event_filter)
        )
        grouped = self.session.exec(statement.group_by(col(WebhookEventRow.status)))
        return {EventStatus(status): count for status, count in grouped}

    def _count_all(self, event_filter: EventFilter) -> dict[EventStatus, int]:
        """Along the partial indexes, which are small; rows have bodies. Sums, since a database would sort to group."""
        counts = [func.count(case((col(WebhookEventRow.status) == status, 1))) for status in EventStatus]
        statement = sqlalchemy.select(*counts).where(*build_conditions(self.session, event_filter))
        totals = dict.fromkeys(EventStatus, 0)
        for condition in (*OPEN_CONDITIONS, FINISHED_CONDITION):
            row = self.session.connection().execute(statement.where(sqlalchemy.text(condition))).one()
            totals = {status: totals[status] + found for status, found in zip(EventStatus, row, strict=True)}
        return {status: total for status, total in totals.items() if total}


def _build_order(event_filter: EventFilter) -> ColumnElement[Any]:
    """Open events by a sum: by the bare id, a database would look through all events for the few that match."""
    is_finished = event_filter.status is None or event_filter.status in FINISHED
    return _ID if is_finished else _ID + 0  # type: ignore[return-value]


def _build_requeue_update(now: datetime) -> Update:
    return update(WebhookEventRow).values(
        status=EventStatus.PENDING, attempts=0, next_attempt_at=now, queued_at=now, waiting_for=None
    )
