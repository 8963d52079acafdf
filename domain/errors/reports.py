"""Errors about reports and their schedules."""

from novex_shopify.domain.errors.kinds import NovexError, PermanentError, TransientError


class NoReportsKept(NovexError):
    """The ERP has reports of its own."""

    title = "The ERP has its own reports"

    def __init__(self) -> None:
        super().__init__("The connected ERP has reports of its own. Run them there.")


class InvalidSchedule(NovexError):
    """A schedule that cannot be stored. `field` is the wrong part."""

    title = "Schedule isn't valid"

    def __init__(self, message: str, field: str) -> None:
        self.field = field
        super().__init__(message)


class MailNotSetUp(NovexError):
    """No mail server is known."""

    title = "E-mail isn't set up"

    def __init__(self) -> None:
        super().__init__(
            "No mail server is set up. Set SMTP_URL and MAIL_FROM; then restart the web and worker processes."
        )


class MailNotSent(TransientError):
    """The mail server did not take the e-mail, so no one has it."""

    title = "E-mail wasn't sent"


class MailRefused(PermanentError):
    """The mail server said that it will never take this e-mail."""

    title = "E-mail was refused"


class MailOutcomeUnknown(NovexError):
    """The connection ended after the e-mail was handed over, before the server said that it has it."""

    title = "E-mail may have been sent"
