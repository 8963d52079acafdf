"""Checks codes of authenticator apps, and recovery codes."""

from dataclasses import dataclass

from novex_shopify.domain.errors import WrongCode
from novex_shopify.domain.model.actor import STRANGER, acting_as
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.second_factor import SecondFactor
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import SignInFailures
from novex_shopify.domain.policies.recovery_codes import hash_recovery_code
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.one_time_codes import OneTimeCodes
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.people.sign_in_attempts import build_code_key, count_failures, require_no_delay


@dataclass(frozen=True, slots=True)
class CheckCode:
    """Accepts each code once, and delays guessing as with passwords, wherever the guesses come from."""

    unit_of_work: UnitOfWork
    clock: Clock
    codes: OneTimeCodes

    def __call__(self, factor: SecondFactor, code: Secret) -> None:
        """Use a code of the user's app, or a recovery code. Raises `WrongCode`, or `SignInDelayed` before it checks."""
        keys = (build_code_key(factor.user_id),)
        self._count_attempt(keys)
        step = self.codes.find_step(factor.secret, "".join(code.value.split()), self.clock.now())
        with self.unit_of_work() as tx:
            if not self._use(tx, factor, step, code):
                self._record_refusal(tx, factor.user_id)
                tx.commit()
                raise WrongCode
            for key in keys:
                tx.sign_in_failures.save(key, SignInFailures(0, self.clock.now()))
            tx.commit()

    def _count_attempt(self, keys: tuple[str, ...]) -> None:
        # Counted first, so that parallel attempts are not all checked before the first failure counts.
        now = self.clock.now()
        with self.unit_of_work() as tx:
            require_no_delay(tx.sign_in_failures.lock, keys, now)
            count_failures(tx, keys, now)
            tx.commit()

    def _use(self, tx: Transaction, factor: SecondFactor, step: int | None, code: Secret) -> bool:
        if step is not None:
            return tx.second_factors.use_step(factor.user_id, step)
        used = tx.second_factors.use_recovery_code(factor.user_id, hash_recovery_code(factor.user_id, code))
        if used:
            subject = AuditSubject(AuditedKind.USER, str(factor.user_id))
            left = tx.second_factors.count_recovery_codes(factor.user_id)
            tx.audit_log.record(AuditAction.RECOVERY_CODE_USED, subject, after={"left": left})
        return used

    def _record_refusal(self, tx: Transaction, user_id: int) -> None:
        with acting_as(STRANGER):
            subject = AuditSubject(AuditedKind.USER, str(user_id))
            tx.audit_log.record(AuditAction.SIGN_IN_REFUSED, subject, after={"wrong": "code"})
