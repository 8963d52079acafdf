"""What Shopify answers, or does not."""

from collections.abc import Sequence
from datetime import timedelta

from novex_shopify.domain.errors.kinds import NeedsAttention, PermanentError, TransientError


class ShopifyUnavailable(TransientError):
    """Shopify did not answer, or answered that it is out of order. Whether a change took effect is unknown."""


class ShopifyThrottled(TransientError):
    """Shopify refused before doing anything, since the shop's allowance of calls is used up."""


class ShopifyRefused(PermanentError):
    """Shopify understood the request and declined it; `messages` are its own words."""

    def __init__(self, operation: str, messages: Sequence[str]) -> None:
        self.operation, self.messages = operation, tuple(messages)
        super().__init__(f"Shopify declined {operation}: {' '.join(messages)}")


class ShopPaused(TransientError):
    """Shopify serves the store to nobody for now: it is frozen for want of payment, or locked. Nothing was done."""

    def __init__(self, shop: str, status: int) -> None:
        state = "frozen until its owner pays Shopify (402)" if status == _FROZEN else f"locked by Shopify ({status})"
        super().__init__(f"{shop} is {state}. This goes on by itself once it is not any more.", _PAUSE)


_FROZEN = 402
_PAUSE = timedelta(minutes=30)


class ShopClosed(NeedsAttention):
    """Shopify knows no store at this address (any more)."""

    def __init__(self, shop: str, call: str) -> None:
        super().__init__(
            f"Shopify knows no store {shop} any more (404 for {call}). If it was closed for good, disconnect it;"
            " if it is opened again, this goes on by itself."
        )


class ShopifyAccessDenied(NeedsAttention):
    """The token is not valid, or lacks a scope or an approval. Connecting the store again may mend it."""


class TokenRefused(ShopifyAccessDenied):
    """The token is not valid (any more), and there is no other."""

    def __init__(self, shop: str, call: str) -> None:
        super().__init__(f"{shop} refused {call} (401): its token is not valid any more. Connect the store again.")


class TokenRefreshInProgress(TransientError):
    """The shop's token has expired and another worker is fetching the next one."""


class BulkFileExpired(TransientError):
    """The file that Shopify wrote lies there no more; they are kept for a week. It is asked for anew."""


class BulkOperationFailed(TransientError):
    """Shopify did not finish the file. What it had written was brought over."""

    def __init__(self, kind: str, status: str, cause: str | None, read: int) -> None:
        why = f"{status}, {cause}" if cause else status
        super().__init__(
            f"Shopify did not finish the list of {kind} ({why}). {read} of it were brought over; it is asked for anew."
        )


class BulkOperationRetriesExhausted(PermanentError):
    """Shopify was asked for a list again and again, and never wrote all of it."""

    def __init__(self, kind: str, times: int, last: str | None) -> None:
        super().__init__(
            f"Shopify was asked {times} times for the list of {kind} and never finished it. What it had written was"
            f" brought over. The last time: {last or 'no reason given'} Start the import again later."
        )
