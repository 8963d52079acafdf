"""The contract of `FulfillmentPushes`."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, text

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.fulfillment import (
    A_PERSON,
    MAX_CONCURRENT_PUSHES_PER_SHOP,
    AllocatedLine,
    FulfillmentPlan,
    FulfillmentPush,
    FulfillmentRequest,
    PlannedFulfillment,
    PushAttempt,
    PushStatus,
    Tracking,
)
from novex_shopify.domain.model.push_filter import PushFilter
from novex_shopify.domain.model.tracker import Tracker, TrackerStatus
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, LINE_ID, NOON, ORDER_ID, OTHER_SHOP, PUSH_ATTEMPT, SECOND, SHOP, a_shipment
from tests.databases import CIPHER, truncate_tables

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)
REQUEST = FulfillmentRequest((AllocatedLine("FO", "FOL", LINE_ID, 2),), Tracking("JD01", "DHL Express", None), True)
PLAN = FulfillmentPlan(
    (PlannedFulfillment(REQUEST), PlannedFulfillment(REQUEST, "gid://shopify/Fulfillment/1")), frozenset({"gid://x"})
)


def add_pending_push(tx: Transaction, shipment_id: str = "SHIP-1", order_id: int = ORDER_ID) -> FulfillmentPush:
    return tx.pushes.add(a_shipment(shipment_id), SHOP, order_id, PushStatus.PENDING, NOON)


def test_a_shipment_added_twice_is_one_push(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first = add_pending_push(tx)
        again = tx.pushes.add(a_shipment(notify_customer=False), None, None, PushStatus.NOT_SHOPIFY, NOON + HOUR)
        assert again == first
        assert (first.shipment, first.status, first.order_id) == (a_shipment(), PushStatus.PENDING, ORDER_ID)
        assert tx.pushes.get("SHIP-1") == first
        assert tx.pushes.get("SHIP-2") is None
        assert list(tx.pushes.get_many(["SHIP-1", "SHIP-2"])) == [first]


def test_pushes_are_claimed_oldest_first_with_the_attempt_counted(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        add_pending_push(tx, "SHIP-1", 1)
        add_pending_push(tx, "SHIP-2", 2)
        claimed = [tx.pushes.claim(ANN, NOON) for _ in range(3)]
        assert [push and (push.shipment.id, push.status, push.attempts, push.claimed_by) for push in claimed] == [
            ("SHIP-1", PushStatus.SENDING, 1, "ann:1"),
            ("SHIP-2", PushStatus.SENDING, 1, "ann:1"),
            None,
        ]


def test_pushes_of_one_order_are_sent_one_at_a_time(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        add_pending_push(tx, "SHIP-1")
        add_pending_push(tx, "SHIP-2")
        first = tx.pushes.claim(ANN, NOON)
        assert first is not None
        assert tx.pushes.claim(ANN, NOON) is None
        tx.pushes.settle(first, PushStatus.PUSHED, PUSH_ATTEMPT)
        second = tx.pushes.claim(ANN, NOON)
        assert second is not None
        assert second.shipment.id == "SHIP-2"


def test_two_concurrent_workers_do_not_send_two_pushes_of_one_order(migrated_postgres: Engine) -> None:
    truncate_tables(migrated_postgres)
    unit_of_work = SqlUnitOfWork(migrated_postgres, CIPHER, BuiltinErp)
    with unit_of_work() as tx:
        add_pending_push(tx, "SHIP-1")
        add_pending_push(tx, "SHIP-2")
        tx.commit()
    with unit_of_work() as ann, unit_of_work() as bob:
        assert ann.pushes.claim(ANN, NOON) is not None
        assert bob.pushes.claim(ANN, NOON) is None


def test_a_parked_push_that_is_released_while_a_later_one_of_its_order_is_claimed_waits(
    migrated_postgres: Engine,
) -> None:
    truncate_tables(migrated_postgres)
    unit_of_work = SqlUnitOfWork(migrated_postgres, CIPHER, BuiltinErp)
    with unit_of_work() as tx:
        tx.pushes.add(a_shipment("SHIP-1"), SHOP, ORDER_ID, PushStatus.PARKED, NOON)
        add_pending_push(tx, "SHIP-2")
        tx.commit()

    def claim() -> FulfillmentPush | None:
        with unit_of_work() as bob:
            return bob.pushes.claim(BOB, NOON)

    with ThreadPoolExecutor(1) as other, unit_of_work() as ann:
        assert ann.pushes.claim(ANN, NOON) is not None
        with unit_of_work() as tx:
            assert tx.pushes.release(SHOP, NOON) == 1
            tx.commit()
        claiming = other.submit(claim)
        assert wait([claiming], timeout=0.3).not_done
        ann.commit()
        assert claiming.result(timeout=10) is None


def test_a_push_is_not_claimed_before_its_next_attempt(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        add_pending_push(tx)
        push = tx.pushes.claim(ANN, NOON)
        assert push is not None
        tx.pushes.settle(push, PushStatus.PENDING, replace(PUSH_ATTEMPT, error="no answer"), NOON + HOUR)
        assert tx.pushes.claim(ANN, NOON + HOUR - SECOND) is None
        again = tx.pushes.claim(ANN, NOON + HOUR)
        assert again is not None
        assert (again.attempts, again.last_error) == (2, "no answer")


def test_a_plan_is_stored_completely(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        add_pending_push(tx)
        push = tx.pushes.claim(ANN, NOON)
        assert push is not None
        assert tx.pushes.save_plan(push, PLAN)
        kept = tx.pushes.get("SHIP-1")
        assert kept is not None
        assert kept.plan == PLAN


def test_a_worker_whose_claim_was_reclaimed_writes_nothing(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        add_pending_push(tx)
        late = tx.pushes.claim(ANN, NOON)
        assert late is not None
        tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON)
        again = tx.pushes.claim(ANN, NOON)
        assert again is not None
        assert not tx.pushes.save_plan(late, PLAN)
        assert not tx.pushes.settle(late, PushStatus.PUSHED, PUSH_ATTEMPT)
        assert tx.pushes.get("SHIP-1") == again
        assert tx.pushes.settle(again, PushStatus.PUSHED, PUSH_ATTEMPT)


def test_the_newest_pushes_come_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number in (1, 2, 3):
            add_pending_push(tx, f"SHIP-{number}", number)
        assert [push.shipment.id for push in tx.pushes.list_latest(2)] == ["SHIP-3", "SHIP-2"]


def test_releasing_a_parked_push_resets_its_attempts(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        add_pending_push(tx)
        push = tx.pushes.claim(ANN, NOON)
        assert push is not None
        tx.pushes.settle(push, PushStatus.PARKED, PUSH_ATTEMPT)
        assert tx.pushes.claim(ANN, NOON + HOUR) is None
        assert tx.pushes.release(OTHER_SHOP, NOON) == 0
        assert tx.pushes.release(SHOP, NOON) == 1
        assert tx.pushes.release(SHOP, NOON) == 0
        again = tx.pushes.claim(ANN, NOON)
        assert again is not None
        assert again.attempts == 1


def test_requesting_a_push_again_resets_its_attempts(unit_of_work: UnitOfWork) -> None:
    corrected = a_shipment(tracking=Tracking("JD02"))
    with unit_of_work() as tx:
        add_pending_push(tx)
        push = tx.pushes.claim(ANN, NOON)
        assert push is not None
        tx.pushes.settle(push, PushStatus.PUSHED, PUSH_ATTEMPT)
        again = tx.pushes.request_again(push, corrected, NOON + HOUR)
        assert (again.status, again.attempts, again.next_attempt_at) == (PushStatus.PENDING, 0, NOON + HOUR)
        assert (again.shipment, again.history) == (corrected, (PUSH_ATTEMPT,))


def test_a_shipment_changed_while_it_is_sent_is_due_again(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        add_pending_push(tx)
        push = tx.pushes.claim(ANN, NOON)
        assert push is not None
        assert tx.pushes.request_again(push, a_shipment(cancelled=True), NOON).status is PushStatus.SENDING
        assert tx.pushes.settle(push, PushStatus.PUSHED, PUSH_ATTEMPT)
        again = tx.pushes.claim(ANN, NOON)
        assert again is not None
        assert again.shipment.cancelled


def test_while_its_outcome_is_unknown_a_push_is_never_due(unit_of_work: UnitOfWork) -> None:
    later = NOON + HOUR
    with unit_of_work() as tx:
        push = tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PENDING, NOON)
        claimed = tx.pushes.claim(ANN, NOON)
        assert claimed is not None
        tx.pushes.settle(claimed, PushStatus.PARKED, PUSH_ATTEMPT, None, outcome_unknown_until=later)
        tx.pushes.release(SHOP, NOON)
        assert tx.pushes.claim(ANN, later - SECOND) is None
        tx.pushes.request_again(push, replace(push.shipment, cancelled=True), NOON)
        assert tx.pushes.claim(ANN, later - SECOND) is None
        assert tx.pushes.claim(ANN, later) is not None


def test_a_shipment_changed_while_its_outcome_becomes_unknown_waits_too(unit_of_work: UnitOfWork) -> None:
    later = NOON + HOUR
    with unit_of_work() as tx:
        push = tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PENDING, NOON)
        claimed = tx.pushes.claim(ANN, NOON)
        assert claimed is not None
        tx.pushes.request_again(push, replace(push.shipment, cancelled=True), NOON)
        tx.pushes.settle(claimed, PushStatus.PENDING, PUSH_ATTEMPT, later, outcome_unknown_until=later)
        assert tx.pushes.claim(ANN, later - SECOND) is None
        assert tx.pushes.claim(ANN, later) is not None


def test_two_concurrent_changes_of_a_push_run_one_after_the_other(migrated_postgres: Engine) -> None:
    truncate_tables(migrated_postgres)
    unit_of_work = SqlUnitOfWork(migrated_postgres, CIPHER, BuiltinErp)
    with unit_of_work() as tx:
        tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PENDING, NOON)
        tx.commit()

    def correct() -> None:
        with unit_of_work() as tx:
            push = tx.pushes.get_locked("SHIP-1")
            assert push is not None
            tx.pushes.request_again(push, replace(push.shipment, tracking=Tracking("JD02")), NOON)
            tx.commit()

    with ThreadPoolExecutor(1) as other, unit_of_work() as tx:
        push = tx.pushes.get_locked("SHIP-1")
        assert push is not None
        correcting = other.submit(correct)
        assert wait([correcting], timeout=0.3).not_done
        tx.pushes.request_again(push, replace(push.shipment, cancelled=True), NOON)
        tx.commit()
        correcting.result(timeout=10)
    with unit_of_work() as tx:
        changed = tx.pushes.get("SHIP-1")
    assert changed is not None
    assert changed.shipment.cancelled
    assert changed.shipment.tracking == Tracking("JD02")


@pytest.mark.parametrize("status", [PushStatus.NOT_SHOPIFY, PushStatus.TEST_ORDER])
def test_a_push_that_shopify_does_not_need_is_not_requested_again(unit_of_work: UnitOfWork, status: PushStatus) -> None:
    with unit_of_work() as tx:
        push = tx.pushes.add(a_shipment(), SHOP, ORDER_ID, status, NOON)
        assert tx.pushes.request_again(push, a_shipment(cancelled=True), NOON) == push


def test_only_a_waiting_push_can_be_ended_by_a_person(unit_of_work: UnitOfWork) -> None:
    note = PushAttempt(2, NOON, A_PERSON, (), "typed by mistake")
    with unit_of_work() as tx:
        add_pending_push(tx)
        push = tx.pushes.claim(ANN, NOON)
        assert push is not None
        assert not tx.pushes.end(push, PushStatus.REFUSED, note)
        tx.pushes.settle(push, PushStatus.PARKED, PUSH_ATTEMPT)
        push = tx.pushes.get("SHIP-1")
        assert push is not None
        assert tx.pushes.end(push, PushStatus.REFUSED, note)
        refused = tx.pushes.get("SHIP-1")
        assert refused is not None
        assert (refused.status, refused.last_error) == (PushStatus.REFUSED, "typed by mistake")
        assert refused.history == (PUSH_ATTEMPT, note)
        assert tx.pushes.claim(ANN, NOON + HOUR) is None
        again = tx.pushes.request_again(refused, a_shipment(), NOON, note)
        assert (again.status, again.history) == (PushStatus.PENDING, (PUSH_ATTEMPT, note, note))


def test_the_pushes_of_an_order_and_how_long_the_oldest_waits(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.pushes.find_oldest_waiting() is None
        add_pending_push(tx, "SHIP-1")
        tx.pushes.add(a_shipment("SHIP-2"), SHOP, ORDER_ID, PushStatus.PARKED, NOON + HOUR)
        tx.pushes.add(a_shipment("SHIP-3"), SHOP, 1, PushStatus.PUSHED, NOON - HOUR)
        assert [push.shipment.id for push in tx.pushes.list_for_order(SHOP, ORDER_ID)] == ["SHIP-1", "SHIP-2"]
        assert list(tx.pushes.list_for_order(OTHER_SHOP, ORDER_ID)) == []
        both = tx.pushes.list_for_orders(SHOP, [ORDER_ID, 1, 404])
        assert [push.shipment.id for push in both] == ["SHIP-1", "SHIP-2", "SHIP-3"]
        assert list(tx.pushes.list_for_orders(OTHER_SHOP, [ORDER_ID])) == []
        assert tx.pushes.find_oldest_waiting() == NOON
        assert tx.pushes.count_by_status() == {PushStatus.PENDING: 1, PushStatus.PARKED: 1, PushStatus.PUSHED: 1}


def test_a_worker_sends_a_limited_number_of_pushes_of_one_shop_at_a_time(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number in range(MAX_CONCURRENT_PUSHES_PER_SHOP + 1):
            add_pending_push(tx, f"SHIP-{number}", number)
        assert all(tx.pushes.claim(ANN, NOON) for _ in range(MAX_CONCURRENT_PUSHES_PER_SHOP))
        assert tx.pushes.claim(ANN, NOON) is None
        tx.pushes.add(a_shipment("SHIP-9"), OTHER_SHOP, 9, PushStatus.PENDING, NOON)
        assert tx.pushes.claim(ANN, NOON) is not None


def test_a_shipment_stored_by_an_older_version_is_settled(engine: Engine) -> None:
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    with unit_of_work() as tx:
        add_pending_push(tx)
        tx.commit()
    older = '{"lines": [{"quantity": 2, "line_item_id": 1}], "order_id": "1", "id": "SHIP-1"}'
    with engine.begin() as connection:
        connection.execute(text("UPDATE shopify_fulfillment_pushes SET shipment = :older"), {"older": older})
    with unit_of_work() as tx:
        push = tx.pushes.claim(ANN, NOON)
        assert push is not None
        assert tx.pushes.settle(push, PushStatus.PUSHED, PUSH_ATTEMPT)
        settled = tx.pushes.get("SHIP-1")
        assert settled is not None
        assert settled.status is PushStatus.PUSHED


def test_pushes_are_found_by_shipment_and_by_tracking_number(unit_of_work: UnitOfWork) -> None:
    followed = a_shipment("SHIP-2", tracking=Tracking("JD77", "DHL Express", additional_numbers=('JD"02%',)))
    with unit_of_work() as tx:
        for shipment in (a_shipment("SHIP-1"), followed):
            tx.pushes.add(shipment, SHOP, ORDER_ID, PushStatus.PENDING, NOON)

        def search(text: str) -> list[str]:
            return [push.shipment.id for push in tx.pushes.search(text, 9)]

        assert [search(text) for text in ("SHIP-2", "JD77", 'JD"02%')] == [["SHIP-2"]] * 3
        assert [search(text) for text in ("SHIP", "JD7", "DHL Express", "%")] == [[]] * 4


def test_the_newest_pushes_are_listed_by_state_and_shop_a_page_at_a_time(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number, (shop, status) in enumerate(
            ((SHOP, PushStatus.PENDING), (SHOP, PushStatus.PARKED), (OTHER_SHOP, PushStatus.PARKED))
        ):
            tx.pushes.add(a_shipment(f"SHIP-{number}"), shop, ORDER_ID, status, NOON)

        def list_shipment_ids(pushes: Sequence[FulfillmentPush]) -> list[str]:
            return [push.shipment.id for push in pushes]

        assert list_shipment_ids(tx.pushes.list_latest(2)) == ["SHIP-2", "SHIP-1"]
        assert list_shipment_ids(tx.pushes.list_latest(2, before=tx.pushes.list_latest(2)[-1].id)) == ["SHIP-0"]
        assert list_shipment_ids(tx.pushes.list_latest(9, PushFilter([PushStatus.PARKED]))) == ["SHIP-2", "SHIP-1"]
        assert list_shipment_ids(tx.pushes.list_latest(9, PushFilter([PushStatus.PARKED], SHOP))) == ["SHIP-1"]
        oldest = tx.pushes.list_oldest(2)
        assert list_shipment_ids(oldest) == ["SHIP-0", "SHIP-1"]
        assert list_shipment_ids(tx.pushes.list_oldest(2, after=oldest[-1].id)) == ["SHIP-2"]
        assert list_shipment_ids(tx.pushes.list_oldest(9, PushFilter([PushStatus.PARKED], SHOP))) == ["SHIP-1"]
        assert [tx.pushes.count(limit) for limit in (2, 9)] == [2, 3]
        assert tx.pushes.count(9, PushFilter([PushStatus.PARKED], SHOP)) == 1


def test_pushes_are_listed_by_carrier_and_by_the_delivery_of_one_of_their_parcels(unit_of_work: UnitOfWork) -> None:
    carriers = ("DHL Express", "UPS", 'The "Fast" 100 % Co')
    with unit_of_work() as tx:
        for number, carrier in enumerate(carriers):
            tracking = Tracking(f"T-{number}", carrier)
            tx.pushes.add(a_shipment(f"SHIP-{number}", tracking=tracking), SHOP, ORDER_ID, PushStatus.PUSHED, NOON)
        tx.pushes.add(a_shipment("SHIP-3", tracking=None), SHOP, ORDER_ID, PushStatus.PUSHED, NOON)
        for tracker_id, shipment, status in (
            ("trk_1", "SHIP-0", TrackerStatus.DELIVERED),
            ("trk_2", "SHIP-0", TrackerStatus.IN_TRANSIT),
            ("trk_3", "SHIP-1", TrackerStatus.IN_TRANSIT),
        ):
            tx.trackers.save(shipment, Tracker(tracker_id, "T", "UPS", status, NOON))

        def search(**conditions: Any) -> list[str]:
            which = PushFilter(**conditions)
            found = [push.shipment.id for push in tx.pushes.list_oldest(9, which)]
            assert found[::-1] == [push.shipment.id for push in tx.pushes.list_latest(9, which)]
            assert len(found) == tx.pushes.count(9, which)
            return found

        assert [search(carrier=each) for each in carriers] == [["SHIP-0"], ["SHIP-1"], ["SHIP-2"]]
        assert search(carrier="DHL") == search(carrier="%") == []
        assert search(delivery=TrackerStatus.IN_TRANSIT) == ["SHIP-0", "SHIP-1"]
        assert search(delivery=TrackerStatus.IN_TRANSIT, carrier="UPS") == ["SHIP-1"]
        assert search(delivery=TrackerStatus.FAILURE) == []
