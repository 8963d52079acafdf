"""People as an OpenID Connect provider knows them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """A person who has just signed in at the provider.

    `issuer` and `subject` together never change and are never given to another person; an e-mail address may be both.
    """

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str

    @property
    def key(self) -> str:
        """What a user is linked to (`User.oidc_subject`)."""
        return f"{self.issuer}|{self.subject}"


@dataclass(frozen=True, slots=True)
class ProviderSignIn:
    """What belongs to one sign-in at the provider, from the redirect there to the callback.

    `state` comes back with the callback, `nonce` in the ID token, and `code_verifier` redeems the code.
    """

    state: str
    nonce: str
    code_verifier: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ProviderCallback:
    """The query with which the provider sends a person back; what it lacks is empty."""

    state: str
    code: str
    error: str
    issuer: str
