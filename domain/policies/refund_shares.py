"""A refund of what several invoices state is divided between them by units, the oldest invoice first.

No law says which invoice a returned unit was on when the same item is on several. Their prices are the same order's, so
units are taken in the order in which they were invoiced; amounts are divided by units and add up to the cent.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.currency import round_amount
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund, RefundLine


@dataclass(frozen=True, slots=True)
class RefundShare:
    """What one invoice has of a refund: of each line item the units from `start` to before `end`.

    With `beside`, also what is refunded beside line items.
    """

    units: Mapping[int, tuple[int, int]]
    beside: bool


def count_units(refund: Refund) -> Mapping[int, int]:
    """How many units of each line item a refund returns."""
    units: Counter[int] = Counter()
    for line in refund.lines:
        units[line.line_item_id] += line.quantity
    return units


def share_refund(refund: Refund, left: Sequence[Mapping[int, int]]) -> Sequence[RefundShare]:
    """Return the share of each invoice; `left` has the units that each has left, by line item, the oldest first.

    What none of them has is of the first; what all of them have too few units of is of the last that has it.
    """
    units: list[dict[int, tuple[int, int]]] = [{} for _ in left]
    for item, quantity in count_units(refund).items():
        holders = [place for place, known in enumerate(left) if item in known] or [0]
        start = 0
        for holder in holders:
            end = quantity if holder == holders[-1] else min(quantity, start + max(left[holder][item], 0))
            if start < end or (quantity == 0 and holder == holders[0]):
                units[holder][item] = (start, end)
            start = end
    first = next((place for place, known in enumerate(units) if known), 0)
    return [RefundShare(known, place == first) for place, known in enumerate(units)]


def take_share(refund: Refund, share: RefundShare) -> Refund:
    """The part of a refund that is of one invoice."""
    lines, passed = list[RefundLine](), Counter[int]()
    for line in refund.lines:
        start, end = share.units.get(line.line_item_id, (0, -1))
        before = passed[line.line_item_id]
        passed[line.line_item_id] += line.quantity
        first, last = max(start - before, 0), min(end - before, line.quantity)
        if line.quantity == 0:  # an amount without units is of the invoice with the first unit
            if start == 0 and line.line_item_id in share.units:
                lines.append(line)
        elif first < last:
            lines.append(_cut(line, first, last))
    return replace(refund, lines=tuple(lines), adjustments=refund.adjustments if share.beside else ())


def _cut(line: RefundLine, start: int, end: int) -> RefundLine:
    if end - start == line.quantity:
        return line

    def cut(money: Money) -> Money:
        until_end, until_start = (
            round_amount(money.amount * units / line.quantity, money.currency) for units in (end, start)
        )
        return Money(until_end - until_start, money.currency)

    return replace(
        line,
        quantity=end - start,
        subtotal=cut(line.subtotal),
        tax=cut(line.tax),
        presentment_subtotal=cut(line.presentment_subtotal) if line.presentment_subtotal else None,
        presentment_tax=cut(line.presentment_tax) if line.presentment_tax else None,
    )
