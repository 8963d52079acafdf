"""Failed sign-ins."""

from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.user import SignInFailures


class SignInFailureCounts(Protocol):
    """Failed sign-ins per source address."""

    def get(self, source: str, now: datetime) -> SignInFailures:
        """Get the consecutive failures of a source, without waiting for others and without a lock."""
        ...

    def lock(self, source: str, now: datetime) -> SignInFailures:
        """Get the same, locked until the end of the transaction."""
        ...

    def save(self, source: str, failures: SignInFailures) -> None:
        """Replace the failures of a source. Call `lock` first."""
        ...

    def delete_old(self, failed_before: datetime, signed_in_before: datetime) -> None:
        """Delete sources without a failure and a sign-in since these times."""
        ...
