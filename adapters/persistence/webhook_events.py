"""`shopify_webhook_events`: the inbox that is also the queue."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy
from sqlalchemy import Select, Update, func, or_, update
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence import webhook_queue as queue
from novex_shopify.adapters.persistence.bulk import Rows, as_arrays, columns_of, is_postgresql, one_of, parameter
from novex_shopify.adapters.persistence.event_filter import body_holds, matches
from novex_shopify.adapters.persistence.shops import ShopRow
from novex_shopify.adapters.persistence.webhook_event_row import (
    DEAD,
    EVENT_COLUMNS,
    PARKED,
    SETTLED,
    UNFINISHED,
    WebhookEventRow,
    new_row,
    settled_row,
    to_event,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import (
    EVERY_EVENT,
    EventFilter,
    EventStatus,
    NewEvent,
    Settlement,
    WebhookEvent,
)
from novex_shopify.domain.model.work import WorkerId

_UNFINISHED = (EventStatus.PENDING, EventStatus.PROCESSING)
_SELECT = sqlalchemy.select(*(columns_of(WebhookEventRow)[name] for name in EVENT_COLUMNS))


@dataclass(frozen=True, slots=True)
class SqlWebhookEvents:
    """The port `WebhookEvents`."""

    session: Session

    def add(self, events: Sequence[NewEvent]) -> set[tuple[ShopDomain, str]]:
        """Store what is new, numbered in order of receipt."""
        rows, connection = [new_row(event) for event in events], self.session.connection()
        if is_postgresql(self.session):
            stored = connection.execute(queue.ADD_ARRAYS, as_arrays(rows)).all()
        else:
            shops = set(self.session.exec(select(ShopRow.shop_domain)))
            known = [row for row in rows if row["shop_domain"] in shops]
            stored = connection.execute(queue.ADD, known).all() if known else []
        return {(ShopDomain(shop), webhook_id) for shop, webhook_id in stored}

    def claim(self, worker: WorkerId, now: datetime, limit: int) -> Sequence[WebhookEvent]:
        """Take due events: one that may have killed a worker, alone; or else as many as allowed of the others."""
        connection, parameters = self.session.connection(), {"worker": str(worker), "now": now}
        a_suspect, others = queue.CLAIMS[self.session.get_bind().dialect.name]
        self._plan_for_a_queue()
        rows = connection.execute(a_suspect, {**parameters, "heads": 1, "followers": 0}).all()
        rows = rows or connection.execute(others, {**parameters, "heads": limit, "followers": limit}).all()
        return sorted(map(to_event, rows), key=attrgetter("id"))

    def settle(self, settlements: Sequence[tuple[WebhookEvent, Settlement]], now: datetime) -> set[int]:
        """Write how attempts ended, where the claim still stands."""
        rows = [settled_row(event, settlement) for event, settlement in settlements]
        return self._update(queue.SETTLE_ARRAYS, queue.SETTLE_ONE, rows, {"now": now})

    def give_back(self, events: Sequence[WebhookEvent]) -> None:
        """Undo claims that still stand."""
        rows = [{name: getattr(event, name) for name in queue.CLAIM_COLUMNS} for event in events]
        self._update(queue.RETURN_ARRAYS, queue.RETURN_ONE, rows, {})

    def _update(self, arrays: Update, one: Update, rows: Rows, common: Mapping[str, Any]) -> set[int]:
        connection = self.session.connection()
        if not rows:
            return set()
        if is_postgresql(self.session):
            self._plan_for_a_queue()
            return set(connection.execute(arrays, {**as_arrays(rows), **common}).scalars())
        return {
            row["id"]
            for row in rows
            if connection.execute(one, {**common, **{parameter(name): value for name, value in row.items()}}).rowcount
        }

    def _plan_for_a_queue(self) -> None:
        if is_postgresql(self.session):
            self.session.connection().execute(queue.PLAN_FOR_A_QUEUE)

    def release(self, shop: ShopDomain, supplied: Iterable[str], now: datetime) -> int:
        """Make due what waits for one of `supplied`."""
        keys = set(supplied)
        parked = select(WebhookEventRow.id, WebhookEventRow.waiting_for).where(
            WebhookEventRow.shop_domain == shop, queue.is_in(EventStatus.PARKED)
        )
        ids = [event_id for event_id, waits in self.session.exec(parked) if keys.intersection((waits or "").split())]
        if not ids:
            return 0
        released = _made_due(now).where(
            one_of(self.session, WebhookEventRow, "id", ids), queue.is_in(EventStatus.PARKED)
        )
        return self.session.connection().execute(released).rowcount

    def waiting(self) -> Mapping[ShopDomain, set[str]]:
        """What parked events wait for."""
        keys: dict[ShopDomain, set[str]] = defaultdict(set)
        parked = select(WebhookEventRow.shop_domain, WebhookEventRow.waiting_for).where(queue.is_in(EventStatus.PARKED))
        for shop, waits in self.session.exec(parked.distinct()):
            if waits:
                keys[ShopDomain(shop)].update(waits.split())
        return keys

    def replay(self, which: EventFilter, now: datetime) -> int:
        """Make settled events due once more."""
        settled = col(WebhookEventRow.status).not_in(_UNFINISHED)
        return self.session.connection().execute(_made_due(now).where(settled, *matches(self.session, which))).rowcount

    def erase(self, shop: ShopDomain, resource_keys: Sequence[str] | None) -> None:
        """Empty the bodies of what is over."""
        whose = [col(WebhookEventRow.shop_domain) == shop, col(WebhookEventRow.status).not_in(_UNFINISHED)]
        if resource_keys is not None:
            whose.append(one_of(self.session, WebhookEventRow, "resource_key", resource_keys))
            whose.append(col(WebhookEventRow.status) != EventStatus.PARKED)
        self.session.connection().execute(update(WebhookEventRow).where(*whose).values(body=b""))

    def parked(self, shop: ShopDomain, resource_keys: Sequence[str]) -> Sequence[WebhookEvent]:
        """The events of these resources that wait for something."""
        statement = _SELECT.where(
            col(WebhookEventRow.shop_domain) == shop,
            queue.is_in(EventStatus.PARKED),
            one_of(self.session, WebhookEventRow, "resource_key", resource_keys),
        )
        return [to_event(row) for row in self.session.connection().execute(statement.order_by(col(WebhookEventRow.id)))]

    def replace_body(self, event: WebhookEvent, body: bytes) -> None:
        """Keep an event with another body."""
        this = update(WebhookEventRow).where(col(WebhookEventRow.id) == event.id)
        self.session.connection().execute(this.values(body=body))

    def delete_finished(self, shop: ShopDomain, settled_before: datetime, limit: int) -> int:
        """Delete the oldest finished events."""
        parameters = {"shop": shop, "settled_before": settled_before, "limit": limit}
        return self.session.connection().execute(queue.DELETE_FINISHED, parameters).rowcount

    def get(self, event_id: int) -> WebhookEvent | None:
        """One event."""
        statement = _SELECT.where(col(WebhookEventRow.id) == event_id)
        row = self.session.connection().execute(statement).one_or_none()
        return to_event(row) if row else None

    def latest(self, limit: int, which: EventFilter = EVERY_EVENT, before: int | None = None) -> Sequence[WebhookEvent]:
        """The newest events, newest first."""
        older = [col(WebhookEventRow.id) < before] if before is not None else []
        statement = _SELECT.where(*older, *matches(self.session, which))
        newest = statement.order_by(col(WebhookEventRow.id).desc()).limit(limit)
        return [to_event(row) for row in self.session.connection().execute(newest)]

    def waiting_since(self, now: datetime) -> datetime | None:
        """Since when the event that is due for longest has been due."""
        due = select(func.min(WebhookEventRow.next_attempt_at)).where(queue.is_in(EventStatus.PENDING))
        return self.session.exec(due.where(col(WebhookEventRow.next_attempt_at) <= now)).one()

    def open_with(self, values: Collection[str], limit: int) -> Sequence[WebhookEvent]:
        """The newest events that are not finished and have one of these in their bodies.

        Ordered by a sum, so that no database walks through all events backwards in place of the few that are open.
        """
        if not values:
            return []
        found = or_(*(body_holds(self.session, value) for value in values))
        newest = _SELECT.where(found).order_by((col(WebhookEventRow.id) + 0).desc()).limit(limit)
        return self._newest(newest, (UNFINISHED, PARKED, DEAD), limit)

    def of_resource(self, shop: ShopDomain, resource_key: str, limit: int) -> Sequence[WebhookEvent]:
        """The newest events about one thing: the settled and the unfinished each have an index of their own."""
        about = _SELECT.where(
            col(WebhookEventRow.shop_domain) == shop, col(WebhookEventRow.resource_key) == resource_key
        )
        newest = about.order_by(col(WebhookEventRow.id).desc()).limit(limit)
        return self._newest(newest, (UNFINISHED, SETTLED), limit)

    def _newest(self, statement: Select[Any], conditions: Iterable[str], limit: int) -> Sequence[WebhookEvent]:
        """The newest of what fits one of the conditions, each of which has an index of its own."""
        parts = (statement.where(sqlalchemy.text(condition)) for condition in conditions)
        events = [to_event(row) for part in parts for row in self.session.connection().execute(part)]
        return sorted(events, key=attrgetter("id"), reverse=True)[:limit]

    def counts(self, which: EventFilter = EVERY_EVENT) -> dict[EventStatus, int]:
        """How many events stand where."""
        statement = select(col(WebhookEventRow.status), func.count()).where(*matches(self.session, which))
        grouped = self.session.exec(statement.group_by(col(WebhookEventRow.status)))
        return {EventStatus(status): count for status, count in grouped}


def _made_due(now: datetime) -> Update:
    return update(WebhookEventRow).values(status=EventStatus.PENDING, attempts=0, next_attempt_at=now, waiting_for=None)
