"""Signatures of webhooks, of others and ours, and of OAuth queries. Shopify signs them in two different ways."""

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence

from novex_shopify.domain.model.secret import Secret


def sign_webhook(secret: Secret, body: bytes) -> str:
    """Return the base64 HMAC-SHA256 of the raw body (docs/shopify.md, Webhooks)."""
    return base64.b64encode(hmac.digest(secret.value.encode(), body, hashlib.sha256)).decode()


def verify_webhook(secrets: Iterable[Secret], body: bytes, signature: str) -> bool:
    """Return whether one of the secrets made the signature.

    While a client secret is rotated, Shopify signs with the oldest one that is not revoked, so the current and the
    previous secret both count.
    """
    given = signature.encode()
    return any(hmac.compare_digest(sign_webhook(secret, body).encode(), given) for secret in secrets)


def sign_carrier_webhook(secret: Secret, body: bytes) -> str:
    """Return EasyPost's header `X-Hmac-Signature`: a hex HMAC-SHA256 of the raw body.

    The secret counts in its form NFKD (EasyPost's clients, `validate_webhook`).
    """
    key = unicodedata.normalize("NFKD", secret.value).encode()
    return f"hmac-sha256-hex={hmac.digest(key, body, hashlib.sha256).hex()}"


def verify_carrier_webhook(secret: Secret, body: bytes, signature: str) -> bool:
    """Return whether the secret made the signature, as version 1 of EasyPost's signatures."""
    return hmac.compare_digest(sign_carrier_webhook(secret, body).encode(), signature.encode())


def sign_standard_webhook(secret: Secret, message_id: str, sent_at: int, body: bytes) -> str:
    """Return the header `webhook-signature` of Standard Webhooks, version 1. `sent_at` is in seconds since 1970.

    The secret is `whsec_` and a key in base64.
    """
    key = base64.b64decode(secret.value.removeprefix("whsec_"))
    signed = f"{message_id}.{sent_at}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def sign_query(secret: Secret, parameters: Iterable[tuple[str, str]]) -> str:
    """Return the lower-case hex HMAC-SHA256 of the sorted, decoded query without `hmac` (docs/shopify.md, OAuth)."""
    message = "&".join(f"{name}={value}" for name, value in sorted(parameters) if name not in ("hmac", "signature"))
    return hmac.digest(secret.value.encode(), message.encode(), hashlib.sha256).hex()


def verify_query(secrets: Iterable[Secret], parameters: Sequence[tuple[str, str]]) -> bool:
    """Return whether Shopify signed exactly these parameters for this app.

    The signed text joins them unescaped, so a parameter with a separator in it could pass for others. Shopify sends
    none.
    """
    if any("&" in name + value or "=" in name for name, value in parameters):
        return False
    given = [value for name, value in parameters if name == "hmac"]
    names = [name for name, _ in parameters]
    if len(given) != 1 or len(set(names)) != len(names):
        return False
    signature = given[0].encode()
    return any(hmac.compare_digest(sign_query(secret, parameters).encode(), signature) for secret in secrets)
