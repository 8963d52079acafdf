"""The queue in PostgreSQL stays quick when it fills up faster than the database notices."""

from dataclasses import replace

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
WAITING, BATCH = 3_000, 50
A_PLAN_IS_KEPT_AFTER = 12
READ_PER_EVENT = 20


FINISHED = 2_000


def rows_read(connection: Connection) -> int:
    """How many rows of the queue this transaction has read so far."""
    read = connection.execute(
        text(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'shopify_webhook_events'"
        )
    )
    return int(read.scalar_one())


def test_a_queue_that_was_empty_when_its_statements_were_planned(migrated_postgres: Engine) -> None:
    empty(migrated_postgres)
    unit_of_work = SqlUnitOfWork(migrated_postgres, CIPHER, BuiltinErp)
    with migrated_postgres.begin() as connection:
        connection.execute(text("ANALYZE shopify_webhook_events"))
    for _ in range(A_PLAN_IS_KEPT_AFTER):
        with unit_of_work() as tx:
            assert not tx.events.claim(ANN, NOON, BATCH)
            tx.commit()
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.events.add([a_new_event(f"webhook-{number}", f"order:{number}") for number in range(WAITING)])
        tx.commit()
    with Session(migrated_postgres) as session:
        events = SqlWebhookEvents(session)
        claimed = events.claim(ANN, NOON, BATCH)
        events.settle([(event, Settlement(EventStatus.DONE)) for event in claimed], NOON)
        assert len(claimed) == BATCH
        assert rows_read(session.connection()) <= BATCH * READ_PER_EVENT


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
        claimed = SqlWebhookEvents(session).claim(ANN, NOON + HOUR, BATCH)
        assert [event.webhook_id for event in claimed][-1] == "late"
        assert len(claimed) == BATCH // 2 + 1
        assert rows_read(session.connection()) <= BATCH * READ_PER_EVENT
