"""Signing in to the console and out of it."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from playwright.sync_api import expect

from novex_shopify.domain.policies.sign_in_delay import FAILURES_WITHOUT_DELAY
from novex_shopify.domain.timing import CONSOLE_IDLE_LIMIT, FIRST_SIGN_IN_DELAY
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import PASSWORD, RunningProduct


def test_an_anonymous_user_is_sent_to_sign_in_and_then_to_the_requested_page(anonymous_user: ConsoleUser) -> None:
    anonymous_user.page.goto("/console?shop=x")
    expect(anonymous_user.page).to_have_url(re.compile(r"/console/sign-in\?next="))
    anonymous_user.check_page("sign-in")
    anonymous_user.page.get_by_label("Password").fill("correct horse battery staple")
    anonymous_user.page.get_by_role("button", name="Sign in").click()
    expect(anonymous_user.page).to_have_url(re.compile(r"/console\?shop=x$"))


def test_after_signing_out_a_new_sign_in_is_required(anonymous_user: ConsoleUser) -> None:
    anonymous_user.sign_in()
    anonymous_user.open_account_menu()
    anonymous_user.page.get_by_role("button", name="Sign out").click()
    anonymous_user.page.goto("/console")
    expect(anonymous_user.page.get_by_role("heading")).to_have_text("Sign in")


def test_a_phone_user_can_sign_out(anonymous_user: ConsoleUser) -> None:
    anonymous_user.page.set_viewport_size({"width": 390, "height": 844})
    anonymous_user.sign_in()
    anonymous_user.page.locator(".user-menu summary").click()
    anonymous_user.page.get_by_role("button", name="Sign out").click()
    expect(anonymous_user.page.get_by_role("heading")).to_have_text("Sign in")


def test_a_wrong_password_says_so(anonymous_user: ConsoleUser) -> None:
    anonymous_user.sign_in("a wrong password")
    expect(anonymous_user.page.get_by_role("alert")).to_have_text("Wrong e-mail address or password.")


def test_two_step_sign_in_shows_a_qr_code_within_the_security_policy(anonymous_user: ConsoleUser) -> None:
    anonymous_user.sign_in()
    anonymous_user.page.goto("/console/account/second-factor")
    anonymous_user.page.get_by_role("button", name="Set up").click()
    expect(anonymous_user.page.locator("svg.qr-code")).to_be_visible()
    anonymous_user.check_page("two-step-sign-in")


def test_a_delay_counts_down_until_the_button_works(product: RunningProduct, anonymous_user: ConsoleUser) -> None:
    with product.container.unit_of_work()() as tx:
        now = product.container.clock().now()
        known = tx.sign_in_failures.lock("127.0.0.1", now)
        failed_at = now - FIRST_SIGN_IN_DELAY + timedelta(seconds=5)  # time enough to see the page before it is over
        tx.sign_in_failures.save("127.0.0.1", replace(known, count=FAILURES_WITHOUT_DELAY, last_failed_at=failed_at))
        tx.commit()
    anonymous_user.sign_in()
    page = anonymous_user.page
    expect(page.get_by_role("button", name=re.compile(r"Sign in \(in \d s\)"))).to_be_disabled()
    expect(page.get_by_role("alert")).to_have_text("You can try again now.", timeout=15_000)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def test_a_warning_before_the_session_ends_has_a_button_that_keeps_it_open(
    product: RunningProduct, visitor: ConsoleUser
) -> None:
    def change_session(column: str, at: datetime) -> None:
        with product.container.engine().begin() as connection:
            connection.exec_driver_sql(f"UPDATE shopify_console_sessions SET {column} = ?", (at.isoformat(sep=" "),))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as if the tab was opened again

    page, now = visitor.page, product.container.clock().now().replace(tzinfo=None)
    page.goto("/console/products")
    warning = page.locator("#session-end")
    expect(warning).to_be_hidden()
    change_session("used_at", now - CONSOLE_IDLE_LIMIT + timedelta(minutes=4, seconds=30))
    expect(warning).to_contain_text("Your session ends in 5 minutes.")
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    change_session("expires_at", now + timedelta(minutes=4, seconds=30))
    expect(warning).to_contain_text("Your session ends in 5 minutes, at its time limit.")
    expect(warning.get_by_role("button")).to_be_hidden()
    change_session("expires_at", now - timedelta(seconds=1))
    expect(page.get_by_role("alert")).to_contain_text("Your session has expired.")
