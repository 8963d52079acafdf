"""Claims in PostgreSQL stay fast when the queue grows before statistics are taken."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, text
from sqlmodel import Session

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.adapters.persistence.webhooks.webhook_events import SqlWebhookEvents
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP, a_delivery, a_new_event, a_shop
from tests.databases import CIPHER, truncate_tables

ANN = WorkerId("ann", 1)
WAITING, BATCH, FINISHED = 3_000, 50, 2_000
GENERIC_PLAN_AFTER = 12
MAX_ROWS_READ_PER_EVENT = 20


class RowsReadCounter:
    """Counts the rows of the queue that this transaction reads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last_total = self._read_total()

    def count_since_last(self) -> int:
        before, self._last_total = self._last_total, self._read_total()
        return self._last_total - before

    def _read_total(self) -> int:
        read = self._connection.execute(
            text(
                "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables "
                "WHERE relname = 'shopify_webhook_events'"
            )
        )
        return int(read.scalar_one())


def analyze_queue(engine: Engine) -> None:
    """Take statistics of the table as it is now."""
    with engine.begin() as connection:
        connection.execute(text("ANALYZE shopify_webhook_events"))


def add_pending_events(engine: Engine, waiting: int) -> None:
    with SqlUnitOfWork(engine, CIPHER, BuiltinErp)() as tx:
        tx.shops.save(a_shop())
        tx.events.add([a_new_event(f"webhook-{number}", f"order:{number}") for number in range(waiting)])
        tx.commit()


def erase_events(engine: Engine) -> None:
    """Delete the events and keep their dead rows, which TRUNCATE would remove."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM shopify_webhook_events"))


def crash_events(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE shopify_webhook_events SET crash_count = 1"))


def claim_and_settle_a_batch(engine: Engine) -> tuple[int, int]:
    """Return the number of rows that each of the two read."""
    with Session(engine) as session:
        events, rows_read = SqlWebhookEvents(session), RowsReadCounter(session.connection())
        claimed = events.claim(ANN, NOON, BATCH)
        assert len(claimed) == BATCH
        to_claim = rows_read.count_since_last()
        assert events.settle([(event, Settlement(EventStatus.DONE)) for event in claimed], NOON)
        return to_claim, rows_read.count_since_last()


def test_claims_stay_fast_if_statements_were_planned_for_an_empty_queue(migrated_postgres: Engine) -> None:
    truncate_tables(migrated_postgres)
    analyze_queue(migrated_postgres)
    unit_of_work = SqlUnitOfWork(migrated_postgres, CIPHER, BuiltinErp)
    for _ in range(GENERIC_PLAN_AFTER):
        with unit_of_work() as tx:
            assert not tx.events.claim(ANN, NOON, BATCH)
            tx.commit()
    add_pending_events(migrated_postgres, WAITING)
    assert max(claim_and_settle_a_batch(migrated_postgres)) <= BATCH * MAX_ROWS_READ_PER_EVENT


@pytest.mark.parametrize("held", [1, 5, 300])
def test_claims_stay_fast_if_statistics_were_taken_of_a_small_queue(migrated_postgres: Engine, held: int) -> None:
    truncate_tables(migrated_postgres)
    add_pending_events(migrated_postgres, held)
    analyze_queue(migrated_postgres)
    truncate_tables(migrated_postgres)
    add_pending_events(migrated_postgres, WAITING)
    assert max(claim_and_settle_a_batch(migrated_postgres)) <= BATCH * MAX_ROWS_READ_PER_EVENT


@pytest.mark.parametrize("held", [1, 5])
def test_claims_stay_fast_after_a_flood_of_crashes_that_no_vacuum_has_seen(
    migrated_postgres: Engine, held: int
) -> None:
    truncate_tables(migrated_postgres)
    add_pending_events(migrated_postgres, held)
    crash_events(migrated_postgres)
    analyze_queue(migrated_postgres)
    erase_events(migrated_postgres)
    add_pending_events(migrated_postgres, WAITING)
    crash_events(migrated_postgres)
    erase_events(migrated_postgres)
    add_pending_events(migrated_postgres, WAITING)
    assert max(claim_and_settle_a_batch(migrated_postgres)) <= BATCH * MAX_ROWS_READ_PER_EVENT


def test_a_claim_reads_neither_the_backlog_of_another_shop_nor_finished_events(migrated_postgres: Engine) -> None:
    truncate_tables(migrated_postgres)
    with SqlUnitOfWork(migrated_postgres, CIPHER, BuiltinErp)() as tx:
        for shop in (SHOP, OTHER_SHOP):
            tx.shops.save(a_shop(domain=shop))
        tx.events.add([a_new_event(f"webhook-{number}", f"order:{number}") for number in range(WAITING)])
        finished = replace(a_new_event(), status=EventStatus.IGNORED)
        tx.events.add(
            [
                replace(finished, delivery=a_delivery(shop_domain=OTHER_SHOP, webhook_id=f"old-{number}"))
                for number in range(FINISHED)
            ]
        )
        late = replace(a_new_event(), delivery=a_delivery(shop_domain=OTHER_SHOP, webhook_id="late"))
        tx.events.add([replace(late, received_at=NOON + SECOND)])
        tx.commit()
    with Session(migrated_postgres) as session:
        rows_read = RowsReadCounter(session.connection())
        claimed = SqlWebhookEvents(session).claim(ANN, NOON + HOUR, BATCH)
        assert [event.webhook_id for event in claimed][-1] == "late"
        assert len(claimed) == BATCH // 2 + 1
        assert rows_read.count_since_last() <= BATCH * MAX_ROWS_READ_PER_EVENT
