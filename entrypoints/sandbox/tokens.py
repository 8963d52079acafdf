"""Access tokens of one app on one shop: issued, refreshed, retired.

The rules are Shopify's for offline tokens: one refreshable token per app and shop; a new one lets the previous access
token live until its own end and ends its refresh token at once; a refresh token works once, and answers with the same
pair when it is repeated within a short time.
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
    made_with: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TokenPair:
    access: AccessToken
    refresh: str = field(repr=False)
    refresh_expires_at: datetime


@dataclass(slots=True)
class Installation:
    """The app on one shop: whether it is there, what it may do, and by which tokens.

    `made_with` is the client secret that the next token will belong to.
    """

    installed_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    made_with: str = field(default="", repr=False)
    _tokens: dict[str, AccessToken] = field(default_factory=dict, repr=False)
    _pair: TokenPair | None = field(default=None, repr=False)
    _spent_refresh: str | None = field(default=None, repr=False)
    _spent_at: datetime | None = None

    def install(self, scopes: Iterable[str], now: datetime) -> None:
        self.installed_at, self.scopes = now, tuple(scopes)

    def uninstall(self) -> None:
        self.installed_at, self.scopes = None, ()
        self._tokens.clear()
        self._pair = self._spent_refresh = self._spent_at = None

    def forget_made_with(self, secret: str) -> None:
        """End the tokens that belong to a client secret which was revoked."""
        self._tokens = {value: token for value, token in self._tokens.items() if token.made_with != secret}
        if self._pair and self._pair.access.made_with == secret:
            self._pair = self._spent_refresh = self._spent_at = None

    def token(self, value: str, now: datetime) -> AccessToken | None:
        """Find a living token; None stands for unknown, expired and uninstalled alike."""
        token = self._tokens.get(value)
        return token if token and (token.expires_at is None or now < token.expires_at) else None

    def issue(self, *, lifetime: float | None, now: datetime) -> AccessToken:
        """Make a token without refresh token: permanent, or for a stated number of seconds."""
        expires_at = None if lifetime is None else now + timedelta(seconds=lifetime)
        token = AccessToken(f"shpat_{secrets.token_hex(16)}", self.scopes, expires_at, self.made_with)
        self._tokens[token.value] = token
        return token

    def issue_pair(self, settings: SandboxSettings, now: datetime) -> TokenPair:
        """Make an expiring token with its refresh token; the refresh token before it is dead from now on."""
        self._spent_refresh = self._spent_at = None
        lasts = timedelta(seconds=settings.refresh_token_lifetime)
        access = self.issue(lifetime=settings.token_lifetime, now=now)
        self._pair = TokenPair(access, f"shprt_{secrets.token_hex(16)}", now + lasts)
        return self._pair

    def refresh(self, refresh_token: str, settings: SandboxSettings, now: datetime) -> TokenPair:
        """Trade a refresh token for a new pair. Raises `OAuthError` when it is spent, expired or foreign."""
        if self._pair is None:
            raise _dead_refresh_token()
        if self._is_repeated(refresh_token, settings, now):
            return self._pair
        if not secrets.compare_digest(refresh_token, self._pair.refresh) or now >= self._pair.refresh_expires_at:
            raise _dead_refresh_token()
        pair = self.issue_pair(settings, now)
        self._spent_refresh, self._spent_at = refresh_token, now
        return pair

    def exchange(self, permanent_token: str, settings: SandboxSettings, now: datetime) -> TokenPair:
        """Trade a permanent token, which is revoked, for a pair. Raises `OAuthError` when it is no such token."""
        token = self.token(permanent_token, now)
        if token is None or token.expires_at is not None:
            raise OAuthError("invalid_subject_token", "This request requires an active, non-expiring offline token")
        del self._tokens[permanent_token]
        return self.issue_pair(settings, now)

    def _is_repeated(self, refresh_token: str, settings: SandboxSettings, now: datetime) -> bool:
        if self._spent_refresh is None or self._spent_at is None:
            return False
        recent = now - self._spent_at <= timedelta(seconds=settings.refresh_repeat_window)
        return recent and secrets.compare_digest(refresh_token, self._spent_refresh)


def _dead_refresh_token() -> OAuthError:
    return OAuthError("invalid_grant", "This request requires an active refresh_token")
