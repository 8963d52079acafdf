"""When a session of the console is valid."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import ConsoleSession, User
from novex_shopify.domain.timing import CONSOLE_IDLE_LIMIT


def hash_token(token: Secret) -> str:
    """What is stored of a random token: it is too long to be guessed, so it needs no slow hash."""
    return sha256(token.value.encode()).hexdigest()


def find_password_hash(user: User, first_admin_password_hash: Secret | None) -> Secret | None:
    return first_admin_password_hash if user.is_first_admin else user.password_hash


def compute_credential(user: User, first_admin_password_hash: Secret | None) -> str:
    """A text that changes with the user's password."""
    password_hash = find_password_hash(user, first_admin_password_hash)
    return sha256((password_hash.value if password_hash else "").encode()).hexdigest()


def is_in_use(session: ConsoleSession, now: datetime) -> bool:
    return now - session.used_at < CONSOLE_IDLE_LIMIT


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """When a session ends if nothing is done in it. Only the end of an idle session `can_be_deferred`."""

    at: datetime
    can_be_deferred: bool


def find_session_end(session: ConsoleSession) -> SessionEnd:
    idle_at = session.used_at + CONSOLE_IDLE_LIMIT
    return SessionEnd(min(idle_at, session.expires_at), can_be_deferred=idle_at < session.expires_at)
