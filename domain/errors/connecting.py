"""Who is not let in: a store that cannot be connected, a stored token, a person."""

from collections.abc import Iterable
from datetime import timedelta

from novex_shopify.domain.errors.kinds import NeedsAttention, NovexError
from novex_shopify.domain.resource_keys import shop_key


class ShopNotConnected(NeedsAttention):
    """The shop was never connected, or was disconnected since."""

    def __init__(self, shop: str) -> None:
        super().__init__(f"{shop} is not connected. Connect it at /shopify/install?shop={shop}", (shop_key(shop),))


class TokenUnreadable(NeedsAttention):
    """A stored token does not open with any of the configured keys."""

    def __init__(self) -> None:
        super().__init__(
            "A stored token cannot be decrypted. TOKEN_ENCRYPTION_KEYS must hold the key it was encrypted with;"
            " put that key back into the list, or connect the store again."
        )


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


class StateShopMismatch(ConnectionRefused):
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
