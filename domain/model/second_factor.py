"""The second factor of a sign-in with a password: an authenticator app, and recovery codes."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.secret import Secret


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A user's authenticator app. It counts from the moment that a first code of it has confirmed it."""

    user_id: int
    secret: Secret
    added_at: datetime
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class AwaitedCode:
    """The password was right, and a code is needed as well. `ticket` is what the second step is asked with."""

    ticket: Secret
