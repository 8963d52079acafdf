"""Errors of calls to Shopify."""

from collections.abc import Mapping, Sequence

from novex_shopify.domain.errors.kinds import NeedsAttention, PermanentError, TransientError
from novex_shopify.domain.timing import UNAVAILABLE_CHECK_INTERVAL


class ShopifyUnavailable(TransientError):
    """Shopify did not respond, or reported a fault of its own. It is unknown whether a change took effect."""

    title = "Shopify didn't respond"


class ShopifyThrottled(TransientError):
    """Shopify refused before doing anything, because the shop's rate limit is used up."""

    title = "Shopify's rate limit is used up"


class ShopifyRefused(PermanentError):
    """Shopify understood the request and declined it; `details` are its words."""

    title = "Declined by Shopify"

    def __init__(self, operation: str, messages: Sequence[str]) -> None:
        self.details = tuple(messages)
        super().__init__(f"Shopify declined {operation}: {' '.join(messages)}")


class UnknownShopifyError(ShopifyUnavailable):
    """Shopify answered with an error that is not known to be final. It is unknown whether a change took effect."""


class StaleRead(TransientError):
    """Shopify declined what was planned from an earlier read; a fresh read may lead to another plan."""

    title = "The order is changing in Shopify"

    def __init__(self, refusal: ShopifyRefused) -> None:
        super().__init__(f"{refusal} The order changes in Shopify meanwhile; it is read and planned again.")


class UnconfirmedByShopify(TransientError):
    """A webhook says that something is gone, but Shopify still has it."""

    title = "Shopify still has it"

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}. It is asked again, because its answers can be some seconds old.")


class ErasureRepeated(NeedsAttention):
    """A request to erase a customer comes again, and Shopify has data of the customer."""

    title = "Shopify still has the customer"

    def __init__(self, customer_id: int) -> None:
        super().__init__(
            f"The same request to erase customer {customer_id} was met before, and Shopify has data of this customer,"
            " who may have come back. It is not met again. If the customer asked again, erase the customer's data in"
            " Shopify first, then retry this event."
        )


class ShopPaused(TransientError):
    """Shopify does not serve the shop for now. Nothing was done.

    `cause` is the HTTP status or the error code; one that is not listed here is shown as it is.
    """

    title = "Store is paused"

    def __init__(self, shop: str, cause: int | str) -> None:
        state = _PAUSES.get(cause, "not available at Shopify; its owner sees why in the Shopify admin")
        super().__init__(
            f"{shop} is {state} ({cause}). Work continues automatically when the store is available again.",
            UNAVAILABLE_CHECK_INTERVAL,
        )


_PAUSES: Mapping[int | str, str] = {
    402: "frozen until its owner pays Shopify",
    423: "locked by Shopify; its owner asks Shopify's support why",
    "SHOP_INACTIVE": "inactive until its owner reactivates it in the Shopify admin",
    "SHOP_PENDING_TERMINATION": "about to be closed by Shopify, unless its owner picks a plan in the Shopify admin",
}


class ShopClosed(NeedsAttention):
    """Shopify has no shop at this address."""

    title = "Store is closed"

    def __init__(self, shop: str, call: str) -> None:
        super().__init__(
            f"Shopify has no store {shop} any more (404 for {call}). If it was closed for good, disconnect it;"
            " if it is reopened, work continues automatically."
        )


class ShopRenamed(NeedsAttention):
    """Shopify redirects calls to another address of the shop. Nothing was done."""

    title = "Store has a new address"

    def __init__(self, shop: str, new_address: str) -> None:
        super().__init__(
            f"Shopify redirects {shop} to {new_address}: the store has another address now. Connect it at"
            f" /shopify/install?shop={new_address}. Work for {shop} waits until Shopify serves this address again."
        )


class ShopifyAccessDenied(NeedsAttention):
    """The token is invalid, or lacks a scope or an approval. Reconnecting the store may help."""

    title = "Access was denied"


class TokenRefused(ShopifyAccessDenied):
    """The token is no longer valid, and there is no other."""

    title = "Store needs reconnecting"

    def __init__(self, shop: str, call: str) -> None:
        super().__init__(f"{shop} refused {call} (401): its token is no longer valid. Reconnect the store.")


class PermanentTokenRefused(TokenRefused):
    """Shopify accepts only expiring tokens from this app."""

    def __init__(self, shop: str, call: str) -> None:
        NeedsAttention.__init__(
            self,
            f"{shop} refused {call} (403): Shopify accepts no permanent tokens from this app. Exchange it with"
            f" `novex-shopify shops exchange-token {shop}`, or connect the store at /shopify/install?shop={shop}",
        )


class ScopeNotGranted(PermanentError):
    """The store works without an optional scope, but this call needs it."""

    title = "A permission is missing"

    def __init__(self, shop: str, scope: str) -> None:
        super().__init__(f"{shop} did not grant {scope}. Reconnect the store to grant it.")


class TokenRefreshInProgress(TransientError):
    """The shop's token has expired, and another worker is refreshing it."""

    title = "Access is being renewed"


class BulkFileExpired(TransientError):
    """Shopify deleted the file, which it keeps for a week. A new one is requested."""


class BulkFileRefused(PermanentError):
    """A file that is too large, or at an address where Shopify has none."""


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
