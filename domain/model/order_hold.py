"""Holds of orders: what keeps an order from being assigned, packed and shipped until a person releases it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum, auto

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.shop import ShopDomain

BY_HAND = ""
"""The rule of a hold that a person placed."""


class HoldRuleKind(StrEnum):
    """What a rule looks at.

    - `risk`: Shopify's risk level; the value is the lowest that is held.
    - `first_order`: the customer has no earlier order, or the order names no customer.
    - `amount_above`: the order's total in the store's currency; the value is the highest that is not held.
    - `country`, `other_country`: ships to one of these countries, or to none of them; values are ISO codes.
    - `address`: what is unusual about the addresses; values are `AddressCheck`.
    - `tag`: the order has one of these tags.
    """

    RISK = auto()
    FIRST_ORDER = auto()
    AMOUNT_ABOVE = auto()
    COUNTRY = auto()
    OTHER_COUNTRY = auto()
    ADDRESS = auto()
    TAG = auto()


class AddressCheck(StrEnum):
    """What may be unusual about the addresses of an order."""

    MISSING = auto()
    PO_BOX = auto()
    MILITARY = auto()
    NO_HOUSE_NUMBER = auto()
    BILLING_DIFFERS = auto()


RISK_LEVELS = ("low", "medium", "high")
"""Shopify's levels that say something, the lowest first. `none` and `pending` say nothing yet."""

ADDRESS_CHECK_LABELS: Mapping[str, str] = {
    AddressCheck.MISSING: "No shipping address",
    AddressCheck.PO_BOX: "PO box",
    AddressCheck.MILITARY: "Military address",
    AddressCheck.NO_HOUSE_NUMBER: "No house number",
    AddressCheck.BILLING_DIFFERS: "Billing address differs",
}


@dataclass(frozen=True, slots=True)
class HoldRule:
    """A rule of a store. `name` is unique in its store; `values` are what its kind takes."""

    name: str
    kind: HoldRuleKind
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As the audit log has it."""
        return f"{self.name}: {self.kind} {', '.join(self.values)}".strip()


@dataclass(frozen=True, slots=True)
class HoldFinding:
    """That a rule holds an order, and why.

    `grounds` and `figure` are what the reason consists of, without personal data: a new ground or a larger figure is
    another reason.
    """

    rule: str
    reason: str
    grounds: frozenset[str] = frozenset()
    figure: Decimal | None = None


class HoldEnd(StrEnum):
    """How a hold ended: a person released it, or nothing is left to hold."""

    RELEASED = auto()
    OVER = auto()


@dataclass(frozen=True, slots=True)
class OrderHold:
    """A hold. Shopify's id of the order names it, because an order is also held before the ERP has it.

    - `rule`: the name of the rule; `BY_HAND` if a person placed it. `reason` says why.
    - `grounds`, `figure`: of the finding of the rule.
    - `end`, `ended_at`, `ended_by`, `end_reason`: None while it is open.
    """

    id: int
    shop: ShopDomain
    order_id: int
    order_name: str
    rule: str
    reason: str
    placed_at: datetime
    placed_by: Actor
    grounds: frozenset[str] = frozenset()
    figure: Decimal | None = None
    end: HoldEnd | None = None
    ended_at: datetime | None = None
    ended_by: Actor | None = None
    end_reason: str | None = None

    @property
    def is_open(self) -> bool:
        return self.end is None

    @property
    def cause(self) -> str:
        """Who or what placed it, in a few words."""
        return f"rule {self.rule}" if self.rule else "by hand"


@dataclass(frozen=True, slots=True)
class OpenHolds:
    """How many orders of a shop are on hold, and since when the oldest is."""

    shop: ShopDomain
    orders: int
    since: datetime
