"""Everything that can go wrong, sorted by what to do next.

NovexError
├── TransientError             try again later, by the retry policy
│   ├── ShopifyUnavailable
│   ├── ShopifyThrottled
│   ├── ShopPaused
│   ├── StoreUnavailable
│   ├── NewerStateApplied
│   ├── BulkFileGone
│   ├── BulkOperationFailed
│   └── TokenRefreshInProgress
├── PermanentError             no retry mends it; a person looks at it
│   ├── UnreadablePayload
│   ├── ProductsRefused
│   ├── WorkersDied
│   ├── ShopifyRefused
│   └── NotFound
├── NeedsAttention             wait until a person (or a later event) supplies what is missing
│   ├── ProductsNotMapped
│   ├── OrderTotalMismatch
│   ├── OrderNotYetHere
│   ├── CannotAllocate
│   ├── ShopifyAccessDenied
│   │   └── TokenRefused
│   ├── ShopClosed
│   ├── ShopNotConnected
│   └── TokenUnreadable
├── ConnectionRefused          a store cannot be connected this way; nothing was stored
│   ├── InvalidShopDomain
│   ├── InvalidCallbackSignature
│   ├── StaleCallback
│   ├── UnknownState
│   ├── ExpiredState
│   ├── StateOfAnotherShop
│   ├── TokenRequestRefused
│   └── ScopesNotGranted
├── SignInRefused              nobody was let into the console
│   ├── WrongPassword
│   └── SignInDelayed
├── InvalidShipment            a shipment that names no goods, or a tracking that names no parcel
├── InvalidShopSetting         a setting of a store that would do harm
└── UnreadableMappingFile      a file of mappings that does not say what it holds

A message names the thing, the cause and the fix. It never carries a secret or a customer's data.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal


class NovexError(Exception):
    """The root of all errors of this product."""


class TransientError(NovexError):
    """The same work may succeed later.

    `retry_after` is the least time to wait, where the other side named one.
    """

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ShopifyUnavailable(TransientError):
    """Shopify did not answer, or answered that it is out of order. Whether a change took effect is unknown."""


class ShopifyThrottled(TransientError):
    """Shopify refused before doing anything, since the shop's allowance of calls is used up."""


class StoreUnavailable(TransientError):
    """The database did not answer, or could not finish a transaction; nothing of it was stored."""


class NewerStateApplied(TransientError):
    """Another transaction brought a newer state of the same record while this one was at work; this one is undone."""


class BulkFileGone(TransientError):
    """The file that Shopify wrote lies there no more; they are kept for a week. It is asked for anew."""


class BulkOperationFailed(TransientError):
    """Shopify did not finish the file. What it had written was brought over."""

    def __init__(self, kind: str, status: str, cause: str | None, read: int) -> None:
        why = f"{status}, {cause}" if cause else status
        super().__init__(
            f"Shopify did not finish the list of {kind} ({why}). {read} of it were brought over; it is asked for anew."
        )


class TokenRefreshInProgress(TransientError):
    """The shop's token has expired and another worker is fetching the next one."""


class PermanentError(NovexError):
    """Trying again cannot help."""


class UnreadablePayload(PermanentError):
    """A body that is signed, but is not what its topic promises."""


class WorkersDied(PermanentError):
    """Worker after worker was killed in the middle of this piece of work."""

    def __init__(self, times: int) -> None:
        super().__init__(
            f"{times} workers died while they had this. If nobody stopped them, it is what kills them (a large"
            " order and too little memory, for one). Look at the workers' last words, then replay it."
        )


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


