"""The merchant removes the app, and the webhook arrives in time, late, twice or forged."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.shops.handle_app_uninstalled import HandleAppUninstalled
from tests.builders import HOUR, NOON, SECOND, an_uninstalled_body
from tests.domain.use_cases.event_steps import DONE, SUPERSEDED, Outcome, apply_event
from tests.domain.use_cases.shops.shop_fakes import ShopFakes


def handle_removal(fakes: ShopFakes, triggered_at: datetime, body: bytes = an_uninstalled_body()) -> Outcome:
    return apply_event(fakes, HandleAppUninstalled(JsonPayloadReader()), body, triggered_at=triggered_at)


def test_a_removal_disconnects_the_shop(fakes: ShopFakes) -> None:
    fakes.connect_shop(installed_at=NOON)
    assert handle_removal(fakes, NOON + SECOND) == DONE
    assert fakes.get_shop().uninstalled_at == NOON + SECOND
    assert fakes.find_credentials() is None


def test_a_removal_that_arrives_after_a_reconnect_changes_nothing(fakes: ShopFakes) -> None:
    fakes.connect_shop(installed_at=NOON)
    assert handle_removal(fakes, NOON - SECOND) == SUPERSEDED
    assert fakes.find_credentials() is not None


def test_a_removal_applies_only_to_the_shop_that_the_signed_body_names(connected: ShopFakes) -> None:
    body = an_uninstalled_body("attacker.myshopify.com")
    assert handle_removal(connected, NOON, body) == Settlement(EventStatus.IGNORED)
    assert connected.find_credentials() is not None


def test_a_text_that_shopify_signed_for_another_purpose_removes_nothing(connected: ShopFakes) -> None:
    body = b"code=1&host=2&shop=attacker.myshopify.com&state=3&timestamp=4"
    assert isinstance(handle_removal(connected, NOON, body), UnreadablePayload)
    assert connected.find_credentials() is not None


durations = st.integers(1, 100).map(lambda hours: hours * HOUR)
delays = st.lists(st.integers(0, 300).map(lambda hours: hours * HOUR), min_size=1, max_size=3)


@given(st.lists(st.tuples(durations, durations, delays), min_size=1, max_size=5))
def test_removals_delivered_late_twice_or_out_of_order_end_only_their_own_stay(
    stays: list[tuple[timedelta, timedelta, list[timedelta]]],
) -> None:
    """A stay has its length, the pause until the next one, and the delay of each delivery of its removal."""
    fakes, at = ShopFakes(), NOON
    timeline: list[tuple[datetime, datetime | None]] = []
    for stay, pause, delays_of_removal in stays:
        timeline.append((at, None))
        at += stay
        timeline += [(at + delay, at) for delay in delays_of_removal]
        at += pause
    installed, removed = None, None
    for when, triggered in sorted(timeline, key=lambda each: (each[0], each[1] is not None)):
        if triggered is None:
            fakes.connect_shop(installed_at=when)
            installed = when
        else:
            handle_removal(fakes, triggered)
            removed = max(removed or triggered, triggered)
        is_installed = installed is not None and (removed is None or installed > removed)
        assert fakes.get_shop().connected is is_installed
        assert (fakes.find_credentials() is not None) is is_installed
