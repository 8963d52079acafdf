"""Checks ID tokens (OpenID Connect Core 1.0, 3.1.3.7)."""

import hmac
from collections.abc import Callable
from typing import Any

import jwt

from novex_shopify.domain.errors import ProviderAnswerRefused, ProviderClockDiffers
from novex_shopify.domain.timing import MAX_CLOCK_SKEW

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Only signatures: not `none`, and no algorithm whose key would be a secret that both sides know."""

_REQUIRED = ["iss", "aud", "exp", "iat", "sub", "nonce"]

Claims = dict[str, Any]


def verify_id_token(
    token: str, find_key: Callable[[str | None], jwt.PyJWK | None], *, issuer: str, client_id: str, nonce: str
) -> Claims:
    """Return the claims of a token that this issuer signed for this client and this sign-in.

    Raises `ProviderAnswerRefused`, or `ProviderClockDiffers`: a token is read seconds after it was issued.
    """
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in _ALGORITHMS:  # before anything is fetched for it
            raise jwt.InvalidAlgorithmError
        key = find_key(header.get("kid"))
        if key is None:
            raise ProviderAnswerRefused("its ID token is signed with a key that the provider does not publish")
        claims = jwt.decode(
            token,
            key,
            algorithms=_ALGORITHMS,
            issuer=issuer,
            audience=client_id,
            leeway=MAX_CLOCK_SKEW,
            options={"require": _REQUIRED, "enforce_minimum_key_length": True},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise ProviderClockDiffers from error
    except jwt.PyJWTError as error:
        raise ProviderAnswerRefused(_describe(error)) from error
    _check_sign_in(claims, client_id, nonce)
    return claims


def _check_sign_in(claims: Claims, client_id: str, nonce: str) -> None:
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise ProviderAnswerRefused("its ID token is for another sign-in")
    if claims.get("azp", client_id) != client_id:
        raise ProviderAnswerRefused("its ID token is for another application")
    if not 0 < len(claims["sub"]) <= 255 or not claims["sub"].isprintable():
        raise ProviderAnswerRefused("its ID token has no usable subject")


def _describe(error: jwt.PyJWTError) -> str:
    causes: tuple[tuple[type[jwt.PyJWTError], str], ...] = (
        (jwt.InvalidIssuerError, "its ID token is of another issuer"),
        (jwt.InvalidAudienceError, "its ID token is for another application"),
        (jwt.InvalidAlgorithmError, "its ID token is not signed in a way that is accepted"),
        (jwt.InvalidSignatureError, "the signature of its ID token is wrong"),
        (jwt.MissingRequiredClaimError, f"its ID token lacks {getattr(error, 'claim', 'a claim')}"),
    )
    return next((cause for kind, cause in causes if isinstance(error, kind)), "its ID token cannot be read")
