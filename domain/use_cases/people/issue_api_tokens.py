"""Creates and revokes tokens for the API."""

from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.domain.errors import InvalidUser, NotFound
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.api_token import TOKEN_PREFIX, ApiScope, ApiToken
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.sessions import hash_token
from novex_shopify.domain.policies.user_rules import check_name
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class IssueApiTokens:
    """Only a hash of a token is stored, so it is shown once, when it is created."""

    unit_of_work: UnitOfWork
    clock: Clock
    nonces: Nonces

    def __call__(self, name: str, scope: ApiScope, valid_for: timedelta | None = None) -> tuple[ApiToken, Secret]:
        """Return a new token and its secret. Raises `InvalidUser` for a name that is empty or in use."""
        secret, now, name = Secret(TOKEN_PREFIX + self.nonces.generate()), self.clock.now(), check_name(name)
        with self.unit_of_work() as tx:
            tx.key_locks.acquire([f"api_token:{name}"])
            if any(each.name == name for each in tx.api_tokens.list_all()):
                raise InvalidUser(f"There is a token named {name} already. Choose another name.", "name")
            token = tx.api_tokens.add(
                name=name,
                token_hash=hash_token(secret),
                scope=scope,
                created_by=get_current_actor().name,
                created_at=now,
                expires_at=now + valid_for if valid_for else None,
            )
            tx.audit_log.record(AuditAction.API_TOKEN_CREATED, _subject_of(token), after=_describe(token))
            tx.commit()
        return token, secret

    def revoke(self, token_id: int) -> ApiToken:
        """Raises `NotFound`."""
        with self.unit_of_work() as tx:
            token = tx.api_tokens.get(token_id)
            if token is None:
                raise NotFound(f"There is no API token {token_id}.")
            tx.api_tokens.revoke(token_id)
            tx.audit_log.record(AuditAction.API_TOKEN_REVOKED, _subject_of(token), before=_describe(token))
            tx.commit()
        return token


def _subject_of(token: ApiToken) -> AuditSubject:
    return AuditSubject(AuditedKind.API_TOKEN, str(token.id))


def _describe(token: ApiToken) -> AuditValues:
    return {
        "name": token.name,
        "scope": token.scope.value,
        "expires_at": token.expires_at.date().isoformat() if token.expires_at else None,
    }
