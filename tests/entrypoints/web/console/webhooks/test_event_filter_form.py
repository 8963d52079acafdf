"""The filter of the event list."""

from datetime import UTC, datetime, timedelta

from novex_shopify.domain.model.webhook_event import ALL_EVENTS, EventStatus
from novex_shopify.entrypoints.web.console.webhooks.event_filter_form import EventFilterForm

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FORM = EventFilterForm("tea.myshopify.com", "orders/create", "dead", "24h", "#1001")


def test_an_empty_form_means_all_events() -> None:
    form = EventFilterForm()
    assert form.to_event_filter(NOON) == ALL_EVENTS
    assert not form.is_active
    assert form.build_url() == "/console/events"


def test_a_filled_form_means_what_it_says() -> None:
    event_filter = FORM.to_event_filter(NOON)
    assert (event_filter.shop, event_filter.topic, event_filter.text) == (FORM.shop, FORM.topic, FORM.text)
    assert event_filter.status is EventStatus.DEAD
    assert event_filter.received_from == NOON - timedelta(days=1)
    assert FORM.is_active


def test_unknown_values_are_left_out() -> None:
    form = EventFilterForm(status="lost", since="a year")
    assert (form.status, form.since) == ("", "")
    assert form.to_event_filter(NOON) == ALL_EVENTS


def test_the_url_repeats_the_form() -> None:
    assert FORM.build_url("/console/events/replay", before=7) == (
        "/console/events/replay?shop=tea.myshopify.com&topic=orders%2Fcreate&status=dead&since=24h&text=%231001&before=7"
    )
