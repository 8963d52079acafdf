"""A connected shop: its domain, scopes and tokens."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

from novex_shopify.domain.errors import InvalidShopDomain, ShopNotApproved, ShopNotConnected
from novex_shopify.domain.model.connection import ConnectionProblem, ConnectionState
from novex_shopify.domain.model.optional_scopes import OPTIONAL_SCOPES
from novex_shopify.domain.model.secret import Secret

UTC_NAME = "UTC"

ShopDomain = NewType("ShopDomain", str)
"""`{name}.myshopify.com` in lower case: the only name of a shop that never changes."""

NO_SHOP = ShopDomain("")
"""Of what belongs to no store that is known, such as news of a parcel that was sent elsewhere."""

_SHOP_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com", re.ASCII | re.IGNORECASE)


def parse_shop_domain(text: str) -> ShopDomain:
    """Parse a shop's domain, or raise `InvalidShopDomain`.

    The complete text must match, because the client secret is sent to this host (docs/shopify.md, OAuth).
    """
    if not _SHOP_DOMAIN.fullmatch(text):
        raise InvalidShopDomain
    return ShopDomain(text.lower())


_SHOP_ADDRESS = re.compile(
    r"(?:https?://)?(?:admin\.shopify\.com/store/)?(?P<name>[a-z0-9-]+)(?:\.myshopify\.com)?(?:[/?#].*)?",
    re.ASCII | re.IGNORECASE,
)


def parse_shop_address(text: str) -> ShopDomain:
    """Parse what a person knows a shop by: its name, its domain, or the address of a page of its admin.

    Raises `InvalidShopDomain`. Only for what a signed-in person enters; all else must be a domain.
    """
    found = _SHOP_ADDRESS.fullmatch(text.strip())
    if found is None:
        raise InvalidShopDomain
    return parse_shop_domain(f"{found['name']}.myshopify.com")


@dataclass(frozen=True, slots=True)
class Scopes:
    """Permissions such as `read_orders`."""

    handles: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> "Scopes":
        """Parse a comma-separated list."""
        return cls.from_handles(part.strip() for part in text.split(","))

    @classmethod
    def from_handles(cls, handles: Iterable[str]) -> "Scopes":
        """Create scopes from handles; empty ones are dropped."""
        return cls(frozenset(handle for handle in handles if handle))

    def missing_in(self, granted: "Scopes") -> frozenset[str]:
        """Return the scopes that were requested but not granted. A write scope includes reading."""
        implied = {handle.replace("write_", "read_", 1) for handle in granted.handles if handle.startswith("write_")}
        return self.handles - granted.handles - implied

    def includes(self, handle: str) -> bool:
        return not Scopes(frozenset({handle})).missing_in(self)

    @property
    def required(self) -> "Scopes":
        """Those without which a store cannot be connected."""
        return Scopes(self.handles - OPTIONAL_SCOPES.keys())

    @property
    def optional(self) -> "Scopes":
        """Those without which a store is connected, but something is left out."""
        return Scopes(self.handles & OPTIONAL_SCOPES.keys())

    def __str__(self) -> str:
        return ",".join(sorted(self.handles))


@dataclass(frozen=True, slots=True)
class Credentials:
    """A shop's tokens.

    A permanent token has no expiry and no refresh token; one from client credentials has only an expiry.
    """

    access_token: Secret
    access_token_expires_at: datetime | None = None
    refresh_token: Secret | None = None
    refresh_token_expires_at: datetime | None = None

    @property
    def permanent(self) -> bool:
        return self.access_token_expires_at is None and self.refresh_token is None

    def expires_within(self, margin: timedelta, now: datetime) -> bool:
        """Return whether the access token has expired or expires within `margin`."""
        return self.access_token_expires_at is not None and self.access_token_expires_at - now <= margin


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """Shopify's response to a token request."""

    credentials: Credentials
    scopes: Scopes


@dataclass(frozen=True, slots=True)
class ShopAccess:
    """A shop together with a token that is valid now, and the scopes that it grants.

    `renew` gets another token when Shopify rejects this one before it expires; None for a permanent token.
    """

    shop: ShopDomain
    access_token: Secret
    scopes: Scopes = Scopes(frozenset())
    renew: Callable[[], "ShopAccess"] | None = field(default=None, compare=False, repr=False)

    def grants(self, scope: str) -> bool:
        return self.scopes.includes(scope)


@dataclass(frozen=True, slots=True)
class ShopProfile:
    """What a shop says about itself, as far as it is known.

    Shopify's id of it, the country of its address, and the IANA name of its time zone.
    """

    shopify_id: int | None = None
    country_code: str | None = None
    time_zone: str | None = None

    def complete(self, known: "ShopProfile") -> "ShopProfile":
        """Return the profile with what was known before of what it leaves out."""
        return ShopProfile(
            self.shopify_id or known.shopify_id,
            self.country_code or known.country_code,
            self.time_zone or known.time_zone,
        )

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its days; UTC if it is not known, also to this machine."""
        try:
            return ZoneInfo(self.time_zone or UTC_NAME)
        except (ValueError, OSError, LookupError):
            return ZoneInfo(UTC_NAME)


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that is or was connected. `connection_problem` says why it cannot be called although it is connected.

    `awaits_approval` is true for a shop that was installed although it was not expected here.
    """

    domain: ShopDomain
    scopes: Scopes
    api_version: str
    installed_at: datetime
    uninstalled_at: datetime | None = None
    connection_problem: ConnectionProblem | None = None
    profile: ShopProfile = ShopProfile()
    awaits_approval: bool = False

    @property
    def connected(self) -> bool:
        return self.uninstalled_at is None

    @property
    def active(self) -> bool:
        """Whether its events are applied and its records are imported."""
        return self.connected and not self.awaits_approval

    @property
    def connection_state(self) -> ConnectionState:
        if self.uninstalled_at:
            return ConnectionState.DISCONNECTED
        if self.awaits_approval:
            return ConnectionState.UNAPPROVED
        return self.connection_problem.state if self.connection_problem else ConnectionState.CONNECTED

    @property
    def reachable(self) -> bool:
        """Whether calls are expected to succeed."""
        return self.connection_state is ConnectionState.CONNECTED

    @property
    def unavailable_since(self) -> datetime | None:
        """Since when it cannot be called, counted from the first of several reasons."""
        since = self.connection_problem.since if self.connection_problem else None
        return min(filter(None, (since, self.uninstalled_at)), default=None)


def require_active(shop: Shop | None, domain: ShopDomain) -> Shop:
    """Return the shop if it is connected and approved. Raises `ShopNotConnected` and `ShopNotApproved`."""
    if shop is None or not shop.connected:
        raise ShopNotConnected(domain)
    if shop.awaits_approval:
        raise ShopNotApproved(domain)
    return shop


@dataclass(frozen=True, slots=True)
class OAuthState:
    """One started connection: only for the browser that has the nonce, once, until it expires."""

    nonce: str
    shop: ShopDomain
    expires_at: datetime
