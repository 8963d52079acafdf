"""The contract of `WebhookEvents`: the inbox, which is also the queue."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from novex_shopify.domain.model.shop import NO_SHOP, ShopDomain
from novex_shopify.domain.model.webhook_event import (
    MAX_UNAPPROVED_BYTES,
    MAX_UNAPPROVED_EVENTS,
    EventFilter,
    EventStatus,
    FailedAttempt,
    NewEvent,
    Provider,
    Settlement,
)
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.resource_keys import unreadable_key
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP, a_delivery, a_new_event, a_shop
from tests.contracts.webhook_event_steps import ANN, BOB, DONE, claim_events, settle_event, store_events


def test_an_event_is_stored_unchanged(unit_of_work: UnitOfWork) -> None:
    body = b'\x00\xff{"name": "T\xc3\xa9"}'
    store_events(unit_of_work, replace(a_new_event(), delivery=a_delivery(body=body)))
    with unit_of_work() as tx:
        (event,) = tx.events.list_latest(10)
        assert tx.events.get(event.id) == event
    assert (event.body, event.topic, event.webhook_id) == (body, "orders/create", "webhook-1")
    assert (event.status, event.attempts, event.received_at) == (EventStatus.PENDING, 0, NOON)


def test_the_same_webhook_is_stored_once(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        assert tx.events.add([a_new_event(), a_new_event(), a_new_event("webhook-2")]) == {
            (SHOP, "webhook-1"),
            (SHOP, "webhook-2"),
        }
        assert tx.events.add([a_new_event("webhook-2"), a_new_event("webhook-3")]) == {(SHOP, "webhook-3")}
        assert len(tx.events.list_latest(10)) == 3


def test_events_are_numbered_in_order_of_receipt(unit_of_work: UnitOfWork) -> None:
    names = [f"webhook-{number}" for number in (3, 1, 2, 5, 4)]
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.events.add([a_new_event(name) for name in names])
        assert [event.webhook_id for event in tx.events.list_latest(9)] == names[::-1]


def test_the_same_webhook_id_of_two_shops_is_two_events(unit_of_work: UnitOfWork) -> None:
    other = replace(a_new_event(), delivery=a_delivery(shop_domain=OTHER_SHOP))
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        assert len(tx.events.add([a_new_event(), other])) == 2
        assert [event.shop_domain for event in tx.events.list_latest(10, EventFilter(shop=OTHER_SHOP))] == [OTHER_SHOP]


def test_events_are_claimed_oldest_first_with_the_attempt_counted(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, *(a_new_event(f"webhook-{n}", f"order:{n}") for n in range(3)))
    events = claim_events(unit_of_work, limit=2)
    assert [event.webhook_id for event in events] == ["webhook-0", "webhook-1"]
    assert {(event.status, event.attempts, event.claimed_by) for event in events} == {
        (EventStatus.PROCESSING, 1, "ann:1")
    }


def test_no_event_is_claimed_twice(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event())
    assert len(claim_events(unit_of_work, ANN)) == 1
    assert claim_events(unit_of_work, BOB) == []


def test_an_event_is_not_claimed_before_its_next_attempt(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event())
    (event,) = claim_events(unit_of_work)
    settle_event(unit_of_work, event, Settlement(EventStatus.PENDING, "no answer", next_attempt_at=NOON + HOUR))
    assert claim_events(unit_of_work, now=NOON + HOUR - SECOND) == []
    (again,) = claim_events(unit_of_work, now=NOON + HOUR)
    assert (again.attempts, again.last_error) == (2, "no answer")


def test_the_due_time_of_the_oldest_due_event_is_found(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, replace(a_new_event(), received_at=NOON + SECOND), a_new_event("webhook-2", "order:2"))
    with unit_of_work() as tx:
        assert tx.events.find_oldest_due(NOON - SECOND) is None
        assert tx.events.find_oldest_due(NOON + HOUR) == NOON
    settle_event(unit_of_work, claim_events(unit_of_work)[0], DONE)
    with unit_of_work() as tx:
        assert tx.events.find_oldest_due(NOON + HOUR) == NOON + SECOND


def test_events_of_one_resource_go_to_one_worker_in_order(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event("first"), a_new_event("second"), a_new_event("elsewhere", "order:2"))
    assert [event.webhook_id for event in claim_events(unit_of_work, ANN, limit=1)] == ["first", "second"]
    store_events(unit_of_work, a_new_event("third"))
    assert [event.webhook_id for event in claim_events(unit_of_work, BOB)] == ["elsewhere"]


def test_a_busy_resource_makes_no_batch_larger_than_twice_the_limit(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, *(a_new_event(f"webhook-{number}") for number in range(9)))
    assert [event.webhook_id for event in claim_events(unit_of_work, limit=3)] == [f"webhook-{n}" for n in range(4)]


def test_a_released_claim_counts_no_attempt(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event())
    (event,) = claim_events(unit_of_work, ANN)
    with unit_of_work() as tx:
        tx.events.release_claims([replace(event, claimed_by=str(BOB))])
        assert tx.events.claim(BOB, NOON, 9) == []
        tx.events.release_claims([event])
        (again,) = tx.events.claim(BOB, NOON, 9)
    assert (again.attempts, again.crash_count) == (1, 0)


def test_an_event_whose_worker_crashed_is_claimed_alone(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, *(a_new_event(f"webhook-{number}", f"order:{number % 3}") for number in range(4)))
    assert len(claim_events(unit_of_work, ANN, limit=2)) == 3
    with unit_of_work() as tx:
        tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON)
        tx.commit()
    claims = [[event.webhook_id for event in claim_events(unit_of_work, BOB)] for _ in range(4)]
    assert claims == [["webhook-0"], ["webhook-1"], ["webhook-2"], []]


def test_a_failing_event_blocks_only_its_own_resource(unit_of_work: UnitOfWork) -> None:
    store_events(
        unit_of_work,
        a_new_event("failing", "order:1"),
        a_new_event("behind", "order:1"),
        a_new_event("free", "order:2"),
    )
    failing, behind, free = claim_events(unit_of_work)
    settle_event(unit_of_work, failing, Settlement(EventStatus.PENDING, "no answer", next_attempt_at=NOON + HOUR))
    with unit_of_work() as tx:
        tx.events.release_claims([behind])
        tx.commit()
    assert free.webhook_id == "free"
    assert claim_events(unit_of_work) == []


def test_every_failed_attempt_is_stored(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event())
    failures = tuple(FailedAttempt(number, NOON, "ann:1", f"no answer {number}") for number in (1, 2))
    for failure in failures:
        (event,) = claim_events(unit_of_work)
        settle_event(unit_of_work, event, Settlement(EventStatus.PENDING, failure.error, failure, NOON))
    (event,) = claim_events(unit_of_work)
    settle_event(unit_of_work, event, DONE)
    with unit_of_work() as tx:
        done = tx.events.get(event.id)
    assert done is not None
    assert (done.failures, done.last_error, done.status) == (failures, None, EventStatus.DONE)


def test_an_event_of_an_unknown_shop_is_not_stored(unit_of_work: UnitOfWork) -> None:
    unknown = replace(a_new_event("webhook-2"), delivery=a_delivery(shop_domain=OTHER_SHOP, webhook_id="webhook-2"))
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        assert tx.events.add([a_new_event(), unknown]) == {(SHOP, "webhook-1")}


@pytest.mark.parametrize(("count", "size"), [(MAX_UNAPPROVED_EVENTS, 2), (1, MAX_UNAPPROVED_BYTES)])
def test_a_shop_that_awaits_approval_has_a_limited_inbox(unit_of_work: UnitOfWork, count: int, size: int) -> None:
    uninstalled = a_new_event("webhook-2", delivery=a_delivery("app/uninstalled", webhook_id="webhook-2"))
    body = b"{" + b" " * (size - 2) + b"}"
    filling = [a_new_event(delivery=a_delivery(body=body, webhook_id=f"filling-{number}")) for number in range(count)]
    with unit_of_work() as tx:
        tx.shops.save(a_shop(awaits_approval=True))
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        assert len(tx.events.add(filling)) == count
        assert tx.events.add([a_new_event(), uninstalled]) == {(SHOP, "webhook-2")}
        assert tx.events.filter_full({SHOP, OTHER_SHOP}) == {SHOP}
        tx.shops.save(a_shop())
        assert tx.events.add([a_new_event()]) == {(SHOP, "webhook-1")}
        assert tx.events.filter_full({SHOP, OTHER_SHOP}) == set()


def test_thousands_of_parked_events_are_released_at_once(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event("webhook-1", "order:1"), a_new_event("webhook-2", "order:2"))
    for number, event in enumerate(claim_events(unit_of_work)):
        settle_event(unit_of_work, event, Settlement(EventStatus.PARKED, "why", waiting_for=(f"variant:{number}",)))
    with unit_of_work() as tx:
        assert tx.events.list_waiting_keys() == {SHOP: {"variant:0", "variant:1"}}
        assert tx.events.release(SHOP, [f"variant:{number}" for number in range(1, 5000)], NOON).events == 1


def test_a_dead_or_parked_event_blocks_no_other_event(unit_of_work: UnitOfWork) -> None:
    for number, status in enumerate((EventStatus.DEAD, EventStatus.PARKED)):
        store_events(
            unit_of_work,
            a_new_event(f"stuck-{number}", f"order:{number}"),
            a_new_event(f"next-{number}", f"order:{number}"),
        )
        stuck, behind = claim_events(unit_of_work)
        settle_event(unit_of_work, stuck, Settlement(status, "why"))
        with unit_of_work() as tx:
            tx.events.release_claims([behind])
            tx.commit()
        (behind,) = claim_events(unit_of_work)
        assert behind.webhook_id == f"next-{number}"
        settle_event(unit_of_work, behind, DONE)


def test_each_shop_gets_an_equal_share_of_a_batch_however_many_events_wait_at_another(
    unit_of_work: UnitOfWork,
) -> None:
    with unit_of_work() as tx:
        for shop in (SHOP, OTHER_SHOP):
            tx.shops.save(a_shop(domain=shop))
        tx.events.add([a_new_event(f"flood-{number}", f"order:{number}") for number in range(30)])
        late = [a_delivery(shop_domain=OTHER_SHOP, webhook_id=f"late-{number}") for number in range(2)]
        tx.events.add([NewEvent(delivery, f"order:{delivery.webhook_id}", NOON + SECOND) for delivery in late])
        tx.commit()
    names = [event.webhook_id for event in claim_events(unit_of_work, now=NOON + HOUR, limit=4)]
    assert names == ["flood-0", "flood-1", "late-0", "late-1"]
    assert len(claim_events(unit_of_work, now=NOON + HOUR, limit=4)) == 4


def test_a_shop_whose_events_are_not_due_takes_no_share(unit_of_work: UnitOfWork) -> None:
    later = NewEvent(a_delivery(shop_domain=OTHER_SHOP), "order:1", NOON + HOUR)
    with unit_of_work() as tx:
        for shop in (SHOP, OTHER_SHOP):
            tx.shops.save(a_shop(domain=shop))
        tx.events.add([later, *(a_new_event(f"webhook-{number}", f"order:{number}") for number in range(9))])
        tx.commit()
    assert len(claim_events(unit_of_work, limit=4)) == 4


def test_more_shops_than_a_batch_holds_take_turns(unit_of_work: UnitOfWork) -> None:
    shops = [ShopDomain(f"store-{number}.myshopify.com") for number in range(5)]
    with unit_of_work() as tx:
        for shop in shops:
            tx.shops.save(a_shop(domain=shop))
            delivery = a_delivery(shop_domain=shop)
            tx.events.add(
                [
                    NewEvent(replace(delivery, webhook_id=f"{shop}-{number}"), f"order:{number}", NOON)
                    for number in range(80)
                ]
            )
        tx.commit()
    batches = [claim_events(unit_of_work, limit=2) for _ in range(80)]
    assert {len(batch) for batch in batches} == {2}
    assert {event.shop_domain for batch in batches for event in batch} == set(shops)


def test_concurrent_workers_never_claim_the_same_event(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, *(a_new_event(f"webhook-{n}", f"order:{n % 20}") for n in range(60)))

    def work(number: int) -> list[int]:
        mine = []
        while events := claim_events(unit_of_work, WorkerId("host", number), limit=5):
            mine += [event.id for event in events]
            for event in events:
                assert settle_event(unit_of_work, event, DONE)
        return mine

    with ThreadPoolExecutor(4) as threads:
        claimed = [number for mine in threads.map(work, range(4)) for number in mine]
    assert len(claimed) == len(set(claimed))
    while events := claim_events(unit_of_work):
        claimed += [event.id for event in events]
        for event in events:
            settle_event(unit_of_work, event, DONE)
    assert len(set(claimed)) == 60


def test_a_worker_whose_claim_was_reclaimed_settles_nothing(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event())
    (late,) = claim_events(unit_of_work, ANN)
    with unit_of_work() as tx:
        tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON)
        tx.commit()
    assert not settle_event(unit_of_work, late, DONE)
    (again,) = claim_events(unit_of_work, ANN)
    assert (again.attempts, again.crash_count) == (1, 1)
    assert not settle_event(unit_of_work, late, DONE)
    assert settle_event(unit_of_work, again, DONE)


def test_a_parked_event_is_released_only_by_a_key_it_waits_for(unit_of_work: UnitOfWork) -> None:
    events = ("a", "order:1"), ("a later", "order:1"), ("b", "order:2")
    store_events(unit_of_work, *(a_new_event(*event) for event in events))
    waits = {"a": ("variant:1", "variant:12"), "a later": ("variant:1",), "b": ("variant:12",)}
    for event in claim_events(unit_of_work):
        settle_event(
            unit_of_work, event, Settlement(EventStatus.PARKED, "not mapped", waiting_for=waits[event.webhook_id])
        )
    with unit_of_work() as tx:
        assert tx.events.release(SHOP, ["variant:2", "variant:%", "variant:_2"], NOON).events == 0
        assert tx.events.release(OTHER_SHOP, ["variant:1"], NOON).events == 0
        assert tx.events.release(SHOP, [], NOON).events == 0
        released = tx.events.release(SHOP, ["variant:1"], NOON)
        assert (released.events, released.complete_orders, released.incomplete_orders) == (2, 0, 1)
        tx.commit()
    claimed = claim_events(unit_of_work)
    assert [(event.webhook_id, event.attempts) for event in claimed] == [("a", 1), ("a later", 1)]


def test_only_a_parked_or_dead_event_is_dismissed(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event("a", "order:1"), a_new_event("b", "order:2"))
    parked, done = claim_events(unit_of_work)
    settle_event(unit_of_work, parked, Settlement(EventStatus.PARKED, "not mapped", waiting_for=("variant:1",)))
    settle_event(unit_of_work, done, DONE)
    with unit_of_work() as tx:
        dismissed = [tx.events.dismiss(event.id, "Dismissed: a test", NOON) for event in (parked, done)]
        tx.commit()
    assert dismissed == [True, False]
    with unit_of_work() as tx:
        ended = tx.events.get(parked.id)
    assert ended
    assert (ended.status, ended.last_error, ended.waiting_for) == (EventStatus.IGNORED, "Dismissed: a test", ())


def test_events_are_listed_in_both_orders_and_counted(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, *(a_new_event(f"webhook-{n}", f"order:{n}") for n in range(3)))
    (first,) = claim_events(unit_of_work, limit=1)
    settle_event(unit_of_work, first, Settlement(EventStatus.DEAD, "no order"))
    with unit_of_work() as tx:
        assert [event.webhook_id for event in tx.events.list_latest(2)] == ["webhook-2", "webhook-1"]
        assert [event.webhook_id for event in tx.events.list_latest(9, EventFilter(status=EventStatus.DEAD))] == [
            "webhook-0"
        ]
        oldest = tx.events.list_oldest(2)
        assert [event.webhook_id for event in oldest] == ["webhook-0", "webhook-1"]
        assert [event.webhook_id for event in tx.events.list_oldest(2, after=oldest[-1].id)] == ["webhook-2"]
        assert tx.events.list_oldest(9, EventFilter(status=EventStatus.DEAD)) == [oldest[0]]
        assert tx.events.count_by_status() == {EventStatus.PENDING: 2, EventStatus.DEAD: 1}
        assert tx.events.get(first.id + 1000) is None


def test_replaying_settled_events_resets_their_attempts(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, *(a_new_event(f"webhook-{n}", f"order:{n}") for n in range(4)))
    first, second, third = claim_events(unit_of_work, limit=3)
    settle_event(unit_of_work, first, Settlement(EventStatus.DEAD, "no order"))
    settle_event(unit_of_work, second, Settlement(EventStatus.PARKED, "not mapped", waiting_for=("variant:1",)))
    with unit_of_work() as tx:
        assert tx.events.replay(EventFilter(status=EventStatus.DEAD, shop=OTHER_SHOP), NOON) == 0
        assert tx.events.replay(EventFilter(event_id=third.id), NOON) == 0
        assert tx.events.replay(EventFilter(status=EventStatus.DEAD, topic="orders/create"), NOON) == 1
        assert tx.events.replay(EventFilter(event_id=second.id), NOON) == 1
        assert tx.events.count_by_status(EventFilter(retried_at=NOON)) == {EventStatus.PENDING: 2}
        assert [tx.events.count(EventFilter(retried_at=at), 1) for at in (NOON, NOON + SECOND)] == [1, 0]
        tx.commit()
    again = claim_events(unit_of_work)
    assert [event.queued_at for event in again] == [NOON, NOON, None]
    assert [(event.webhook_id, event.attempts) for event in again] == [
        ("webhook-0", 1),
        ("webhook-1", 1),
        ("webhook-3", 1),
    ]


def test_the_oldest_finished_events_of_a_shop_are_deleted_and_no_others(unit_of_work: UnitOfWork) -> None:
    ignored = replace(a_new_event("ignored", "unhandled:1"), status=EventStatus.IGNORED, received_at=NOON - SECOND)
    store_events(unit_of_work, ignored)
    ends = (EventStatus.DONE, EventStatus.SUPERSEDED, EventStatus.IGNORED, EventStatus.DEAD, EventStatus.PARKED)
    store_events(unit_of_work, *(a_new_event(f"webhook-{number}", f"order:{number}") for number in range(7)))
    events = claim_events(unit_of_work, limit=6)
    with unit_of_work() as tx:
        tx.events.settle([(event, Settlement(status)) for event, status in zip(events, ends, strict=False)], NOON)
        tx.events.settle([(events[5], DONE)], NOON + HOUR)
        assert tx.events.delete_finished(OTHER_SHOP, NOON + HOUR, 9) == 0
        assert tx.events.delete_finished(SHOP, NOON, 9) == 1
        assert tx.events.delete_finished(SHOP, NOON + HOUR, 2) == 2
        assert tx.events.delete_finished(SHOP, NOON + HOUR, 9) == 1
        assert [event.webhook_id for event in tx.events.list_latest(9)] == [
            f"webhook-{number}" for number in (6, 5, 4, 3)
        ]


def test_the_signature_of_an_event_is_kept(unit_of_work: UnitOfWork) -> None:
    unsigned = a_new_event("webhook-2", delivery=a_delivery(webhook_id="webhook-2", signature=""))
    store_events(unit_of_work, a_new_event(), unsigned)
    with unit_of_work() as tx:
        ids = [event.id for event in tx.events.list_latest(9)]
        assert [tx.events.get_signature(each) for each in ids] == [None, a_new_event().delivery.signature]


def test_earlier_copies_of_a_body_are_found(unit_of_work: UnitOfWork) -> None:
    bodies = {
        "first": b"1",
        "other": b"2",
        "copy": b"1",
        "unreadable": b"3",
        "readable": b"3",
        "ignored": b"4",
        "x": b"4",
    }
    for name, body in bodies.items():
        key = unreadable_key(name) if name == "unreadable" else f"order:{name}"
        status = EventStatus.IGNORED if name == "ignored" else EventStatus.PENDING
        delivery = a_delivery(body=body, webhook_id=name)
        store_events(unit_of_work, a_new_event(delivery=delivery, resource_key=key, status=status))
    with unit_of_work() as tx:
        ids = {event.webhook_id: event.id for event in tx.events.list_latest(9)}
        copies = tx.events.list_earlier_copies(list(ids.values()))
    assert {key: list(value) for key, value in copies.items()} == {ids["copy"]: [(SHOP, "orders/create")]}


def test_the_oldest_unresolved_events_of_a_shop_are_deleted(unit_of_work: UnitOfWork) -> None:
    statuses = (EventStatus.PARKED, EventStatus.DEAD, EventStatus.IGNORED, EventStatus.PENDING, EventStatus.DEAD)
    for number, status in enumerate(statuses):
        delivery = a_delivery("orders/delete" if number == 0 else "orders/create", webhook_id=f"webhook-{number}")
        store_events(unit_of_work, a_new_event(delivery=delivery, resource_key=f"order:{number}", status=status))
    with unit_of_work() as tx:
        assert (
            tx.events.delete_unresolved(SHOP, NOON, 9) == tx.events.delete_unresolved(OTHER_SHOP, NOON + HOUR, 9) == 0
        )
        assert tx.events.delete_unresolved(SHOP, NOON + HOUR, 9, {"orders/delete"}) == 1
        assert tx.events.delete_unresolved(SHOP, NOON + HOUR, 1) == 1
        assert {event.webhook_id for event in tx.events.list_latest(9)} == {"webhook-2", "webhook-3", "webhook-4"}
        assert tx.events.delete_unresolved(SHOP, NOON + HOUR, 9) == 1


def test_the_newest_events_are_paged_by_the_last_id(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, *(a_new_event(f"webhook-{number}", f"order:{number}") for number in range(5)))
    with unit_of_work() as tx:
        first = tx.events.list_latest(2)
        second = tx.events.list_latest(2, before=first[-1].id)
        assert [event.webhook_id for event in (*first, *second)] == [f"webhook-{number}" for number in (4, 3, 2, 1)]
        assert list(tx.events.list_latest(2, EventFilter(resource_key="order:4"), before=first[-1].id)) == []


def test_finished_and_unfinished_events_of_one_resource_are_found(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, *(a_new_event(f"webhook-{number}", "order:1") for number in range(3)))
    store_events(unit_of_work, a_new_event("other", "order:2"))
    settle_event(unit_of_work, claim_events(unit_of_work)[0], DONE)
    with unit_of_work() as tx:
        found = tx.events.list_for_resource(SHOP, "order:1", 9)
        assert [event.webhook_id for event in found] == ["webhook-2", "webhook-1", "webhook-0"]
        assert list(tx.events.list_for_resource(SHOP, "order:1", 2)) == list(found[:2])
        without_bodies = [replace(event, body=b"") for event in found]
        assert list(tx.events.list_without_bodies(SHOP, "order:1", 9)) == without_bodies
        assert list(tx.events.list_for_resource(OTHER_SHOP, "order:1", 9)) == []


def test_an_event_has_its_settled_time_and_the_keys_it_waits_for(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event())
    (event,) = claim_events(unit_of_work)
    settle_event(unit_of_work, event, Settlement(EventStatus.PARKED, waiting_for=("variant:1", "variant:2")))
    with unit_of_work() as tx:
        parked = tx.events.get(event.id)
        assert parked
        assert (parked.settled_at is not None, parked.waiting_for) == (True, ("variant:1", "variant:2"))
        tx.events.release(SHOP, ["variant:2"], NOON)
        released = tx.events.get(event.id)
        assert released
        assert released.waiting_for == ()


def test_orders_with_open_events_are_found_once_by_whole_values_of_their_bodies(unit_of_work: UnitOfWork) -> None:
    bodies = (
        ("order:0", "#1001"),
        ("order:1", "#1002"),
        ("order:2", "#1001"),
        ("order:3", "#1001"),
        ("order:4", "#10011"),
        ("product:5", "#1001"),
        ("order:3", "#1001"),
    )
    store_events(
        unit_of_work,
        *(
            NewEvent(a_delivery(webhook_id=f"w-{number}", body=f'{{"name":"{name}"}}'.encode()), resource, NOON)
            for number, (resource, name) in enumerate(bodies)
        ),
    )
    for event, end in zip(
        claim_events(unit_of_work, limit=3), (EventStatus.PARKED, EventStatus.DEAD, EventStatus.DONE), strict=True
    ):
        settle_event(unit_of_work, event, Settlement(end))

    def search(*values: str, limit: int = 9) -> list[str]:
        with unit_of_work() as tx:
            found = tx.events.find_open_orders_containing(values, limit)
        assert {shop for shop, _ in found} <= {SHOP}
        return [resource_key for _, resource_key in found]

    assert search("#1001") == search("#1001", limit=2) == ["order:3", "order:0"]
    assert search("#1001", "#1002") == ["order:3", "order:1", "order:0"]
    assert search("#1001", limit=1) == ["order:3"]
    assert search("1001") == search() == []


def test_finished_events_are_erased_by_resource_or_for_the_whole_shop(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, *(a_new_event(f"webhook-{number}", f"order:{number}") for number in (1, 2, 3)))
    failure = FailedAttempt(1, NOON, "ann:1", "why")
    ends = (DONE, replace(DONE, status=EventStatus.IGNORED, error="why", failure=failure))
    for event, end in zip(claim_events(unit_of_work, limit=2), ends, strict=True):
        settle_event(unit_of_work, event, end)

    def list_erased() -> list[str]:
        with unit_of_work() as tx:
            erased = [event for event in tx.events.list_latest(10) if not event.body]
        assert all((event.last_error, event.failures) == (None, ()) for event in erased)
        return sorted(event.webhook_id for event in erased)

    with unit_of_work() as tx:
        tx.events.erase_bodies(SHOP, ["order:1", "order:3"])
        tx.events.erase_bodies(OTHER_SHOP, None)
        tx.commit()
    assert list_erased() == ["webhook-1"]
    with unit_of_work() as tx:
        tx.events.erase_bodies(SHOP, None)
        tx.commit()
    assert list_erased() == ["webhook-1", "webhook-2"]


def test_the_open_events_of_a_shop_are_listed_oldest_first(unit_of_work: UnitOfWork) -> None:
    states = (EventStatus.PARKED, EventStatus.DEAD, EventStatus.DONE)
    store_events(unit_of_work, *(a_new_event(f"webhook-{number}", f"order:{number}") for number in range(5)))
    for event, status in zip(claim_events(unit_of_work, limit=4), states, strict=False):
        settle_event(unit_of_work, event, Settlement(status))
    with unit_of_work() as tx:
        expected = ["webhook-0", "webhook-1", "webhook-3", "webhook-4"]
        assert [event.webhook_id for event in tx.events.iter_open(SHOP)] == expected
        assert list(tx.events.iter_open(OTHER_SHOP)) == []


def test_an_overwritten_event_keeps_its_state_and_its_claim(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event())
    (event,) = claim_events(unit_of_work)
    failure = FailedAttempt(1, NOON, "ann:1", "erased")
    with unit_of_work() as tx:
        tx.events.overwrite(replace(event, body=b'{"id": 3}', last_error="erased", failures=(failure,)))
        tx.commit()
    with unit_of_work() as tx:
        expected = replace(event, body=b'{"id": 3}', last_error="erased", failures=(failure,))
        assert tx.events.get(event.id) == expected
    assert settle_event(unit_of_work, event, DONE)


def test_what_a_worker_did_with_a_revoked_event_does_not_count(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event(), a_new_event("webhook-2", "order:2"))
    event, parked = claim_events(unit_of_work)
    settle_event(unit_of_work, parked, Settlement(EventStatus.PARKED, waiting_for=("variant:1",)))
    with unit_of_work() as tx:
        tx.events.revoke_claim(event.id)
        tx.events.revoke_claim(parked.id)
        tx.commit()
    assert not settle_event(unit_of_work, event, DONE)
    (again,) = claim_events(unit_of_work)
    assert (again.id, again.attempts) == (event.id, 1)


def test_an_event_of_easypost_is_stored_once_and_claimed_also_without_a_store(unit_of_work: UnitOfWork) -> None:
    delivery = a_delivery("tracker.updated", webhook_id="evt_1", shop_domain=NO_SHOP, signature="")
    event = a_new_event(resource_key="tracker:trk_1", delivery=delivery)
    with unit_of_work() as tx:
        assert tx.events.add_of_carriers([event, event]) == {(NO_SHOP, "evt_1")}
        assert not tx.events.add_of_carriers([event])
        assert tx.deliveries.count_received(NOON + HOUR, 10) == 0
        tx.commit()
    (claimed,) = claim_events(unit_of_work)
    assert (claimed.shop_domain, claimed.provider) == (NO_SHOP, Provider.EASYPOST)
