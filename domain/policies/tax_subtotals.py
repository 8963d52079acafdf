"""What each tax of an invoice amounts to: by category and rate if they are known, else by what Shopify calls it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from novex_shopify.domain.model.invoice import InvoiceLine, TaxSubtotal
from novex_shopify.domain.model.sales_order import LineKind

Key = tuple[str, str, Decimal | None]
_UNNAMED = "Tax"


def build_tax_subtotals(lines: Sequence[InvoiceLine]) -> tuple[TaxSubtotal, ...]:
    """Add up the taxes of the lines. The tax that a line has beside its stated taxes is a subtotal of its own.

    A rounding is no supply, and in no subtotal.
    """
    supplies = [line for line in lines if line.kind is not LineKind.ROUNDING or line.tax.amount]
    if all(line.tax_class for line in supplies):
        return _add_up(_state_class(line) for line in supplies)
    return _add_up(part for line in supplies for part in _state_taxes(line))


def _state_class(line: InvoiceLine) -> TaxSubtotal:
    assert line.tax_class
    title = line.taxes[0].title if line.tax.amount and line.taxes else ""
    return TaxSubtotal(line.tax_class.category, title, line.tax_class.rate, line.net, line.tax)


def _state_taxes(line: InvoiceLine) -> Iterator[TaxSubtotal]:
    unstated = line.tax
    for tax in line.taxes:
        if tax.amount.amount:
            unstated -= tax.amount
            yield TaxSubtotal(None, tax.title, tax.rate, line.net, tax.amount)
    if unstated.amount:
        yield TaxSubtotal(None, _UNNAMED, None, line.net, unstated)


def _add_up(parts: Iterable[TaxSubtotal]) -> tuple[TaxSubtotal, ...]:
    totals: dict[Key, TaxSubtotal] = {}
    for part in parts:
        # Of a class, the title is only a name for it.
        key = (part.category or "", "" if part.category else part.title, part.rate)
        known = totals.get(key)
        totals[key] = _add(known, part) if known else part
    return tuple(totals.values())


def _add(known: TaxSubtotal, part: TaxSubtotal) -> TaxSubtotal:
    return replace(known, title=known.title or part.title, net=known.net + part.net, tax=known.tax + part.tax)
