"""Errors of the sandbox; their messages are shown to the caller."""

from collections.abc import Sequence
from dataclasses import dataclass


class SandboxError(Exception):
    """A request that the sandbox refuses; `status` is the HTTP status of the answer."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(SandboxError):
    """The requested resource does not exist."""

    status = 404


class InvalidInput(SandboxError):
    """The input is invalid; the message names the field and what is allowed."""

    status = 422


class UserError(SandboxError):
    """A GraphQL mutation is refused with `userErrors` and HTTP 200."""

    status = 200

    def __init__(self, message: str, *field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class InventoryUserError:
    """An error of an inventory mutation; `field` is the path to the input field, if it is about one."""

    code: str
    message: str
    field: tuple[str, ...] | None


class InventoryRefused(SandboxError):
    """An inventory mutation is refused as a whole, with HTTP 200."""

    status = 200

    def __init__(self, errors: Sequence[InventoryUserError]) -> None:
        super().__init__(" ".join(error.message for error in errors))
        self.errors = errors


class OAuthError(SandboxError):
    """The token endpoint refuses a request; `error` is the short code beside the description."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.status = status
