"""The values that bind a sign-in at the provider to one browser.

All of them follow from a secret that the browser keeps in a cookie, so nothing is stored for those who only open the
sign-in page: without the cookie, neither a state nor a code that somebody else obtained is of use.
"""

import hashlib
import hmac
from datetime import UTC, datetime

from novex_shopify.domain.model.identity import ProviderSignIn
from novex_shopify.domain.model.secret import Secret


def derive_sign_in(secret: Secret, expires_at: datetime) -> ProviderSignIn:
    """Derive the values of a sign-in that the provider must complete before `expires_at`, in whole seconds."""
    expiry = str(int(expires_at.timestamp()))
    return ProviderSignIn(
        state=f"{expiry}.{_derive(secret, 'state', expiry)}",
        nonce=_derive(secret, "nonce", expiry),
        code_verifier=_derive(secret, "code verifier", expiry),
        expires_at=datetime.fromtimestamp(int(expiry), UTC),
    )


def resume_sign_in(secret: Secret, state: str, now: datetime) -> ProviderSignIn | None:
    """The sign-in that was started with this secret and state; None if there is none, or it has expired."""
    expiry = state.partition(".")[0]
    if not secret.value:  # a browser without the cookie: anybody can derive what follows from nothing
        return None
    if not (expiry.isascii() and expiry.isdigit() and len(expiry) <= 10):
        return None
    sign_in = derive_sign_in(secret, datetime.fromtimestamp(int(expiry), UTC))
    is_ours = hmac.compare_digest(sign_in.state.encode(), state.encode())
    return sign_in if is_ours and now < sign_in.expires_at else None


def _derive(secret: Secret, purpose: str, expiry: str) -> str:
    return hmac.digest(secret.value.encode(), f"{purpose} {expiry}".encode(), hashlib.sha256).hex()
