"""Proof that a message comes from Shopify. Shopify signs webhooks and OAuth queries in two different ways."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence

from novex_shopify.domain.model.secret import Secret


def sign_webhook(secret: Secret, body: bytes) -> str:
    """Base64 HMAC-SHA256 over the raw body (Shopify: verify webhook deliveries)."""
    return base64.b64encode(hmac.digest(secret.value.encode(), body, hashlib.sha256)).decode()


def verify_webhook(secrets: Iterable[Secret], body: bytes, signature: str) -> bool:
    """Whether the signature fits one of the secrets.

    While a client secret is rotated, Shopify goes on signing with the oldest one that is not revoked,
    so the current and the previous secret both count.
    """
    given = signature.encode()
    return any(hmac.compare_digest(sign_webhook(secret, body).encode(), given) for secret in secrets)


def sign_query(secret: Secret, parameters: Iterable[tuple[str, str]]) -> str:
    """Lower-case hex HMAC-SHA256 over the sorted, decoded query without `hmac` (Shopify: authorization code grant)."""
    message = "&".join(f"{name}={value}" for name, value in sorted(parameters) if name not in ("hmac", "signature"))
    return hmac.digest(secret.value.encode(), message.encode(), hashlib.sha256).hex()


def verify_query(secrets: Iterable[Secret], parameters: Sequence[tuple[str, str]]) -> bool:
    """Whether all parameters, and no others, were signed by Shopify for this app.

    The signed text joins them unescaped, so one with a separator in it could pass for others. Shopify's have none.
    """
    if any("&" in name + value or "=" in name for name, value in parameters):
        return False
    given = [value for name, value in parameters if name == "hmac"]
    names = [name for name, _ in parameters]
    if len(given) != 1 or len(set(names)) != len(names):
        return False
    signature = given[0].encode()
    return any(hmac.compare_digest(sign_query(secret, parameters).encode(), signature) for secret in secrets)
