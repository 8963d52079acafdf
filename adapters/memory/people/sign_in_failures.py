"""Failed sign-ins in memory."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.user import SignInFailures


@dataclass(frozen=True, slots=True)
class MemorySignInFailureCounts:
    """The port `SignInFailureCounts`."""

    state: State

    def get(self, source: str, now: datetime) -> SignInFailures:
        return self.state.sign_in_failures.get(source, SignInFailures(0, now))

    def lock(self, source: str, now: datetime) -> SignInFailures:
        return self.get(source, now)

    def save(self, source: str, failures: SignInFailures) -> None:
        self.state.sign_in_failures[source] = failures

    def delete_old(self, failed_before: datetime, signed_in_before: datetime) -> None:
        for source, each in list(self.state.sign_in_failures.items()):
            is_forgotten = each.signed_in_at is None or each.signed_in_at < signed_in_before
            if is_forgotten and each.last_failed_at < failed_before:
                del self.state.sign_in_failures[source]
