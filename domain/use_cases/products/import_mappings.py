"""Imports mappings from a file."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from novex_shopify.domain.model.product import MappingStatus, ProductMapping
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.mapping_file import MappingLine, parse_mappings
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.products.map_product import (
    ignore_mapping,
    map_to_item,
    release_orders,
    save_decisions,
)

BATCH_SIZE = 1000


class LineOutcome(StrEnum):
    MAPPED = "mapped"
    IGNORED = "ignored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LineResult:
    """The result of one line; `reason` says why it was refused."""

    line: int
    outcome: LineOutcome
    variant_id: int | None = None
    item_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MappingImportResult:
    """The result of a file: how many lines had each outcome, and which orders this released."""

    outcomes: Counter[LineOutcome] = field(default_factory=Counter)
    released: Release = field(default_factory=Release)


@dataclass(frozen=True, slots=True)
class ImportMappings:
    """Applies the valid lines of a file and refuses the others.

    A line without an item decides nothing, unless its status is `ignored`. A line that matches the current mapping
    changes nothing; neither does an export that is imported again.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self,
        shop: ShopDomain,
        lines: Iterable[str],
        on_result: Callable[[LineResult], object],
        *,
        dry_run: bool = False,
    ) -> MappingImportResult:
        """Apply the file; with `dry_run`, only report the result of each line. Raises `UnreadableCsvFile`."""
        outcomes: Counter[LineOutcome] = Counter()
        released = Release()
        for batch in _split_into_batches(parse_mappings(lines)):
            with self.unit_of_work() as tx:
                results, known, decisions = _decide(tx, shop, batch)
                if not dry_run:
                    save_decisions(tx, known, decisions)
                    released += release_orders(tx, decisions, self.clock)
                    tx.commit()
            for result in results:
                on_result(result)
            outcomes.update(result.outcome for result in results)
        if released:
            self.notifier.notify(Work.EVENTS)
        return MappingImportResult(outcomes, released)


def _split_into_batches(lines: Iterator[MappingLine]) -> Iterator[Sequence[MappingLine]]:
    while batch := list(islice(lines, BATCH_SIZE)):
        yield batch


def _decide(
    tx: Transaction, shop: ShopDomain, lines: Sequence[MappingLine]
) -> tuple[list[LineResult], list[ProductMapping], list[ProductMapping]]:
    """Decide on each line; returns the results, the mappings as they are, and those to save."""
    known = {each.variant.variant_id: each for each in tx.mappings.get_many(shop, {line.variant_id for line in lines})}
    before = list(known.values())
    items = tx.erp.catalog.get_many({line.item_id for line in lines if line.item_id})
    results: list[LineResult] = []
    decisions: dict[int, ProductMapping] = {}
    for line in lines:
        if error := _find_error(line, known, items):
            results.append(LineResult(line.number, LineOutcome.REFUSED, line.variant_id or None, line.item_id, error))
            continue
        decision = _build_decision(line, known[line.variant_id])
        if decision:
            known[line.variant_id] = decisions[line.variant_id] = decision
        results.append(LineResult(line.number, _to_outcome(decision), line.variant_id, line.item_id))
    return results, before, list(decisions.values())


def _find_error(line: MappingLine, known: Mapping[int, ProductMapping], items: Container[str]) -> str | None:
    if line.error:
        return line.error
    if line.variant_id not in known:
        return f"the store has no variant {line.variant_id}"
    if line.item_id and line.item_id not in items:
        return f"the ERP has no item {line.item_id}"
    return None


def _build_decision(line: MappingLine, mapping: ProductMapping) -> ProductMapping | None:
    if line.item_id and (line.item_id != mapping.item_id or line.pieces not in (None, mapping.pieces)):
        return map_to_item(mapping, line.item_id, line.pieces)
    if line.ignored and not mapping.ignored:
        return ignore_mapping(mapping)
    return None


def _to_outcome(decision: ProductMapping | None) -> LineOutcome:
    if decision is None:
        return LineOutcome.UNCHANGED
    return LineOutcome.IGNORED if decision.status is MappingStatus.IGNORED else LineOutcome.MAPPED
