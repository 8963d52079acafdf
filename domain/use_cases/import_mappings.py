"""Many mappings are decided at once, by a file."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from novex_shopify.domain.model.product import MappingStatus, ProductMapping
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.mapping_file import MappingLine, mapping_row, read_mappings
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.wakeups import Wakeups
from novex_shopify.domain.use_cases.map_product import ignored, mapped, release

AT_ONCE = 1000


class Fate(StrEnum):
    """What became of a line."""

    MAPPED = "mapped"
    IGNORED = "ignored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LineFate:
    """What became of one line; `reason` says why it was refused."""

    line: int
    fate: Fate
    variant_id: int | None = None
    item_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedMappings:
    """What became of a file: how many lines met each fate, and how many orders go on."""

    fates: Counter[Fate] = field(default_factory=Counter)
    released: int = 0


@dataclass(frozen=True, slots=True)
class ImportMappings:
    """Applies the good lines of a file and refuses the others.

    A line without an item decides nothing, unless its status is `ignored`. What stands in the store already is left as
    it is, so an export that is imported changes nothing.
    """

    unit_of_work: UnitOfWork
    wakeups: Wakeups
    clock: Clock

    def __call__(
        self, shop: ShopDomain, lines: Iterable[str], tell: Callable[[LineFate], object], *, dry_run: bool = False
    ) -> ImportedMappings:
        """Apply, or with `dry_run` only tell what would become of each line. Raises `UnreadableMappingFile`."""
        fates: Counter[Fate] = Counter()
        released = 0
        for batch in _batches(read_mappings(lines)):
            with self.unit_of_work() as tx:
                told, decisions = _decide(tx, shop, batch)
                if not dry_run:
                    tx.mappings.save(*decisions)
                    released += release(tx, decisions, self.clock)
                    tx.commit()
            for fate in told:
                tell(fate)
            fates.update(fate.fate for fate in told)
        if released:
            self.wakeups.wake(Work.EVENTS)
        return ImportedMappings(fates, released)


@dataclass(frozen=True, slots=True)
class ExportMappings:
    """Gives a store's mappings as rows of the same file."""

    unit_of_work: UnitOfWork

    def __call__(self, shop: ShopDomain) -> Iterator[Sequence[str]]:
        """All rows, by variant id, without the header."""
        after: int | None = 0
        while after is not None:
            with self.unit_of_work() as tx:
                page = tx.mappings.of(shop, after=after, limit=AT_ONCE)
            yield from map(mapping_row, page)
            after = page[-1].variant.variant_id if len(page) == AT_ONCE else None


def _batches(lines: Iterator[MappingLine]) -> Iterator[Sequence[MappingLine]]:
    while batch := list(islice(lines, AT_ONCE)):
        yield batch


def _decide(
    tx: Transaction, shop: ShopDomain, lines: Sequence[MappingLine]
) -> tuple[list[LineFate], list[ProductMapping]]:
    """What becomes of each line, and what is to be written."""
    known = {each.variant.variant_id: each for each in tx.mappings.some(shop, {line.variant_id for line in lines})}
    items = tx.erp.catalog.known({line.item_id for line in lines if line.item_id})
    fates: list[LineFate] = []
    decisions: dict[int, ProductMapping] = {}
    for line in lines:
        if fault := _fault(line, known, items):
            fates.append(LineFate(line.number, Fate.REFUSED, line.variant_id or None, line.item_id, fault))
            continue
        decision = _decision(line, known[line.variant_id])
        if decision:
            known[line.variant_id] = decisions[line.variant_id] = decision
        fates.append(LineFate(line.number, _fate(decision), line.variant_id, line.item_id))
    return fates, list(decisions.values())


def _fault(line: MappingLine, known: Mapping[int, ProductMapping], items: set[str]) -> str | None:
    if line.fault:
        return line.fault
    if line.variant_id not in known:
        return f"the store has no variant {line.variant_id}"
    if line.item_id and line.item_id not in items:
        return f"the ERP has no item {line.item_id}"
    return None


def _decision(line: MappingLine, mapping: ProductMapping) -> ProductMapping | None:
    if line.item_id and line.item_id != mapping.item_id:
        return mapped(mapping, line.item_id)
    if line.ignored and not mapping.ignored:
        return ignored(mapping)
    return None


def _fate(decision: ProductMapping | None) -> Fate:
    if decision is None:
        return Fate.UNCHANGED
    return Fate.IGNORED if decision.status is MappingStatus.IGNORED else Fate.MAPPED
