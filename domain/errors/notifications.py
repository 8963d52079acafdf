"""Errors about notifications and their channels."""

from novex_shopify.domain.errors.kinds import NovexError, PermanentError, TransientError


class InvalidChannel(NovexError):
    """A channel that cannot be stored. `field` is the wrong part."""

    title = "Channel isn't valid"

    def __init__(self, message: str, field: str) -> None:
        self.field = field
        super().__init__(message)


class InvalidNotificationRule(NovexError):
    """A rule, or quiet hours, that cannot be stored. `field` is the wrong part."""

    title = "Rule isn't valid"

    def __init__(self, message: str, field: str) -> None:
        self.field = field
        super().__init__(message)


class ChannelUnavailable(TransientError):
    """The channel did not take the message now, or it is not known whether it did."""

    title = "Message wasn't sent"


class ChannelRefused(PermanentError):
    """The channel will not take this message, however often it is sent."""

    title = "Message was refused"


class ChannelGone(ChannelRefused):
    """The channel wants no further message."""

    title = "The receiver wants no more messages"
