"""Signing people in at an OpenID Connect provider."""

from typing import Protocol

from novex_shopify.domain.model.identity import Identity, ProviderCallback, ProviderSignIn


class IdentityProvider(Protocol):
    """The provider that OIDC_ISSUER names. Its methods raise `ProviderUnavailable`."""

    def build_sign_in_url(self, sign_in: ProviderSignIn) -> str:
        """Return the URL of the provider's sign-in page."""
        ...

    def redeem_code(self, callback: ProviderCallback, sign_in: ProviderSignIn) -> Identity:
        """Redeem the code of the callback, and verify the ID token that the provider issues for it.

        Raises `ProviderAnswerRefused` or `ProviderClockDiffers`.
        """
        ...
