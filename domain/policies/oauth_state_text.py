"""The parameter `state` of Shopify's consent page.

It carries all that is to be known of the attempt, signed, so that nothing is stored for those who only open the install
link.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import OAuthState, ShopDomain

_PURPOSE = b"novex-shopify: state of an installation"
_SHOP_SUFFIX = ".myshopify.com"
_STATE_TEXT = re.compile(r"([A-Za-z0-9_-]{1,64})\.([0-9]{1,10})\.([a-z0-9-]{1,60})\.([0-9a-f]{64})", re.ASCII)


def write_state(secret: Secret, state: OAuthState) -> str:
    """Return the signed text. The expiry is in whole seconds."""
    expires_at = int(state.expires_at.timestamp())
    text = f"{state.nonce}.{expires_at}.{state.shop.removesuffix(_SHOP_SUFFIX)}"
    return f"{text}.{_sign(secret, text)}"


def read_state(secrets: Iterable[Secret], text: str) -> OAuthState | None:
    """Return the state; None unless one of the secrets signed it."""
    parts = _STATE_TEXT.fullmatch(text)
    if not parts:
        return None
    nonce, expires_at, shop_name, signature = parts.groups()
    signed_text = text.rpartition(".")[0]
    if not any(hmac.compare_digest(_sign(secret, signed_text), signature) for secret in secrets):
        return None
    return OAuthState(nonce, ShopDomain(shop_name + _SHOP_SUFFIX), datetime.fromtimestamp(int(expires_at), UTC))


def _sign(secret: Secret, text: str) -> str:
    # A key of its own: Shopify signs with the client secret, and none of its signatures may count here.
    key = hmac.digest(secret.value.encode(), _PURPOSE, hashlib.sha256)
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()
