"""What a look at one link of the installation found."""

from dataclasses import dataclass
from enum import StrEnum

from novex_shopify.domain.model.shop import ShopDomain


class CheckStatus(StrEnum):
    """How a link is. `UNKNOWN`: it could not be looked at, since one that it hangs on is broken."""

    OK = "ok"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One link: what was found, and what mends it. `shop` is None for what concerns all stores."""

    check: str
    status: CheckStatus
    message: str
    fix: str = ""
    shop: ShopDomain | None = None


class CheckFailed(Exception):
    """A link is broken: the cause, and what mends it. Neither carries a secret."""

    def __init__(self, cause: str, fix: str) -> None:
        super().__init__(cause)
        self.cause, self.fix = cause, fix
