"""Many mappings are decided at once, by a file."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from novex_shopify.domain.model.product import MappingStatus, ProductMapping
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.mapping_file import MappingLine, parse_mappings, to_csv_row
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.products.map_product import ignore_mapping, map_to_item, release_orders

BATCH_SIZE = 1000


class LineOutcome(StrEnum):
    """What became of a line."""

    MAPPED = "mapped"
    IGNORED = "ignored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of one line; `reason` says why it was refused."""

    line: int
    outcome: LineOutcome
    variant_id: int | None = None
    item_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MappingImportResult:
    """What became of a file: how many lines met each fate, and how many orders go on."""

    outcomes: Counter[LineOutcome] = field(default_factory=Counter)
    released: int = 0


@dataclass(frozen=True, slots=True)
class ImportMappings:
    """Applies the good lines of a file and refuses the others.

    A line without an item decides nothing, unless its status is `ignored`. What stands in the store already is left as
    it is, so an export that is imported changes nothing.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self, shop: ShopDomain, lines: Iterable[str], tell: Callable[[LineResult], object], *, dry_run: bool = False
    ) -> MappingImportResult:
        """Apply, or with `dry_run` only tell what would become of each line. Raises `UnreadableMappingFile`."""
        fates: Counter[LineOutcome] = Counter()
        released = 0
        for batch in _split_into_batches(parse_mappings(lines)):
            with self.unit_of_work() as tx:
                told, decisions = _decide(tx, shop, batch)
                if not dry_run:
                    tx.mappings.save(*decisions)
                    released += release_orders(tx, decisions, self.clock)
                    tx.commit()
            for fate in told:
                tell(fate)
            fates.update(fate.outcome for fate in told)
        if released:
            self.notifier.notify(Work.EVENTS)
        return MappingImportResult(fates, released)


@dataclass(frozen=True, slots=True)
class ExportMappings:
    """Gives a store's mappings as rows of the same file."""

    unit_of_work: UnitOfWork

    def __call__(self, shop: ShopDomain) -> Iterator[Sequence[str]]:
        """All rows, by variant id, without the header."""
        after: int | None = 0
        while after is not None:
            with self.unit_of_work() as tx:
                page = tx.mappings.list_for_shop(shop, after=after, limit=BATCH_SIZE)
            yield from map(to_csv_row, page)
            after = page[-1].variant.variant_id if len(page) == BATCH_SIZE else None


def _split_into_batches(lines: Iterator[MappingLine]) -> Iterator[Sequence[MappingLine]]:
    while batch := list(islice(lines, BATCH_SIZE)):
        yield batch


def _decide(
    tx: Transaction, shop: ShopDomain, lines: Sequence[MappingLine]
) -> tuple[list[LineResult], list[ProductMapping]]:
    """What becomes of each line, and what is to be written."""
    known = {each.variant.variant_id: each for each in tx.mappings.get_many(shop, {line.variant_id for line in lines})}
    items = tx.erp.catalog.filter_known({line.item_id for line in lines if line.item_id})
    fates: list[LineResult] = []
    decisions: dict[int, ProductMapping] = {}
    for line in lines:
        if fault := _find_error(line, known, items):
            fates.append(LineResult(line.number, LineOutcome.REFUSED, line.variant_id or None, line.item_id, fault))
            continue
        decision = _build_decision(line, known[line.variant_id])
        if decision:
            known[line.variant_id] = decisions[line.variant_id] = decision
        fates.append(LineResult(line.number, _to_outcome(decision), line.variant_id, line.item_id))
    return fates, list(decisions.values())


def _find_error(line: MappingLine, known: Mapping[int, ProductMapping], items: set[str]) -> str | None:
    if line.error:
        return line.error
    if line.variant_id not in known:
        return f"the store has no variant {line.variant_id}"
    if line.item_id and line.item_id not in items:
        return f"the ERP has no item {line.item_id}"
    return None


def _build_decision(line: MappingLine, mapping: ProductMapping) -> ProductMapping | None:
    if line.item_id and line.item_id != mapping.item_id:
        return map_to_item(mapping, line.item_id)
    if line.ignored and not mapping.ignored:
        return ignore_mapping(mapping)
    return None


def _to_outcome(decision: ProductMapping | None) -> LineOutcome:
    if decision is None:
        return LineOutcome.UNCHANGED
    return LineOutcome.IGNORED if decision.status is MappingStatus.IGNORED else LineOutcome.MAPPED
