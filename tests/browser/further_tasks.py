"""How ten tasks of test_ten_further_tasks.py are done, by mouse and by keyboard."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.measured_user import MeasuredUser

MAX_ROWS = 12
BUYER = "wanda.found@example.com"


@dataclass(frozen=True, slots=True)
class World:
    """What one person works with: an order that lacks two products, two that lack nothing, and a receiver."""

    blocked: str
    booked: tuple[str, str]
    receiver: str


Task = Callable[[MeasuredUser, World], None]


def expect_message(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=re.compile(text))).to_be_visible()


def find_row(page: Page, name: str) -> Locator:
    return page.locator("tr[data-row]").filter(has=page.get_by_role("link", name=name, exact=True))


def select_row(user: MeasuredUser, row: Locator) -> None:
    """Press j until the row is selected."""
    row.wait_for()
    for _ in range(MAX_ROWS):
        if "selected" in (row.get_attribute("class") or ""):
            return
        user.press("j")
    raise AssertionError(f"{MAX_ROWS} times j does not reach {row}")


def open_page(user: MeasuredUser, key: str, title: str) -> None:
    user.press("g", key)
    expect(user.page).to_have_title(re.compile(title))


def hold_by_mouse(user: MeasuredUser, world: World) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Orders", exact=True))
    for button, done in (("Hold", "2 orders put on hold"), ("Release", "2 orders released")):
        for name in world.booked:
            user.click(find_row(page, name).get_by_role("checkbox"))
        user.click(page.get_by_label("Reason to hold or release"))
        user.type_text("the customer calls back")
        user.click(page.get_by_role("button", name=button, exact=True))
        expect_message(page, done)


def hold_by_keyboard(user: MeasuredUser, world: World) -> None:
    page = user.page
    open_page(user, "o", "Orders")
    for button, done in (("Hold", "2 orders put on hold"), ("Release", "2 orders released")):
        user.press("Escape")  # out of the search, which has the focus
        for name in world.booked:
            select_row(user, find_row(page, name))
            user.press("x")
        user.press("h")
        page.keyboard.type("the customer calls back")
        user.steps += 1
        user.tab_to(page.get_by_role("button", name=button, exact=True))
        user.press("Enter")
        expect_message(page, done)


def map_by_mouse(user: MeasuredUser, world: World) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Orders", exact=True), find_row(page, world.blocked).get_by_role("link"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(world.blocked)
    user.click(page.get_by_role("button", name="Map chosen products"))
    expect_message(page, "2 products mapped")


def map_by_keyboard(user: MeasuredUser, world: World) -> None:
    page = user.page
    open_page(user, "o", "Orders")
    user.press("Escape")
    select_row(user, find_row(page, world.blocked))
    user.press("Enter")
    expect(page.get_by_role("button", name="Map chosen products")).to_be_visible()
    user.press("m", "Enter")
    expect_message(page, "2 products mapped")


def repair_day_by_mouse(user: MeasuredUser, world: World) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Data check", exact=True))
    user.click(page.get_by_role("link", name="1 difference").first, page.get_by_role("button", name="Repair").first)
    expect(page.get_by_text("Reading what differs on 1 day").first).to_be_attached()


def repair_day_by_keyboard(user: MeasuredUser, world: World) -> None:
    page = user.page
    open_page(user, "d", "Data check")
    user.skip_to(page.get_by_role("link", name="1 difference").first)
    user.press("Enter")
    expect(page.get_by_role("button", name="Repair all")).to_be_visible()
    user.press("r", "Enter")
    expect(page.get_by_text("Reading what differs on 1 day").first).to_be_attached()


def repair_health_by_mouse(user: MeasuredUser, world: World) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Health", exact=True))
    user.click(page.get_by_role("button", name="Repair subscriptions"))
    expect(page.get_by_text("What was asked for is being done")).to_be_visible()


def repair_health_by_keyboard(user: MeasuredUser, world: World) -> None:
    page = user.page
    open_page(user, "l", "Health")
    user.skip_to(page.get_by_role("button", name="Repair subscriptions"))
    user.press("Enter")
    expect(page.get_by_text("What was asked for is being done")).to_be_visible()


def separate_by_mouse(user: MeasuredUser, world: World) -> None:
    user.click(user.page.get_by_role("link", name="Possible duplicates", exact=True))
    user.click(user.page.get_by_role("button", name="Keep separate").first)
    expect_message(user.page, "eparate")


def separate_by_keyboard(user: MeasuredUser, world: World) -> None:
    open_page(user, "D", "Possible duplicates")
    user.press("j", "a")
    expect_message(user.page, "eparate")


def import_again_by_mouse(user: MeasuredUser, world: World) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Imports", exact=True))
    user.click(page.locator("tr[data-row]").filter(has_text="Failed").first.get_by_role("link"))
    user.click(page.get_by_role("button", name="Run again"))
    expect(page.get_by_role("link", name="Cancel")).to_be_visible()


def import_again_by_keyboard(user: MeasuredUser, world: World) -> None:
    page = user.page
    open_page(user, "m", "Imports")
    select_row(user, page.locator("tr[data-row]").filter(has_text="Failed").first)
    user.press("Enter")
    user.skip_to(page.get_by_role("button", name="Run again"))
    user.press("Enter")
    expect(page.get_by_role("link", name="Cancel")).to_be_visible()


def find_by_mouse(user: MeasuredUser, world: World) -> None:
    page = user.page
    user.click(page.get_by_label("Search everything").first)
    user.type_text(BUYER)
    page.keyboard.press("Enter")
    user.click(page.locator("main").get_by_role("link", name=world.booked[0], exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text(world.booked[0])


def find_by_keyboard(user: MeasuredUser, world: World) -> None:
    page = user.page
    user.press("Control+k")
    page.keyboard.type(BUYER)
    user.steps += 1
    option = page.get_by_role("option").filter(has_text=world.booked[0])
    option.wait_for()
    while option.get_attribute("aria-selected") != "true":
        user.press("ArrowDown")
    user.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(world.booked[0])


def take_issue_by_mouse(user: MeasuredUser, world: World) -> None:
    page = user.page
    user.click(page.locator("tr[data-row]").get_by_role("link", name=re.compile("^Open: history")).first)
    user.click(page.get_by_role("button", name="Assign"), page.get_by_role("button", name="Acknowledge"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acknowledged")


def take_issue_by_keyboard(user: MeasuredUser, world: World) -> None:
    page = user.page
    row = page.locator("tr[data-row]").filter(has=page.get_by_role("link", name=re.compile("^Open: history"))).first
    for key, done in (("m", "ssigned"), ("a", "cknowledged")):
        select_row(user, row)
        user.press(key, "Enter")
        expect_message(page, done)


def add_channel_by_mouse(user: MeasuredUser, world: World) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Notifications", exact=True), page.get_by_role("link", name="Slack"))
    user.click(page.get_by_label("Name", exact=True))
    user.type_text("Mouse room")
    user.click(page.get_by_label("Web address"))
    user.type_text(world.receiver)
    user.click(page.get_by_role("button", name="Add Slack"))
    user.click(page.get_by_role("row").filter(has_text="Mouse room").get_by_role("button", name="Send test"))
    expect_message(page, "test message was taken")


def add_channel_by_keyboard(user: MeasuredUser, world: World) -> None:
    page = user.page
    open_page(user, "N", "Notifications")
    user.skip_to(page.get_by_role("link", name="Slack"))
    user.press("Enter")
    expect(page).to_have_url(re.compile("add=slack"))
    user.tab_to(page.get_by_label("Name", exact=True))  # the form is the first thing after its tabs
    page.keyboard.type("Keyboard room")
    user.press("Tab")
    user.steps += 1
    user.enter(world.receiver)
    select_row(user, page.locator("tr[data-row]").filter(has_text="Keyboard room").first)
    user.press("t")
    expect_message(page, "test message was taken")


def print_by_mouse(user: MeasuredUser, world: World) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Labels", exact=True))
    user.click(page.locator("tr[data-row]").first.get_by_role("link").first)
    with page.expect_request("**/labels/many/pdf*"):
        user.click(page.get_by_role("link", name="Print", exact=True))


def print_by_keyboard(user: MeasuredUser, world: World) -> None:
    page = user.page
    open_page(user, "g", "Labels")
    user.press("j", "Enter")
    user.skip_to(page.get_by_role("link", name="Print", exact=True))
    with page.expect_request("**/labels/many/pdf*"):
        user.press("Enter")


TASKS: dict[str, dict[str, tuple[int, Task]]] = {
    "mouse": {
        "Take on an issue": (3, take_issue_by_mouse),
        "Put two orders on hold, and release them": (9, hold_by_mouse),
        "Map all that an order lacks": (3, map_by_mouse),
        "Find yesterday's differences, and repair them": (3, repair_day_by_mouse),
        "Repair what Health found": (2, repair_health_by_mouse),
        "Keep two customers separate": (2, separate_by_mouse),
        "Run a failed import again": (3, import_again_by_mouse),
        "Find the order of an e-mail address": (2, find_by_mouse),
        "Add a channel for notifications, and test it": (6, add_channel_by_mouse),
        "Print a label again": (3, print_by_mouse),
    },
    "keyboard": {
        "Take on an issue": (8, take_issue_by_keyboard),
        "Put two orders on hold, and release them": (26, hold_by_keyboard),
        "Map all that an order lacks": (8, map_by_keyboard),
        "Find yesterday's differences, and repair them": (16, repair_day_by_keyboard),
        "Repair what Health found": (10, repair_health_by_keyboard),
        "Keep two customers separate": (4, separate_by_keyboard),
        "Run a failed import again": (14, import_again_by_keyboard),
        "Find the order of an e-mail address": (6, find_by_keyboard),
        "Add a channel for notifications, and test it": (22, add_channel_by_keyboard),
        "Print a label again": (11, print_by_keyboard),
    },
}
"""The most steps of each task. An issue is taken on first: the other tasks repair what the issues are about."""
