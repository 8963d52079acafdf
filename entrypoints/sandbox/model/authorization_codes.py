"""Authorization codes of the OAuth flow."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from novex_shopify.entrypoints.sandbox.errors import OAuthError


@dataclass(frozen=True, slots=True)
class Grant:
    domain: str
    scopes: tuple[str, ...]
    expires_at: datetime


@dataclass(slots=True)
class AuthorizationCodes:
    lifetime: float
    _grants: dict[str, Grant] = field(default_factory=dict, repr=False)

    def issue(self, domain: str, scopes: tuple[str, ...], now: datetime) -> str:
        code = secrets.token_hex(16)
        self._grants[code] = Grant(domain, scopes, now + timedelta(seconds=self.lifetime))
        return code

    def redeem(self, code: str, domain: str, now: datetime) -> Grant:
        """Redeem a code once, for the shop it was issued to. Raises `OAuthError` otherwise."""
        grant = self._grants.get(code)
        if grant is None or grant.domain != domain or now >= grant.expires_at:
            raise OAuthError("invalid_request", "The authorization code was not found or was already used")
        del self._grants[code]
        return grant


def sign_query(secret: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Add the `hmac` of a redirect: hex, over name=value pairs sorted by name and joined by &."""
    message = "&".join(f"{name}={value}" for name, value in sorted(parameters.items()))
    return {**parameters, "hmac": hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()}


def encode_admin_host(shop_name: str) -> str:
    """Encode the admin's host as the `host` parameter does: base64 without padding."""
    return base64.b64encode(f"admin.shopify.com/store/{shop_name}".encode()).decode().rstrip("=")
