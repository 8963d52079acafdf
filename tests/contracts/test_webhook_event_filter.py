"""The contract of `WebhookEvents`: which events a filter finds."""

from novex_shopify.domain.model.webhook_event import (
    EventFilter,
    EventStatus,
    NewEvent,
    Settlement,
)
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SECOND, a_delivery, a_new_event
from tests.contracts.webhook_event_steps import DONE, claim_events, settle_event, store_events


def test_the_events_of_one_resource_are_found(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, a_new_event("webhook-1", "order:1"), a_new_event("webhook-2", "order:2"))
    with unit_of_work() as tx:
        found = tx.events.list_latest(10, EventFilter(resource_key="order:2"))
        assert [event.webhook_id for event in found] == ["webhook-2"]


def test_events_are_found_by_time_of_receipt(unit_of_work: UnitOfWork) -> None:
    moments = [NOON + number * HOUR for number in range(6)]
    store_events(
        unit_of_work,
        *(a_new_event(f"webhook-{number}", f"order:{number}", received_at=at) for number, at in enumerate(moments)),
    )
    with unit_of_work() as tx:
        late = tx.events.list_latest(9, EventFilter(received_from=moments[4]))
        between = tx.events.list_latest(9, EventFilter(received_from=moments[1], received_before=moments[3]))
        assert [event.webhook_id for event in late] == ["webhook-5", "webhook-4"]
        assert [event.webhook_id for event in between] == ["webhook-2", "webhook-1"]
        assert list(tx.events.list_latest(9, EventFilter(received_from=moments[5] + SECOND))) == []
        assert len(tx.events.list_latest(9, EventFilter(received_from=NOON - HOUR))) == 6
        assert tx.events.count_by_status(EventFilter(received_from=moments[4])) == {EventStatus.PENDING: 2}


def test_an_empty_inbox_has_no_events_of_any_time(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert list(tx.events.list_latest(9, EventFilter(received_from=NOON))) == []


def test_events_are_found_by_a_whole_id_or_a_part_of_the_error(unit_of_work: UnitOfWork) -> None:
    store_events(unit_of_work, *(a_new_event(f"webhook-{number}", f"order:450{number}") for number in range(3)))
    settle_event(unit_of_work, claim_events(unit_of_work)[1], Settlement(EventStatus.DEAD, error="100% Out of STOCK"))

    def search(text: str) -> list[str]:
        with unit_of_work() as tx:
            return [event.webhook_id for event in tx.events.list_latest(9, EventFilter(text=text))]

    assert search("webhook-2") == ["webhook-2"]
    assert search("4502") == search("order:4502") == ["webhook-2"]
    assert search("450") == []
    assert search("out of stock") == search("100%") == ["webhook-1"]
    assert search("10%k") == []
    assert len(search("event-1")) == 3


def test_an_unfinished_event_is_found_by_a_whole_value_of_its_body(unit_of_work: UnitOfWork) -> None:
    body = '{"name":"#1001","email":"ada@example.com","note":"\u00e9\u0000"}'.encode() + b"\xff"
    store_events(unit_of_work, NewEvent(a_delivery(body=body), "order:1", NOON))

    def is_found(text: str) -> bool:
        with unit_of_work() as tx:
            return bool(tx.events.list_latest(9, EventFilter(text=text)))

    assert [is_found(text) for text in ("#1001", "Ada@EXAMPLE.com", "1001", "ada")] == [True, True, False, False]
    settle_event(unit_of_work, claim_events(unit_of_work)[0], DONE)
    assert not is_found("#1001")
