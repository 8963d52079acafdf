"""Errors of sign-ins, users and API tokens."""

from collections.abc import Iterable
from datetime import timedelta
from math import ceil

from novex_shopify.domain.errors.kinds import NovexError


class SignInRefused(NovexError):
    """A sign-in to the console was refused."""


class WrongPassword(SignInRefused):
    """There is no active user with this e-mail address and password; which of them is wrong is not said."""

    def __init__(self) -> None:
        super().__init__("Wrong e-mail address or password.")


class SignInDelayed(SignInRefused):
    """Too many wrong passwords; no password is checked before the delay has passed. `seconds` are rounded up."""

    def __init__(self, delay: timedelta) -> None:
        self.delay = delay
        self.seconds = max(1, ceil(delay.total_seconds()))
        super().__init__(f"Too many wrong passwords. Wait {_describe_wait(self.seconds)}, then try again.")


class RoleRequired(NovexError):
    """A user's role does not include what the user wants to do."""

    def __init__(self, needed: str, own: str, admins: Iterable[str]) -> None:
        names = ", ".join(admins)
        ask = f" An admin can change your role: {names}." if names else ""
        super().__init__(f"This needs the role {needed.title()}; yours is {own.title()}.{ask}")


class InvalidUser(NovexError):
    """A user, an invitation or a password that cannot be stored. `field` names the field of the form."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class InvalidListView(NovexError):
    """A view of a list that cannot be stored under this name."""

    title = "View can't be saved"


class InvitationInvalid(NovexError):
    """The link was used before, was replaced by a newer one, or has expired."""

    def __init__(self) -> None:
        super().__init__("This link was used, was replaced, or has expired. Ask an admin for a new one.")


class LastAdmin(NovexError):
    """The console must keep somebody who can change roles."""

    def __init__(self) -> None:
        super().__init__("This is the last active admin. Make another user an admin first.")


def _describe_wait(seconds: int) -> str:
    if seconds >= 120:
        return f"{ceil(seconds / 60)} minutes"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
