"""The people who use the console."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.secret import Secret

FIRST_ADMIN_EMAIL = "admin"
"""In place of an e-mail address: the user whose password is CONSOLE_PASSWORD_HASH."""


class Role(StrEnum):
    """What a user may do. Each role may do what the ones before it may."""

    VIEWER = "viewer"
    PACKER = "packer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        return _RANKS[self] >= _RANKS[other]


_RANKS = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class User:
    """A person. `email` is in lower case, and no two users have the same.

    An invited user has neither a password nor an identity at an OpenID provider, and cannot sign in yet.
    """

    id: int
    email: str
    name: str
    role: Role
    created_at: datetime
    active: bool = True
    password_hash: Secret | None = None
    oidc_subject: str | None = None
    signed_in_at: datetime | None = None

    @property
    def is_first_admin(self) -> bool:
        """Whether the password is that of the environment."""
        return self.email == FIRST_ADMIN_EMAIL

    def to_actor(self) -> Actor:
        return Actor(ActorKind.USER, self.name, str(self.id))


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link with which a user sets a password, once. `token_hash` is a hash of the link's secret."""

    token_hash: str
    user_id: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """A session of a user. `token_hash` is a hash of the browser's secret, so reading the database does not open it.

    `credential` is a hash of what the user signed in with; the session ends when that changes. `used_at` is when the
    user last opened a page or sent a form. `browser` is what the browser calls itself.
    """

    token_hash: str
    user_id: int
    credential: str
    opened_at: datetime
    expires_at: datetime
    used_at: datetime
    source: str = ""
    browser: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a sign-in comes from: a network address, and what the browser calls itself."""

    address: str
    browser: str = ""


@dataclass(frozen=True, slots=True)
class SignInFailures:
    """Consecutive wrong passwords from one source, such as a network address.

    `signed_in_at` is when the right password last came from there.
    """

    count: int
    last_failed_at: datetime
    signed_in_at: datetime | None = None
