"""Events appear, are opened, and are retried after a failure."""

import re

import pytest
from playwright.sync_api import Page, expect

from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus, Settlement, WebhookEvent
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct
from tests.polling import wait_until

SHOP = "tea-and-paper.myshopify.com"
TEST_WORKER = WorkerId("a-worker-of-the-test", 1)


@pytest.fixture(scope="module")
def shop_client(product: RunningProduct) -> ShopClient:
    """A connected store."""
    return product.connect_shop(SHOP)


def list_events(product: RunningProduct, **filters: object) -> list[WebhookEvent]:
    """The newest events of a filter."""
    with product.container.unit_of_work()() as tx:
        return list(tx.events.list_latest(50, EventFilter(**filters)))  # type: ignore[arg-type]


def wait_for_order_event(product: RunningProduct, order_id: int) -> WebhookEvent:
    """The settled event of a new order."""

    def find_settled() -> WebhookEvent | None:
        events = list_events(product, resource_key=f"order:{order_id}", topic="orders/create")
        return next((event for event in events if event.settled_at), None)

    return wait_until(find_settled, 10, f"the event of order {order_id}")


def mark_dead(product: RunningProduct, event: WebhookEvent) -> None:
    """Settle an event as dead, as if the ERP had been unavailable for hours.

    Waits while the product applies another event of the order, since the event cannot be claimed until then.
    """
    end = Settlement(EventStatus.DEAD, error="The ERP did not answer (tried 8 times).")

    def settle_as_dead() -> bool:
        with product.container.unit_of_work()() as tx:
            tx.events.replay(EventFilter(event_id=event.id), product.container.clock().now())
            claimed = tx.events.claim(TEST_WORKER, product.container.clock().now(), 50)
            if [each.id for each in claimed] != [event.id]:
                return False
            tx.events.settle([(each, end) for each in claimed], product.container.clock().now())
            tx.commit()
            return True

    wait_until(settle_as_dead, 10, f"the end of event {event.id}")


def test_a_placed_order_appears_automatically(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser
) -> None:
    visitor.page.goto("/console/events?topic=orders/create")
    placed = shop_client.place_custom_order({})
    expect(visitor.page.get_by_text(placed["name"])).to_be_visible()
    wait_for_order_event(product, placed["id"])
    visitor.page.goto("/console/events")
    visitor.check_page("events")


def test_a_body_is_shown_without_personal_data_until_it_is_requested(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser
) -> None:
    placed = shop_client.place_custom_order({"email": "grace@example.com"})
    event = wait_for_order_event(product, placed["id"])
    visitor.page.goto(f"/console/events/{event.id}")
    body = visitor.page.get_by_label("Payload as JSON")
    expect(body).to_contain_text(placed["name"])
    expect(body).not_to_contain_text("grace@example.com")
    visitor.check_page("event")
    visitor.page.get_by_role("link", name="Show personal data").click()
    expect(body).to_contain_text("grace@example.com")


def test_a_dead_event_is_replayed(product: RunningProduct, shop_client: ShopClient, page: Page) -> None:
    event = wait_for_order_event(product, shop_client.place_custom_order({})["id"])
    mark_dead(product, event)
    page.goto(f"/console/events?status=dead&text={event.webhook_id}")
    page.get_by_role("link", name="orders/create").click()
    expect(page.get_by_text("The ERP did not answer")).to_be_visible()
    page.wait_for_load_state()  # without scripts the page is loaded again, and the focus begins at its top
    page.get_by_role("button", name="Retry").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Queued for retry")
    expect(page.locator("#main :focus")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Processed|Blocked"))


def test_the_events_of_a_filter_are_replayed_after_a_confirmation_with_their_number(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser
) -> None:
    for _ in range(2):
        mark_dead(product, wait_for_order_event(product, shop_client.place_custom_order({})["id"]))
    dead = len(list_events(product, status=EventStatus.DEAD))
    assert dead >= 2
    visitor.page.goto("/console/events?status=dead")
    visitor.page.keyboard.press("r")
    expect(visitor.page).to_have_url(re.compile("/console/events/replay"))
    visitor.check_page("replay")
    visitor.page.get_by_role("button", name="Retry selected events").click()
    expect(visitor.page).to_have_url(re.compile("/console/events/retries/"))
    expect(visitor.page.get_by_role("status")).to_have_text(re.compile(rf"^{dead} retried: [^q]+$"))
    wait_until(lambda: not list_events(product, status=EventStatus.DEAD), 10, "the end of all dead events")
    visitor.check_page("retry")


def test_the_list_is_navigated_by_keyboard(shop_client: ShopClient, product: RunningProduct, page: Page) -> None:
    placed = shop_client.place_custom_order({})
    event = wait_for_order_event(product, placed["id"])
    page.goto("/console")
    page.keyboard.press("g")
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile("/console/events$"))
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type(event.webhook_id)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("text="))
    expect(page.get_by_role("row")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/console/events/{event.id}$"))
