"""Errors about comments."""

from novex_shopify.domain.errors.kinds import NovexError


class InvalidComment(NovexError):
    """A comment that cannot be stored."""

    title = "Comment can't be saved"
    code = "invalid_comment"


class NotTheWriter(NovexError):
    """A comment was to be deleted by somebody who did not write it and is no admin."""

    title = "Comment of somebody else"
    code = "not_the_writer"

    def __init__(self, writer: str) -> None:
        super().__init__(f"{writer} wrote this comment. Only {writer} or an admin can delete it. Nothing was changed.")
