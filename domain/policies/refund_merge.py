"""Joins what several webhooks and reads state of one refund."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine, RefundTransaction

# A transaction is pending first. What has succeeded or failed does not become pending again.
_FINAL_STATUSES = ("success", "failure", "error")


def merge_refunds(known: Iterable[Refund], stated: Iterable[Refund]) -> tuple[Refund, ...]:
    """Return the stated refunds, each with what only the known one of the same id has; their notes are as stated."""
    known_by_id = {refund.id: refund for refund in known}
    return tuple(merge_refund(known_by_id.get(refund.id), refund) for refund in stated)


def merge_refund(known: Refund | None, stated: Refund) -> Refund:
    """Return a refund with everything that either states. A refund has no version, so the fuller statement wins."""
    if known is None:
        return stated
    return replace(
        stated,
        lines=_merge_lines(known.lines, stated.lines),
        adjustments=_choose_adjustments(known.adjustments, stated.adjustments),
        transactions=_merge_transactions(known.transactions, stated.transactions),
    )


def _merge_lines(known: Iterable[RefundLine], stated: Iterable[RefundLine]) -> tuple[RefundLine, ...]:
    known_by_key, stated_by_key = _number_lines(known), _number_lines(stated)
    return tuple(
        _merge_line(known_by_key.get(key), stated_by_key.get(key))
        for key in dict.fromkeys([*stated_by_key, *known_by_key])
    )


def _number_lines(lines: Iterable[RefundLine]) -> Mapping[tuple[int, int], RefundLine]:
    """Return the lines by line item and number: a refund can list one line item several times."""
    numbers: Counter[int] = Counter()
    numbered = {}
    for line in lines:
        numbers[line.line_item_id] += 1
        numbered[line.line_item_id, numbers[line.line_item_id]] = line
    return numbered


def _merge_line(known: RefundLine | None, stated: RefundLine | None) -> RefundLine:
    if known is None or stated is None:
        line = stated or known
        assert line is not None
        return line
    return replace(
        stated,
        subtotal=_choose_amount(known.subtotal, stated.subtotal),
        tax=_choose_amount(known.tax, stated.tax),
        restock_type=stated.restock_type or known.restock_type,
        location_id=stated.location_id or known.location_id,
        presentment_subtotal=stated.presentment_subtotal or known.presentment_subtotal,
        presentment_tax=stated.presentment_tax or known.presentment_tax,
    )


def _choose_amount(known: Money, stated: Money) -> Money:
    return stated if stated.amount else known


def _choose_adjustments(
    known: tuple[RefundAdjustment, ...], stated: tuple[RefundAdjustment, ...]
) -> tuple[RefundAdjustment, ...]:
    return stated if _count_amounts(stated) >= _count_amounts(known) else known


def _count_amounts(adjustments: Iterable[RefundAdjustment]) -> int:
    return sum(bool(amount.amount) for each in adjustments for amount in (each.amount, each.tax))


def _merge_transactions(
    known: Iterable[RefundTransaction], stated: Iterable[RefundTransaction]
) -> tuple[RefundTransaction, ...]:
    known_by_id, stated_by_id = {each.id: each for each in known}, {each.id: each for each in stated}
    return tuple(
        _merge_transaction(known_by_id.get(key), stated_by_id.get(key)) for key in sorted({*known_by_id, *stated_by_id})
    )


def _merge_transaction(known: RefundTransaction | None, stated: RefundTransaction | None) -> RefundTransaction:
    if known is None or stated is None:
        transaction = stated or known
        assert transaction is not None
        return transaction
    is_settled = stated.status in _FINAL_STATUSES or known.status not in _FINAL_STATUSES
    return replace(
        stated,
        status=stated.status if is_settled else known.status,
        amount=stated.amount or known.amount,
        presentment=stated.presentment or known.presentment,
        gateway=stated.gateway or known.gateway,
    )
