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
    page = list_events(EventFilter(), 2)
    assert [page.order_names.get(event.id) for event in page.events] == [None, "#2"]
    assert page.count == 3
    older = list_events(EventFilter(), 2, before=page.events[-1].id)
    assert [(event.resource_key, older.order_names[event.id]) for event in older.events] == [
        (f"order:{ORDER_ID}", "#1001")
    ]
