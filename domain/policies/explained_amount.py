"""One figure of an explained order, and the comparison of a total with Shopify's."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from novex_shopify.domain.model.money import Money


@dataclass(frozen=True, slots=True)
class ExplainedAmount:
    """One amount: its label, its computation, and the Shopify fields it came from."""

    label: str
    amount: Decimal
    computed: str
    shopify: str


def compare_total(
    label: str, ours: Decimal, stated: Money | None, field: str, *, before: str | None = None
) -> Iterator[ExplainedAmount]:
    """Compare a total with the stated one. Shopify may state that of the order `before` something changed it."""
    if stated is None:
        return
    difference = ours - stated.amount
    verdict = f"Shopify says {stated.amount}, " + (f"as before {before}" if before else f"difference {difference}")
    yield ExplainedAmount(label, ours, verdict if difference else "agrees", field)
