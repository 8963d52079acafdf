"""Authenticator apps and recovery codes, in memory."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.second_factor import SecondFactor


@dataclass(frozen=True, slots=True)
class MemorySecondFactors:
    """The port `SecondFactors`. Nothing is encrypted."""

    state: State

    def get(self, user_id: int) -> SecondFactor | None:
        return self.state.second_factors.get(user_id)

    def put(self, factor: SecondFactor) -> None:
        self.state.last_code_steps.pop(factor.user_id, None)
        self.state.second_factors[factor.user_id] = factor

    def confirm(self, user_id: int) -> None:
        if factor := self.get(user_id):
            self.state.second_factors[user_id] = replace(factor, confirmed=True)

    def delete(self, user_id: int) -> None:
        for stored in (self.state.second_factors, self.state.last_code_steps, self.state.recovery_codes):
            stored.pop(user_id, None)

    def use_step(self, user_id: int, step: int) -> bool:
        if user_id not in self.state.second_factors or step <= self.state.last_code_steps.get(user_id, 0):
            return False
        self.state.last_code_steps[user_id] = step
        return True

    def put_recovery_codes(self, user_id: int, hashes: Collection[str]) -> None:
        self.state.recovery_codes[user_id] = frozenset(hashes)

    def use_recovery_code(self, user_id: int, code_hash: str) -> bool:
        left = self.state.recovery_codes.get(user_id, frozenset())
        self.state.recovery_codes[user_id] = left - {code_hash}
        return code_hash in left

    def count_recovery_codes(self, user_id: int) -> int:
        return len(self.state.recovery_codes.get(user_id, ()))

    def list_user_ids(self) -> Collection[int]:
        return sorted(self.state.second_factors)

    def reencrypt(self, user_id: int) -> bool:
        return False
