"""A call that sets quantities at Shopify, and its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from novex_shopify.domain.model.inventory_level import LevelKey

MAX_ROWS = 250
"""Shopify refuses a call with more."""


@dataclass(frozen=True, slots=True)
class StockRow:
    """One level: the `on_hand` that Shopify had when it was read, and the one that it gets."""

    key: LevelKey
    from_quantity: int
    to_quantity: int


@dataclass(frozen=True, slots=True)
class StockCall:
    """Rows that are set all or none. Sending it again with the same idempotency key changes nothing."""

    key: str
    rows: tuple[StockRow, ...]

    @property
    def reference(self) -> str:
        """What Shopify shows as the source of the change."""
        return f"gid://novex-shopify/StockPush/{self.key}"


@dataclass(frozen=True, slots=True)
class StockRefusal:
    """Why Shopify refused the call: its code and words, and the index of the row, or None if it is about no row."""

    code: str
    message: str
    row: int | None = None

    STALE: ClassVar[str] = "CHANGE_FROM_QUANTITY_STALE"
    BUNDLE: ClassVar[str] = "NON_MUTABLE_INVENTORY_ITEM"
    IN_PROGRESS: ClassVar[str] = "IDEMPOTENCY_CONCURRENT_REQUEST"
    KEY_MISMATCH: ClassVar[str] = "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
    KEY_FAILED: ClassVar[str] = "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"


@dataclass(frozen=True, slots=True)
class StockAnswer:
    """What became of a call. Without refusals all rows are set; with one, none is."""

    refusals: Sequence[StockRefusal] = ()

    @property
    def accepted(self) -> bool:
        return not self.refusals

    def has_code(self, code: str) -> bool:
        return any(refusal.code == code for refusal in self.refusals)
