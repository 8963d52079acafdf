"""Signs people in to the console at an OpenID Connect provider."""

import re
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import (
    EmailNotVerified,
    InvalidUser,
    LinkedToAnotherIdentity,
    NotInvited,
    ProviderDeclined,
    SignInRefused,
    UnknownProviderSignIn,
    UserDeactivated,
)
from novex_shopify.domain.model.actor import STRANGER, acting_as
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.identity import Identity, ProviderCallback, ProviderSignIn
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role, User, Visitor
from novex_shopify.domain.policies.provider_sign_in import derive_sign_in, resume_sign_in
from novex_shopify.domain.policies.sign_in_delay import find_source
from novex_shopify.domain.policies.user_rules import check_email, check_name
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.identity_provider import IdentityProvider
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.timing import OAUTH_STATE_LIFETIME
from novex_shopify.domain.use_cases.people.open_session import OpenSession

_ERROR_CODE = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class StartedProviderSignIn:
    """The URL of the provider's page, and what the browser must keep until the provider sends it back."""

    url: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class SignInWithProvider:
    """The user is the one who is linked to the identity, whatever its e-mail address is now.

    At the first sign-in it is the user with the verified e-mail address, who is then linked. Where there is none, one
    with `new_user_role` is added; without such a role, only invited people may sign in.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    nonces: Nonces
    provider: IdentityProvider
    open_session: OpenSession
    new_user_role: Role | None

    def begin(self) -> StartedProviderSignIn:
        """Stores nothing: anybody can open the sign-in page. Raises `ProviderUnavailable`."""
        secret = Secret(self.nonces.generate())
        sign_in = derive_sign_in(secret, self.clock.now() + OAUTH_STATE_LIFETIME)
        return StartedProviderSignIn(self.provider.build_sign_in_url(sign_in), secret)

    def complete(self, callback: ProviderCallback, secret: Secret, visitor: Visitor) -> Secret:
        """Return the token of a new session. `secret` is what the browser kept.

        Raises a `SignInRefused`, or `ProviderUnavailable`.
        """
        sign_in = resume_sign_in(secret, callback.state, self.clock.now())
        if sign_in is None:
            raise UnknownProviderSignIn
        if callback.error:
            code = callback.error if _ERROR_CODE.fullmatch(callback.error) else "no reason given"
            raise ProviderDeclined(code)
        identity = self.provider.redeem_code(callback, sign_in)
        try:
            return self._sign_in(identity, sign_in, visitor)
        except SignInRefused:
            self._record_refusal(identity, visitor)
            raise

    def _sign_in(self, identity: Identity, sign_in: ProviderSignIn, visitor: Visitor) -> Secret:
        with self.unit_of_work() as tx:
            if not tx.oauth_states.use(sign_in.state, sign_in.expires_at):
                raise UnknownProviderSignIn
            tx.oauth_states.delete_expired(self.clock.now())
            user = self._find_linked(tx, identity) or self._link(tx, identity)
            if not user.active:
                raise UserDeactivated
            token = self.open_session.in_transaction(tx, user, visitor)
            tx.commit()
        return token

    def _find_linked(self, tx: Transaction, identity: Identity) -> User | None:
        found = tx.users.find_by_oidc_subject(identity.key)
        user = tx.users.lock(found.id) if found else None
        return user if user and user.oidc_subject == identity.key else None  # or it was unlinked in this moment

    def _link(self, tx: Transaction, identity: Identity) -> User:
        email = _read_verified_email(identity)
        tx.key_locks.acquire([f"user:{email}"])
        found = tx.users.find_by_email(email) or self._add_user(tx, email, identity.name)
        user = tx.users.lock(found.id) or found
        if user.oidc_subject:
            raise LinkedToAnotherIdentity
        linked = replace(user, oidc_subject=identity.key)
        tx.users.save(linked)
        tx.users.withdraw_invitation(user.id)
        with acting_as(user.to_actor()):
            subject = AuditSubject(AuditedKind.USER, str(user.id))
            tx.audit_log.record(AuditAction.IDENTITY_LINKED, subject, after={"issuer": identity.issuer})
        return linked

    def _add_user(self, tx: Transaction, email: str, name: str) -> User:
        if self.new_user_role is None:
            raise NotInvited
        try:
            name = check_name(name)
        except InvalidUser:
            name = email
        return tx.users.add(email, name, self.new_user_role, self.clock.now())

    def _record_refusal(self, identity: Identity, visitor: Visitor) -> None:
        with self.unit_of_work() as tx, acting_as(STRANGER):
            user = tx.users.find_by_oidc_subject(identity.key)
            subject = AuditSubject(AuditedKind.USER, str(user.id) if user else "")
            after = {"source": find_source(visitor.address), "issuer": identity.issuer}
            tx.audit_log.record(AuditAction.SIGN_IN_REFUSED, subject, after=after)
            tx.commit()


def _read_verified_email(identity: Identity) -> str:
    try:
        email = check_email(identity.email)
    except InvalidUser as error:
        raise EmailNotVerified from error
    if not identity.email_verified:
        raise EmailNotVerified
    return email
