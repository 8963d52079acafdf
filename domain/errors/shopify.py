"""Errors of calls to Shopify."""

from collections.abc import Sequence

from novex_shopify.domain.errors.kinds import NeedsAttention, PermanentError, TransientError
from novex_shopify.domain.timing import UNAVAILABLE_CHECK_INTERVAL


class ShopifyUnavailable(TransientError):
    """Shopify did not respond, or reported a fault of its own. It is unknown whether a change took effect."""


class ShopifyThrottled(TransientError):
    """Shopify refused before doing anything, because the shop's rate limit is used up."""


class ShopifyRefused(PermanentError):
    """Shopify understood the request and declined it; `messages` are its words."""

    def __init__(self, operation: str, messages: Sequence[str]) -> None:
        self.operation, self.messages = operation, tuple(messages)
        super().__init__(f"Shopify declined {operation}: {' '.join(messages)}")


class ShopPaused(TransientError):
    """The shop is frozen for lack of payment, or locked. Nothing was done."""

    def __init__(self, shop: str, status: int) -> None:
        state = "frozen until its owner pays Shopify (402)" if status == _FROZEN else f"locked by Shopify ({status})"
        super().__init__(
            f"{shop} is {state}. Work continues automatically when the store is available again.",
            UNAVAILABLE_CHECK_INTERVAL,
        )


_FROZEN = 402


class ShopClosed(NeedsAttention):
    """Shopify has no shop at this address."""

    def __init__(self, shop: str, call: str) -> None:
        super().__init__(
            f"Shopify has no store {shop} any more (404 for {call}). If it was closed for good, disconnect it;"
            " if it is reopened, work continues automatically."
        )


class ShopifyAccessDenied(NeedsAttention):
    """The token is invalid, or lacks a scope or an approval. Reconnecting the store may help."""


class TokenRefused(ShopifyAccessDenied):
    """The token is no longer valid, and there is no other."""

    def __init__(self, shop: str, call: str) -> None:
        super().__init__(f"{shop} refused {call} (401): its token is no longer valid. Reconnect the store.")


class ScopeNotGranted(PermanentError):
    """The store works without an optional scope, but this call needs it."""

    def __init__(self, shop: str, scope: str) -> None:
        super().__init__(f"{shop} did not grant {scope}. Reconnect the store to grant it.")


class TokenRefreshInProgress(TransientError):
    """The shop's token has expired, and another worker is refreshing it."""


class BulkFileExpired(TransientError):
    """Shopify deleted the file, which it keeps for a week. A new one is requested."""


class BulkOperationFailed(TransientError):
    """Shopify did not finish the file. What it had written was imported."""

    def __init__(self, kind: str, status: str, cause: str | None, read: int) -> None:
        why = f"{status}, {cause}" if cause else status
        super().__init__(
            f"Shopify did not finish the export of {kind} ({why}). {read} records were imported; it is retried."
        )


class BulkOperationRetriesExhausted(PermanentError):
    """Shopify was asked for a file several times and finished none."""

    def __init__(self, kind: str, times: int, last: str | None) -> None:
        super().__init__(
            f"Shopify did not finish the export of {kind} in {times} attempts. What it had written was imported."
            f" Last error: {(last or 'none stated').rstrip('.')}. Start the import again later."
        )
