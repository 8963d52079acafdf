"""Errors about issues."""

from novex_shopify.domain.errors.kinds import NovexError


class InvalidIssueChange(NovexError):
    """Something that cannot be done with an issue."""

    title = "Issue can't be changed"
    code = "invalid_issue_change"
