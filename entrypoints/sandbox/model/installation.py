"""The app's installation on a shop, and its access tokens.

The rules are Shopify's for offline tokens: one refreshable token per app and shop; a new pair leaves the previous
access token valid until it expires but ends its refresh token at once; a refresh token works once, and returns the
same pair if it is repeated within a short time.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from novex_shopify.entrypoints.sandbox.errors import OAuthError
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings


@dataclass(frozen=True, slots=True)
class AccessToken:
    value: str = field(repr=False)
    scopes: tuple[str, ...]
    expires_at: datetime | None = None
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TokenPair:
    access_token: AccessToken
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime


@dataclass(slots=True)
class Installation:
    """`current_client_secret` is the secret that the next token belongs to."""

    installed_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    current_client_secret: str = field(default="", repr=False)
    _tokens: dict[str, AccessToken] = field(default_factory=dict, repr=False)
    _token_pair: TokenPair | None = field(default=None, repr=False)
    _used_refresh_token: str | None = field(default=None, repr=False)
    _refreshed_at: datetime | None = None

    def install(self, scopes: Iterable[str], now: datetime) -> None:
        self.installed_at, self.scopes = now, tuple(scopes)

    def uninstall(self) -> None:
        self.installed_at, self.scopes = None, ()
        self._tokens.clear()
        self._token_pair = self._used_refresh_token = self._refreshed_at = None

    def revoke_tokens_of_secret(self, secret: str) -> None:
        self._tokens = {value: token for value, token in self._tokens.items() if token.client_secret != secret}
        if self._token_pair and self._token_pair.access_token.client_secret == secret:
            self._token_pair = self._used_refresh_token = self._refreshed_at = None

    def find_token(self, value: str, now: datetime) -> AccessToken | None:
        """Return a valid token; None if it is unknown or expired, or if the app was uninstalled."""
        token = self._tokens.get(value)
        return token if token and (token.expires_at is None or now < token.expires_at) else None

    def issue_token(self, *, lifetime: float | None, now: datetime) -> AccessToken:
        """Issue a token without a refresh token: permanent, or valid for `lifetime` seconds."""
        expires_at = None if lifetime is None else now + timedelta(seconds=lifetime)
        token = AccessToken(f"shpat_{secrets.token_hex(16)}", self.scopes, expires_at, self.current_client_secret)
        self._tokens[token.value] = token
        return token

    def issue_token_pair(self, settings: SandboxSettings, now: datetime) -> TokenPair:
        """Issue an expiring token with a refresh token; the previous refresh token ends."""
        self._used_refresh_token = self._refreshed_at = None
        refresh_lifetime = timedelta(seconds=settings.refresh_token_lifetime)
        access = self.issue_token(lifetime=settings.token_lifetime, now=now)
        self._token_pair = TokenPair(access, f"shprt_{secrets.token_hex(16)}", now + refresh_lifetime)
        return self._token_pair

    def refresh_token_pair(self, refresh_token: str, settings: SandboxSettings, now: datetime) -> TokenPair:
        """Exchange a refresh token for a new pair. Raises `OAuthError` if it is used, expired or unknown."""
        if self._token_pair is None:
            raise _build_invalid_refresh_token_error()
        if self._is_repeated_refresh(refresh_token, settings, now):
            return self._token_pair
        if (
            not secrets.compare_digest(refresh_token, self._token_pair.refresh_token)
            or now >= self._token_pair.refresh_expires_at
        ):
            raise _build_invalid_refresh_token_error()
        pair = self.issue_token_pair(settings, now)
        self._used_refresh_token, self._refreshed_at = refresh_token, now
        return pair

    def exchange_permanent_token(self, permanent_token: str, settings: SandboxSettings, now: datetime) -> TokenPair:
        """Exchange a permanent token, which is revoked, for a pair. Raises `OAuthError` for any other token."""
        token = self.find_token(permanent_token, now)
        if token is None or token.expires_at is not None:
            raise OAuthError("invalid_subject_token", "This request requires an active, non-expiring offline token")
        del self._tokens[permanent_token]
        return self.issue_token_pair(settings, now)

    def _is_repeated_refresh(self, refresh_token: str, settings: SandboxSettings, now: datetime) -> bool:
        if self._used_refresh_token is None or self._refreshed_at is None:
            return False
        recent = now - self._refreshed_at <= timedelta(seconds=settings.refresh_token_reuse_window)
        return recent and secrets.compare_digest(refresh_token, self._used_refresh_token)


def _build_invalid_refresh_token_error() -> OAuthError:
    return OAuthError("invalid_grant", "This request requires an active refresh_token")
