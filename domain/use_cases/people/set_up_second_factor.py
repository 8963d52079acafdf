"""Gives a user a second factor, and takes it away."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, SecondFactorInUse, WrongCode
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.second_factor import SecondFactor
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.recovery_codes import generate_recovery_codes, hash_recovery_code
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.one_time_codes import OneTimeCodes
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.people.check_code import CheckCode


@dataclass(frozen=True, slots=True)
class SetUpSecondFactor:
    """An app counts only after a code of it was entered, so a scan that failed locks no person out.

    Recovery codes are returned once; only hashes of them are stored.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    nonces: Nonces
    codes: OneTimeCodes
    check_code: CheckCode

    def begin(self, user_id: int) -> None:
        """Store a new app to be confirmed, with a secret that no earlier page has shown. Raises `SecondFactorInUse`."""
        with self.unit_of_work() as tx:
            self._require_unconfirmed(tx.second_factors.get(user_id))
            tx.second_factors.put(SecondFactor(user_id, self.codes.generate_secret(), self.clock.now()))
            tx.commit()

    def confirm(self, user_id: int, code: Secret) -> tuple[Secret, ...]:
        """Turn the second factor on; returns the recovery codes.

        Raises `WrongCode`, `SecondFactorInUse`, or `NotFound` if no app is to be confirmed.
        """
        with self.unit_of_work.read() as tx:
            factor = tx.second_factors.get(user_id)
        self._require_unconfirmed(factor)
        if factor is None:
            raise NotFound("There is no authenticator app to confirm. Start again.")
        step = self.codes.find_step(factor.secret, "".join(code.value.split()), self.clock.now())
        with self.unit_of_work() as tx:
            is_current = tx.second_factors.get(user_id) == factor
            if not is_current or step is None or not tx.second_factors.use_step(user_id, step):
                raise WrongCode
            tx.second_factors.confirm(user_id)
            recovery_codes = self._replace_recovery_codes(tx, user_id)
            tx.audit_log.record(AuditAction.SECOND_FACTOR_ADDED, AuditSubject(AuditedKind.USER, str(user_id)))
            tx.commit()
        return recovery_codes

    def renew_recovery_codes(self, user_id: int, code: Secret) -> tuple[Secret, ...]:
        """Return new recovery codes; the ones before are worthless. Raises as `remove` does."""
        self.check_code(self._get_confirmed(user_id), code)
        with self.unit_of_work() as tx:
            recovery_codes = self._replace_recovery_codes(tx, user_id)
            tx.audit_log.record(AuditAction.RECOVERY_CODES_RENEWED, AuditSubject(AuditedKind.USER, str(user_id)))
            tx.commit()
        return recovery_codes

    def remove(self, user_id: int, code: Secret) -> None:
        """Turn the second factor off. Raises `NotFound`, `WrongCode`, or `SignInDelayed` before the code is checked."""
        self.check_code(self._get_confirmed(user_id), code)
        self.remove_without_code(user_id)

    def remove_without_code(self, user_id: int) -> bool:
        """Turn it off for somebody who has lost the phone and the recovery codes; returns whether it was on."""
        with self.unit_of_work() as tx:
            was_stored = user_id in tx.second_factors.list_user_ids()
            if was_stored:
                tx.second_factors.delete(user_id)
                tx.audit_log.record(AuditAction.SECOND_FACTOR_REMOVED, AuditSubject(AuditedKind.USER, str(user_id)))
                tx.commit()
        return was_stored

    def _require_unconfirmed(self, factor: SecondFactor | None) -> None:
        if factor and factor.confirmed:
            raise SecondFactorInUse

    def _get_confirmed(self, user_id: int) -> SecondFactor:
        with self.unit_of_work.read() as tx:
            factor = tx.second_factors.get(user_id)
        if factor is None or not factor.confirmed:
            raise NotFound("Two-step sign-in is not on.")
        return factor

    def _replace_recovery_codes(self, tx: Transaction, user_id: int) -> tuple[Secret, ...]:
        recovery_codes = generate_recovery_codes(self.nonces.generate)
        tx.second_factors.put_recovery_codes(user_id, [hash_recovery_code(user_id, each) for each in recovery_codes])
        return recovery_codes
