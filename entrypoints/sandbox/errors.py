"""Refusals of the sandbox, each with the words its caller gets to read."""


class SandboxError(Exception):
    """A request the sandbox does not carry out; `status` is the HTTP status of the answer."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(SandboxError):
    """What was asked for does not exist."""

    status = 404


class InvalidInput(SandboxError):
    """The input cannot be used; the message names the field and what it may be."""

    status = 422


class UserError(SandboxError):
    """A GraphQL mutation was refused; it is answered as `userErrors`, with HTTP 200."""

    status = 200

    def __init__(self, message: str, *field: str) -> None:
        super().__init__(message)
        self.field = field


class OAuthError(SandboxError):
    """The token endpoint refuses; `error` is the short code beside the description."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.status = status
