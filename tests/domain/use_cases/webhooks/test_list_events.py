"""Events are listed with the names of the orders that they are about, and with how many there are."""

from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus, Settlement
from novex_shopify.domain.use_cases.webhooks.list_events import ListEvents
from tests.builders import ORDER_ID, a_new_event, an_order_body
from tests.domain.use_cases.event_steps import DONE, store_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS
from tests.domain.use_cases.order_steps import book_order, make_order_event


def test_events_have_the_name_of_their_order_booked_or_not(fakes: Fakes) -> None:
    book_order(fakes)
    store_event(fakes, make_order_event(b"{}", "orders/updated"), DONE)
    body = an_order_body(id=2, name="#2")
    store_event(
        fakes, make_order_event(body, webhook_id="webhook-2", order_id=2), Settlement(EventStatus.PARKED, "why")
    )
    store_event(fakes, a_new_event("webhook-3", "customer:9"), DONE)
    list_events = ListEvents(fakes.unit_of_work, PAYLOADS)
    newest = list_events(EventFilter(), 2)
    assert [each.order_name for each in newest] == [None, "#2"]
    assert list_events.count(EventFilter(), 9) == 3
    assert list_events.count(EventFilter(), 2) == 2
    (older,) = list_events(EventFilter(), 2, newest[-1].event.id)
    assert (older.event.resource_key, older.order_name) == (f"order:{ORDER_ID}", "#1001")
    assert list_events(EventFilter(), 2, older.event.id, oldest_first=True) == newest[::-1]
