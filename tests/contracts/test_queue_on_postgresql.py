"""The queue in PostgreSQL stays quick when it fills up faster than the database notices."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, text
from sqlmodel import Session

from novex_shopify.adapters.erp.builtin import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.adapters.persistence.webhook_events import SqlWebhookEvents
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP, a_delivery, a_new_event, a_shop
from tests.contracts.conftest import CIPHER, empty

ANN = WorkerId("ann", 1)
WAITING, BATCH, FINISHED = 3_000, 50, 2_000
A_PLAN_IS_KEPT_AFTER = 12
READ_PER_EVENT = 20


class RowsRead:
    """How many rows of the queue this transaction has read since the last look."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen = self._total()

    def since(self) -> int:
        """Counts from here the next time."""
        before, self._seen = self._seen, self._total()
        return self._seen - before

    def _total(self) -> int:
        read = self._connection.execute(
            text(
                "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables "
                "WHERE relname = 'shopify_webhook_events'"
            )
        )
        return int(read.scalar_one())


def take_statistics(engine: Engine) -> None:
    """Have PostgreSQL believe that the table will always be as it is now."""
    with engine.begin() as connection:
        connection.execute(text("ANALYZE shopify_webhook_events"))


def fill(engine: Engine, waiting: int) -> None:
    with SqlUnitOfWork(engine, CIPHER, BuiltinErp)() as tx:
        tx.shops.save(a_shop())
        tx.events.add([a_new_event(f"webhook-{number}", f"order:{number}") for number in range(waiting)])
        tx.commit()


def claim_and_settle_a_batch(engine: Engine) -> tuple[int, int]:
    """How many rows each of the two read."""
    with Session(engine) as session:
        events, rows_read = SqlWebhookEvents(session), RowsRead(session.connection())
        claimed = events.claim(ANN, NOON, BATCH)
        assert len(claimed) == BATCH
        to_claim = rows_read.since()
        assert events.settle([(event, Settlement(EventStatus.DONE)) for event in claimed], NOON)
        return to_claim, rows_read.since()


def test_a_queue_that_was_empty_when_its_statements_were_planned(migrated_postgres: Engine) -> None:
    empty(migrated_postgres)
    take_statistics(migrated_postgres)
    unit_of_work = SqlUnitOfWork(migrated_postgres, CIPHER, BuiltinErp)
    for _ in range(A_PLAN_IS_KEPT_AFTER):
        with unit_of_work() as tx:
            assert not tx.events.claim(ANN, NOON, BATCH)
            tx.commit()
    fill(migrated_postgres, WAITING)
    assert max(claim_and_settle_a_batch(migrated_postgres)) <= BATCH * READ_PER_EVENT


@pytest.mark.parametrize("held", [1, 5, 300])
def test_a_queue_that_was_small_when_its_statistics_were_taken(migrated_postgres: Engine, held: int) -> None:
    empty(migrated_postgres)
    fill(migrated_postgres, held)
    take_statistics(migrated_postgres)
    empty(migrated_postgres)
    fill(migrated_postgres, WAITING)
    assert max(claim_and_settle_a_batch(migrated_postgres)) <= BATCH * READ_PER_EVENT


def test_a_claim_reads_neither_another_stores_flood_nor_what_is_finished(migrated_postgres: Engine) -> None:
    empty(migrated_postgres)
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
        rows_read = RowsRead(session.connection())
        claimed = SqlWebhookEvents(session).claim(ANN, NOON + HOUR, BATCH)
        assert [event.webhook_id for event in claimed][-1] == "late"
        assert len(claimed) == BATCH // 2 + 1
        assert rows_read.since() <= BATCH * READ_PER_EVENT
