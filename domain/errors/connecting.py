"""Errors of connections and tokens."""

from collections.abc import Iterable

from novex_shopify.domain.errors.kinds import NeedsAttention, NovexError
from novex_shopify.domain.resource_keys import ADDRESS_KEY, shop_key


class ShopNotConnected(NeedsAttention):
    """The shop was never connected, or was disconnected."""

    title = "Store isn't connected"

    def __init__(self, shop: str) -> None:
        super().__init__(f"{shop} is not connected. Connect it at /shopify/install?shop={shop}", (shop_key(shop),))


class AddressChanged(NeedsAttention):
    """The database was used with another address: it may be a copy, so nothing is sent to Shopify."""

    title = "Address changed"

    def __init__(self, previous: str, app_url: str) -> None:
        super().__init__(
            f"This database was used at {previous}, and APP_URL is {app_url}. Nothing is sent to Shopify, because a"
            " copy of a database must not act for the original. If this installation has moved, run"
            " `novex-shopify moved`, or press Confirm move at /console/moved. If it is a copy, disconnect its stores."
            " If APP_URL is wrong or not set here, correct it.",
            (ADDRESS_KEY,),
        )


class AddressNotPublic(NeedsAttention):
    """An installation that Shopify reached by https cannot move to an address that Shopify does not reach."""

    def __init__(self, previous: str, app_url: str) -> None:
        super().__init__(
            f"This installation was used at {previous}, and APP_URL is {app_url}, which Shopify cannot reach. Set"
            " APP_URL to the new public address first, here and for every process."
        )


class ShopStillConnected(NeedsAttention):
    """Shopify asks to erase a shop that is connected, which it does only for one that uninstalled the app."""

    title = "Store is still connected"

    def __init__(self, shop: str) -> None:
        super().__init__(
            f"{shop} is connected, so its data is not erased. If the app was uninstalled, disconnect the store and"
            " retry this event."
        )


class ShopNotApproved(NeedsAttention):
    """The shop was installed although it was not expected here, and no person has approved it."""

    title = "Store awaits approval"

    def __init__(self, shop: str) -> None:
        super().__init__(
            f"{shop} awaits approval. Approve it on its page in the console, or with: novex-shopify shops approve"
            f" {shop}",
            (shop_key(shop),),
        )


class TokenUnreadable(NeedsAttention):
    """No configured key decrypts a stored token."""

    title = "Token can't be decrypted"

    def __init__(self) -> None:
        super().__init__(
            "A stored token cannot be decrypted. Add the key it was encrypted with to TOKEN_ENCRYPTION_KEYS again,"
            " or reconnect the store."
        )


class ConnectionRefused(NovexError):
    """A store cannot be connected this way. Nothing was stored, unless `stored` says so."""

    stored = False


class InvalidShopDomain(ConnectionRefused):
    """Not a Shopify store's domain."""

    def __init__(self) -> None:
        super().__init__("This is not a Shopify store's address. Use the form your-store.myshopify.com")


class InvalidCallbackSignature(ConnectionRefused):
    """The query was not signed with this app's secret."""

    def __init__(self) -> None:
        super().__init__("Shopify did not sign this request for this app. Start again from the install link.")


class StaleCallback(ConnectionRefused):
    """The query is signed but old: it may be a replay."""

    def __init__(self) -> None:
        super().__init__("The link from Shopify is too old. Start again from the install link.")


class UnknownState(ConnectionRefused):
    """This installation did not start the connection, or not in this browser, or it is already complete."""

    def __init__(self) -> None:
        super().__init__(
            "This connection was not started here and in this browser, or was already used. Start again from the"
            " install link, and allow cookies."
        )


class ExpiredState(ConnectionRefused):
    """The merchant took too long on the consent page."""

    def __init__(self) -> None:
        super().__init__("This connection was started too long ago. Start again from the install link.")


class StateShopMismatch(ConnectionRefused):
    """The connection was started for one shop and finished for another."""

    def __init__(self) -> None:
        super().__init__(
            "This connection was started for another store. Start again from the install link of your store."
        )


class TokenRequestRefused(ConnectionRefused):
    """Shopify declined a token request: for a code, a refresh token, or client credentials."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"Shopify did not issue a token ({cause}). Start again from the install link.")


class ScopesNotGranted(ConnectionRefused):
    """The merchant granted fewer scopes than the product asks for.

    A store that was known is connected with what it granted (`stored`), because Shopify retired its tokens before.
    """

    def __init__(self, missing: Iterable[str], *, stored: bool = False) -> None:
        self.missing, self.stored = tuple(sorted(missing)), stored
        effect = " The store stays connected; only what needs these permissions does not work." if stored else ""
        super().__init__(
            f"The store did not grant: {', '.join(self.missing)}.{effect}"
            " Install again and keep all permissions selected. What Shopify does not grant to this app must be removed"
            " from SHOPIFY_SCOPES."
        )
