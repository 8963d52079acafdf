"""The contract of `Claims`, for all three kinds of claimable work."""

from sqlalchemy import Engine

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.fulfillment import FulfillmentPlan, PushStatus
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, NOON, PUSH_ATTEMPT, SECOND, SHOP, a_new_event, a_shipment, a_shop
from tests.databases import CIPHER, truncate_tables

# Two containers with the same hostname and pid.
ANN, BOB = WorkerId("ann-1.example", 1, "a", "0"), WorkerId("ann-1.example", 1, "b", "0")


def claim_one_of_each(tx: Transaction, worker: WorkerId) -> None:
    tx.shops.save(a_shop())
    tx.events.add([a_new_event(f"webhook-{worker}", f"order:{worker}")])
    tx.pushes.add(a_shipment(f"SHIP-{worker}"), SHOP, 1 if worker == ANN else 2, PushStatus.PENDING, NOON)
    tx.imports.start(SHOP, ImportKind.PRODUCTS if worker == ANN else ImportKind.CUSTOMERS, NOON)
    tx.events.claim(worker, NOON, 1)
    tx.pushes.claim(worker, NOON)
    tx.imports.claim(worker, NOON)


def test_every_holder_of_a_claim_is_listed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert list(tx.claims.list_holders()) == []
        claim_one_of_each(tx, ANN)
        claim_one_of_each(tx, BOB)
        assert list(tx.claims.list_holders()) == [ANN, BOB]


def test_reclaimed_work_can_be_claimed_by_another_worker(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        claim_one_of_each(tx, ANN)
        claim_one_of_each(tx, BOB)
        assert tx.claims.reclaim(ANN, NOON, NOON, NOON) == 0
        assert tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON) == 3
        assert list(tx.claims.list_holders()) == [BOB]
        (event,) = tx.events.claim(BOB, NOON, 9)
        push = tx.pushes.claim(BOB, NOON)
        run = tx.imports.claim(BOB, NOON)
        assert push is not None
        assert run is not None
        assert (event.attempts, push.attempts, run.claims) == (1, 2, 2)
        assert event.crash_count == 1


def test_a_renewed_claim_is_not_reclaimed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        claim_one_of_each(tx, ANN)
        everything = {work: [1] for work in Work}
        tx.claims.renew(ANN, everything, NOON + SECOND, NOON + HOUR)
        tx.claims.renew(BOB, everything, NOON + HOUR, NOON + 2 * HOUR)
        assert tx.claims.reclaim(ANN, NOON + HOUR, NOON, NOON) == 0


def test_a_claim_younger_than_the_limit_is_not_renewed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        claim_one_of_each(tx, ANN)
        tx.claims.renew(ANN, {work: [1] for work in Work}, NOON, NOON + HOUR)
        assert tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON) == 3


def test_renewing_skips_a_claim_that_is_being_settled(migrated_postgres: Engine) -> None:
    truncate_tables(migrated_postgres)
    unit_of_work = SqlUnitOfWork(migrated_postgres, CIPHER, BuiltinErp)
    with unit_of_work() as tx:
        claim_one_of_each(tx, ANN)
        tx.commit()
    with unit_of_work() as settling, unit_of_work() as rescue:
        settling.events.settle([(settling.events.list_latest(1)[0], Settlement(EventStatus.DONE))], NOON)
        rescue.claims.renew(ANN, {Work.EVENTS: [1]}, NOON + SECOND, NOON + SECOND)
        assert rescue.claims.reclaim(ANN, NOON + HOUR, NOON, NOON) == 2


def test_only_active_claims_are_renewed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        claim_one_of_each(tx, ANN)
        tx.claims.renew(ANN, {Work.EVENTS: [1], Work.IMPORTS: []}, NOON + SECOND, NOON + HOUR)
        assert tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON) == 2


def test_settled_work_has_no_claim(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        claim_one_of_each(tx, ANN)
        (event,) = tx.events.list_latest(1)
        tx.events.settle([(event, Settlement(EventStatus.DONE))], NOON)
        tx.pushes.settle(tx.pushes.list_latest(1)[0], PushStatus.PUSHED, PUSH_ATTEMPT)
        assert tx.imports.save(tx.imports.list_latest(1)[0].finish(ImportStatus.DONE, NOON), NOON)
        assert list(tx.claims.list_holders()) == []
        assert tx.claims.reclaim(ANN, NOON + HOUR, NOON, NOON) == 0


def test_a_reclaimed_push_that_may_have_been_sent_waits_until_its_outcome_is_known(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number in (1, 2):
            tx.pushes.add(a_shipment(f"SHIP-{number}"), SHOP, number, PushStatus.PENDING, NOON)
        push = tx.pushes.claim(ANN, NOON)
        assert push is not None
        tx.pushes.save_plan(push, FulfillmentPlan((), frozenset()))
        tx.pushes.claim(ANN, NOON)
        tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON + HOUR)
        first, second = tx.pushes.claim(BOB, NOON), tx.pushes.claim(BOB, NOON)
        assert (first and first.shipment.id, second) == ("SHIP-2", None)
        assert tx.pushes.claim(BOB, NOON + HOUR) is not None
