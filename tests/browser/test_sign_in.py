"""Signing in to the console and out of it."""

import re

from playwright.sync_api import expect

from tests.browser.console_user import ConsoleUser


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
