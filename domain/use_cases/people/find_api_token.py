"""Finds out which program calls the API."""

from contextlib import suppress
from dataclasses import dataclass

from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.domain.model.api_token import TOKEN_PREFIX, ApiToken
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.sessions import hash_token
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import RECORD_TOKEN_USE_INTERVAL


@dataclass(frozen=True, slots=True)
class FindApiToken:
    """Looks the token up at each request, so that a revoked one is refused at once."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, secret: Secret) -> ApiToken | None:
        """Return the valid token with this secret, and record its use."""
        if not secret.value.startswith(TOKEN_PREFIX):
            return None
        now = self.clock.now()
        with self.unit_of_work.read() as tx:
            token = tx.api_tokens.find(hash_token(secret), now)
        if token and (token.last_used_at is None or now - token.last_used_at >= RECORD_TOKEN_USE_INTERVAL):
            # Who only reads is not stopped by a database that cannot be written to now.
            with suppress(DatabaseUnavailable), self.unit_of_work() as tx:
                tx.api_tokens.record_use(token.id, now)
                tx.commit()
        return token
