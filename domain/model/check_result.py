"""The results of the doctor's checks."""

from dataclasses import dataclass
from enum import StrEnum

from novex_shopify.domain.model.shop import ShopDomain


class CheckStatus(StrEnum):
    """The result of a check. `UNKNOWN`: it could not run, because a check it depends on failed."""

    OK = "ok"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: what it found and how to fix it. `shop` is None for checks of the whole installation."""

    check: str
    status: CheckStatus
    message: str
    fix: str = ""
    shop: ShopDomain | None = None


class CheckFailed(Exception):
    """A check failed, with cause and fix. Neither contains a secret."""

    def __init__(self, cause: str, fix: str) -> None:
        super().__init__(cause)
        self.cause, self.fix = cause, fix
