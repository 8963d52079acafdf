"""Errors of signing in at an identity provider, and of the second step of a sign-in."""

from novex_shopify.domain.errors.kinds import NovexError, TransientError
from novex_shopify.domain.errors.people import SignInRefused


class ProviderUnavailable(TransientError):
    """The identity provider did not answer, or not in the way that OpenID Connect requires."""

    outage = "identity provider"

    def __init__(self, issuer: str, cause: str) -> None:
        self.cause = cause
        super().__init__(
            f"The identity provider {issuer} cannot be used now ({cause}). Try again in a minute. If that does not"
            " help, an administrator checks OIDC_ISSUER and whether this server reaches the provider."
        )


class ProviderDeclined(SignInRefused):
    """The provider sent the person back without a code."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"The identity provider did not sign you in ({cause}). Try again, or ask its administrator whether your"
            " account may use this application."
        )


class ProviderAnswerRefused(SignInRefused):
    """The provider's answer does not show who signed in here."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"The identity provider's answer was not accepted: {cause}. Start the sign-in again. If it fails again, an"
            " administrator compares OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET with the provider's settings."
        )


class ProviderClockDiffers(SignInRefused):
    """A token that was issued just now is not valid now."""

    def __init__(self) -> None:
        super().__init__(
            "The identity provider's token is not valid at the time of this server: one of the two clocks is wrong. An"
            " administrator checks this server's clock."
        )


class UnknownProviderSignIn(SignInRefused):
    """The sign-in was not started in this browser, has expired, or was already used."""

    def __init__(self) -> None:
        super().__init__(
            "This sign-in was not started in this browser, took longer than 10 minutes, or was already used. Start it"
            " again, and allow cookies."
        )


class EmailNotVerified(SignInRefused):
    """The provider does not vouch for an e-mail address, so it says nothing about which user this is."""

    def __init__(self) -> None:
        super().__init__(
            "The identity provider states no verified e-mail address of you. Verify it there, or ask its administrator."
            " If the provider never says whether an address is verified, OIDC_TRUST_EMAIL accepts it."
        )


class NotInvited(SignInRefused):
    """No user has this e-mail address, and people without an invitation are refused."""

    def __init__(self) -> None:
        super().__init__(
            "Your e-mail address at the identity provider belongs to no user here. Ask an administrator of this console"
            " to invite it under Users."
        )


class UserDeactivated(SignInRefused):
    """An admin has deactivated this user."""

    def __init__(self) -> None:
        super().__init__("Your user is deactivated. Ask an administrator of this console to activate it under Users.")


class LinkedToAnotherIdentity(SignInRefused):
    """The user with this e-mail address signs in with another account of the provider."""

    def __init__(self) -> None:
        super().__init__(
            "The user with your e-mail address is linked to another account at the identity provider. If that account"
            " is gone, ask an administrator of this console to unlink it under Users."
        )


class WrongCode(SignInRefused):
    """Neither a current code of the user's app that was not used yet, nor an unused recovery code."""

    def __init__(self) -> None:
        super().__init__(
            "Wrong code. Enter the code that your authenticator app shows now, or a recovery code. Each works once."
        )


class SignInExpired(SignInRefused):
    """Too much time has passed since the password was entered, or the user was changed meanwhile."""

    def __init__(self) -> None:
        super().__init__("This sign-in has expired. Enter your password again.")


class SecondFactorRequired(NovexError):
    """Two-step sign-in is demanded of everyone, and this user has not turned it on."""

    def __init__(self) -> None:
        super().__init__("Two-step sign-in is required here. Turn it on under My account first.")


class SecondFactorInUse(NovexError):
    """A second app was to be added."""

    def __init__(self) -> None:
        super().__init__("Two-step sign-in is on already. To use another authenticator app, turn it off first.")