class NeedsAttention(NovexError):
    """The work waits for something that only a person or a later event can supply.

    `waiting_for` holds keys such as `variant:123`; supplying one of them releases the work.
    """

    def __init__(self, message: str, waiting_for: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.waiting_for = tuple(waiting_for)


@dataclass(frozen=True, slots=True)
class MissingProduct:
    """A variant in an order that has no ERP product yet."""

    variant_id: int
    sku: str | None
    title: str

    @property
    def key(self) -> str:
        """What the parked event waits for."""
        return variant_key(self.variant_id)


def variant_key(variant_id: int) -> str:
    """The `waiting_for` key of one Shopify variant."""
    return f"variant:{variant_id}"


def variant_of(key: str) -> int | None:
    """The variant that a `waiting_for` key is about, if it is about one."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "variant" else None


def order_key(order_id: int) -> str:
    """The `waiting_for` key of an order that is not in the ERP yet."""
    return f"order:{order_id}"


def order_of(key: str) -> int | None:
    """The order that a `waiting_for` key is about, if it is about one."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "order" else None


def shop_key(domain: str) -> str:
    """The `waiting_for` key of a store that shall be connected."""
    return f"shop:{domain}"


class ProductsNotMapped(NeedsAttention):
    """An order holds products that no ERP product is mapped to."""

    def __init__(self, missing: Sequence[MissingProduct]) -> None:
        self.missing = tuple(missing)
        names = ", ".join(f"'{product.title}' (SKU {product.sku or 'none'})" for product in missing)
        super().__init__(
            f"No ERP product is mapped to {names}. Map it with `novex-shopify products map`; the order then continues.",
            (product.key for product in missing),
        )


class OrderTotalMismatch(NeedsAttention):
    """The ERP document would differ from the amount that the customer was charged."""

    def __init__(
        self, order_name: str, expected: Decimal, computed: Decimal, currency: str, located: str | None = None
    ) -> None:
        self.expected, self.computed = expected, computed
        super().__init__(
            f"Order {order_name}: Shopify's total is {expected} {currency}, the lines add up to {computed} {currency}"
            f" (difference {computed - expected}{f'; {located}' if located else ''}). Nothing was booked."
            " `novex-shopify orders explain` shows where each figure comes from."
        )


class OrderNotYetHere(NeedsAttention):
    """Something came before the order that it is about."""

    def __init__(self, order_id: int) -> None:
        super().__init__(
            f"Order {order_id} is not in the ERP (yet). This is applied as soon as it is.", (order_key(order_id),)
        )


class ProductsRefused(PermanentError):
    """An order holds products that no ERP product is mapped to, and the store's setting is to refuse such orders."""

    def __init__(self, error: ProductsNotMapped) -> None:
        super().__init__(f"{error} This store refuses orders with such products; map them, then replay the event.")


class CannotAllocate(NeedsAttention):
    """A shipment holds goods that Shopify has no open fulfillment order for; `reasons` says so line by line."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("The shipment does not fit what Shopify still expects: " + "; ".join(reasons))


class ShopifyAccessDenied(NeedsAttention):
    """The token is not valid, or lacks a scope or an approval. Connecting the store again may mend it."""


class TokenRefused(ShopifyAccessDenied):
    """The token is not valid (any more), and there is no other."""

    def __init__(self, shop: str, call: str) -> None:
        super().__init__(f"{shop} refused {call} (401): its token is not valid any more. Connect the store again.")


class ShopClosed(NeedsAttention):
    """Shopify knows no store at this address (any more)."""

    def __init__(self, shop: str, call: str) -> None:
        super().__init__(
            f"Shopify knows no store {shop} any more (404 for {call}). If it was closed for good, disconnect it;"
            " if it is opened again, this goes on by itself."
        )


class ShopNotConnected(NeedsAttention):
    """The shop was never connected, or was disconnected since."""

    def __init__(self, shop: str) -> None:
        super().__init__(f"{shop} is not connected. Connect it at /shopify/install?shop={shop}", (shop_key(shop),))


class ConnectionRefused(NovexError):
    """A store cannot be connected this way. Nothing was stored."""


class InvalidShopDomain(ConnectionRefused):
    """Not the address of a Shopify store."""

    def __init__(self) -> None:
        super().__init__("This is not a Shopify store's address. It looks like your-store.myshopify.com")


class InvalidCallbackSignature(ConnectionRefused):
    """The query was not signed with this app's secret."""

    def __init__(self) -> None:
        super().__init__("The request was not signed by Shopify for this app. Start again from the install link.")


class StaleCallback(ConnectionRefused):
    """The query is signed, but old; it may have been recorded and replayed."""

    def __init__(self) -> None:
        super().__init__("The link from Shopify is too old. Start again from the install link.")


class UnknownState(ConnectionRefused):
    """Nobody here began this connection, or it was completed already."""

    def __init__(self) -> None:
        super().__init__("This connection was not begun here, or was used already. Start again from the install link.")


class ExpiredState(ConnectionRefused):
    """The merchant took longer over the consent page than allowed."""

    def __init__(self) -> None:
        super().__init__("The connection was begun too long ago. Start again from the install link.")


class StateOfAnotherShop(ConnectionRefused):
    """The connection was begun for one store and finished for another."""

    def __init__(self) -> None:
        super().__init__("The connection was begun for another store. Start again from that store's install link.")


class TokenRequestRefused(ConnectionRefused):
    """Shopify would not give a token: for a code, a refresh token, or the app's own credentials."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"Shopify did not give a token ({cause}). Start again from the install link.")


class ScopesNotGranted(ConnectionRefused):
    """The merchant allowed less than the product needs."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(sorted(missing))
        super().__init__(f"The store did not grant: {', '.join(self.missing)}. Install again and leave them ticked.")


class InvalidShipment(NovexError):
    """A shipment that names no goods, or a tracking that names no parcel."""

    def __init__(self, shipment_id: str, what: str) -> None:
        super().__init__(f"Shipment {shipment_id} {what}.")


class InvalidShopSetting(NovexError):
    """A setting of a store that would do harm."""


class UnreadableMappingFile(NovexError):
    """A file of mappings that does not say what it holds."""


class NotFound(PermanentError):
    """The thing asked for does not exist."""


class TokenUnreadable(NeedsAttention):
    """A stored token does not open with any of the configured keys."""

    def __init__(self) -> None:
        super().__init__(
            "A stored token cannot be decrypted. TOKEN_ENCRYPTION_KEYS must hold the key it was encrypted with;"
            " put that key back into the list, or connect the store again."
        )


def describe(error: Exception) -> str:
    """One line for a row that people read.

    Only our own errors are known to carry no customer's data, so of any other just its kind is told; the log has more.
    """
    if isinstance(error, NovexError):
        return f"{type(error).__name__}: {error}"
    return f"{type(error).__name__} (an error in the product; the log of this time says more)"


def unforeseen(error: Exception) -> Exception | None:
    """The error, if it is a fault in the product and so needs its traceback in the log; ours say enough in one line."""
    return None if isinstance(error, NovexError) else error


class SignInRefused(NovexError):
    """Nobody was let into the console."""


class WrongPassword(SignInRefused):
    """The password is not the one that CONSOLE_PASSWORD_HASH was made of."""

    def __init__(self) -> None:
        super().__init__("This is not the console's password.")


class SignInDelayed(SignInRefused):
    """Too many passwords were wrong; not even the right one is looked at until then."""

    def __init__(self, delay: timedelta) -> None:
        self.delay = delay
        seconds = max(1, round(delay.total_seconds()))
        super().__init__(f"Too many wrong passwords. Wait {seconds} seconds, then try again.")
