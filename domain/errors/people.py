"""Errors of sign-ins, users and API tokens."""

from datetime import timedelta

from novex_shopify.domain.errors.kinds import NovexError


class SignInRefused(NovexError):
    """A sign-in to the console was refused."""


class WrongPassword(SignInRefused):
    """There is no active user with this e-mail address and password; which of them is wrong is not said."""

    def __init__(self) -> None:
        super().__init__("Wrong e-mail address or password.")


class SignInDelayed(SignInRefused):
    """Too many wrong passwords; until the delay has passed, no password is checked."""

    def __init__(self, delay: timedelta) -> None:
        self.delay = delay
        seconds = max(1, round(delay.total_seconds()))
        super().__init__(f"Too many wrong passwords. Wait {seconds} seconds, then try again.")
