"""Imports items from a file."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

from novex_shopify.domain.model.product import EDITED_FIELDS, Item
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.item_file import ItemLine, parse_items
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.products.match_variants import MatchOutcome
from novex_shopify.domain.use_cases.products.put_items import build_key_carrier, put_and_match

BATCH_SIZE = 1000


class ItemOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The result of one line; `reason` says why it was refused."""

    line: int
    outcome: ItemOutcome
    item_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ItemImportResult:
    """The result of a file: how many lines had each outcome, and what was mapped and released by it."""

    outcomes: Counter[ItemOutcome]
    matched: MatchOutcome


@dataclass(frozen=True, slots=True)
class ImportItems:
    """Applies the valid lines of a file and refuses the others; a file that is imported again changes nothing.

    Every 1,000 lines are one transaction. A line is refused if another item has its id, SKU or barcode, in the file or
    in the ERP: variants could not be mapped to either. Of `EDITED_FIELDS`, what a line does not state stays.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self, lines: Iterable[str], on_result: Callable[[ItemResult], object], *, dry_run: bool = False
    ) -> ItemImportResult:
        """Apply the file; with `dry_run`, only report the result of each line. Raises `UnreadableCsvFile`."""
        outcomes: Counter[ItemOutcome] = Counter()
        matched = MatchOutcome()
        parsed, seen = parse_items(lines), _SeenKeys()
        while batch := list(islice(parsed, BATCH_SIZE)):
            with self.unit_of_work() as tx:
                results, changed = _decide(tx, batch, seen)
                if changed and not dry_run:
                    matched += put_and_match(tx, changed, self.clock.now())
                    tx.erp.catalog.set_edited_fields(changed)
                    tx.commit()
            for result in results:
                on_result(result)
            outcomes.update(result.outcome for result in results)
        if matched.released:
            self.notifier.notify(Work.EVENTS)
        return ItemImportResult(outcomes, matched)


@dataclass(slots=True)
class _SeenKeys:
    """The line in which each id, SKU and barcode of the file was first used."""

    lines: dict[tuple[str, str], int] = field(default_factory=dict)

    def find_conflict(self, number: int, item: Item) -> str | None:
        """Return what an earlier line has as well; otherwise remember the keys of this one."""
        keys = list(_list_keys(item))
        for name, value in keys:
            if (earlier := self.lines.get((name, value))) is not None:
                return f"{name} {value} is used in line {earlier} as well"
        self.lines.update(dict.fromkeys(keys, number))
        return None


def _list_keys(item: Item) -> Iterator[tuple[str, str]]:
    for name, value in (("item", item.id), ("SKU", item.sku), ("barcode", item.barcode)):
        if value:
            yield name, value


def _decide(tx: Transaction, batch: Sequence[ItemLine], seen: _SeenKeys) -> tuple[list[ItemResult], list[Item]]:
    """Decide on each line; returns the results and the items to put."""
    items = [line.item for line in batch if line.item]
    owners = _index_owners(tx.erp.catalog.find_similar([build_key_carrier(item) for item in items]))
    known = tx.erp.catalog.get_many({item.id for item in items})
    results: list[ItemResult] = []
    changed: list[Item] = []
    for line in batch:
        if line.item is None:
            results.append(ItemResult(line.number, ItemOutcome.REFUSED, reason=line.error))
            continue
        item = _complete_item(line.item, line.stated, known.get(line.item.id))
        if error := seen.find_conflict(line.number, item) or _find_other_owner(item, owners):
            results.append(ItemResult(line.number, ItemOutcome.REFUSED, item.id, error))
            continue
        outcome = _find_outcome(item, known.get(item.id))
        if outcome is not ItemOutcome.UNCHANGED:
            changed.append(item)
        results.append(ItemResult(line.number, outcome, item.id))
    return results, changed


def _complete_item(item: Item, stated: Collection[str], known: Item | None) -> Item:
    """Return the item with the known one's values of those of `EDITED_FIELDS` that the line does not state."""
    unstated = [name for name in EDITED_FIELDS if name not in stated] if known else []
    return replace(item, **{name: getattr(known, name) for name in unstated})


def _index_owners(items: Iterable[Item]) -> Mapping[tuple[str, str], Sequence[str]]:
    """Return the ids of the items that have each id, SKU and barcode."""
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in items:
        for key in _list_keys(item):
            owners[key].append(item.id)
    return owners


def _find_other_owner(item: Item, owners: Mapping[tuple[str, str], Sequence[str]]) -> str | None:
    for name, value in _list_keys(item):
        for owner in owners.get((name, value), ()):
            if owner != item.id:
                return f"{name} {value} belongs to item {owner}"
    return None


def _find_outcome(item: Item, stored: Item | None) -> ItemOutcome:
    if stored is None:
        return ItemOutcome.CREATED
    return ItemOutcome.UNCHANGED if stored == item else ItemOutcome.UPDATED
