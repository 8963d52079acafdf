"""The merchant removes the app, and the webhook arrives in time, late, twice or forged."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import HOUR, NOON, SECOND, SHOP, a_delivery, an_uninstalled_body
from tests.domain.use_cases.webhook_steps import list_events, process_events, receive_webhook


def test_a_removal_disconnects_the_shop(connected: Container) -> None:
    receive_webhook(connected, "app/uninstalled", an_uninstalled_body(), triggered_at=NOON + SECOND)
    process_events(connected)
    with connected.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
        assert tx.shops.get_credentials(SHOP) is None
    assert shop is not None
    assert not shop.connected


def test_a_removal_that_arrives_after_a_reconnect_changes_nothing(connected: Container) -> None:
    receive_webhook(connected, "app/uninstalled", an_uninstalled_body(), triggered_at=NOON - SECOND)
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.SUPERSEDED]
    with connected.unit_of_work()() as tx:
        assert tx.shops.get_credentials(SHOP) is not None


def test_a_removal_applies_only_to_the_shop_that_the_signed_body_names(connected: Container) -> None:
    body = an_uninstalled_body("attacker.myshopify.com")
    receive_webhook(connected, "app/uninstalled", body, triggered_at=NOON + SECOND)
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.IGNORED]
    with connected.unit_of_work()() as tx:
        assert tx.shops.get_credentials(SHOP) is not None


def test_a_text_that_shopify_signed_for_another_purpose_removes_nothing(connected: Container) -> None:
    receive_webhook(connected, "app/uninstalled", b"code=1&host=2&shop=attacker.myshopify.com&state=3&timestamp=4")
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.DEAD]
    with connected.unit_of_work()() as tx:
        assert tx.shops.get_credentials(SHOP) is not None


def get_shop(container: Container) -> Shop:
    with container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    assert shop is not None
    return shop


durations = st.integers(1, 100).map(lambda hours: hours * HOUR)
delays = st.lists(st.integers(0, 300).map(lambda hours: hours * HOUR), min_size=1, max_size=3)


@given(st.lists(st.tuples(durations, durations, delays), min_size=1, max_size=5))
def test_removals_delivered_late_twice_or_out_of_order_end_only_their_own_stay(
    stays: list[tuple[timedelta, timedelta, list[timedelta]]],
) -> None:
    """A stay has its length, the pause until the next one, and the delay of each delivery of its removal."""
    fake_shop = FakeShop()
    container = build_in_memory_container(fake_shop)
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    began, at = clock.now(), timedelta()
    timeline: list[tuple[timedelta, timedelta | None]] = []
    for stay, pause, delays_of_removal in stays:
        timeline.append((at, None))
        at += stay
        timeline += [(at + delay, at) for delay in delays_of_removal]
        at += pause
    installed, removed = None, None
    for moment, (when, triggered) in enumerate(sorted(timeline, key=lambda each: (each[0], each[1] is not None))):
        clock.advance(began + when - clock.now())
        if triggered is None:
            container.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
            installed = when
        else:
            removal = a_delivery(
                "app/uninstalled", an_uninstalled_body(), f"webhook-{moment}", triggered_at=began + triggered
            )
            container.ingest_webhook()([removal])
            container.process_event().run_next()
            removed = max(removed or triggered, triggered)
        is_installed = installed is not None and (removed is None or installed > removed)
        assert get_shop(container).connected is is_installed
        with container.unit_of_work()() as tx:
            assert (tx.shops.get_credentials(SHOP) is not None) is is_installed
