"""Reads a scanned label, and finds its item."""

from dataclasses import dataclass

from novex_shopify.domain.errors import ItemNotFound, SeveralItems, StockRefused
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.scanned_label import ScannedLabel
from novex_shopify.domain.ports.label_reader import LabelReader
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.find_item import find_item


@dataclass(frozen=True, slots=True)
class ReadItem:
    """What a label says, and the item that it is of; None if it names none that is known, and `problem` says why."""

    label: ScannedLabel
    item: Item | None = None
    problem: StockRefused | None = None


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """Understands the labels of items: an id, a SKU or a barcode of the catalog, or a GS1 code."""

    unit_of_work: UnitOfWork
    labels: LabelReader

    def __call__(self, text: str) -> ReadItem:
        """Read what a scanner sent. Raises `UnreadableLabel` or `SeveralItems`."""
        with self.unit_of_work.read() as tx:
            try:
                return ReadItem(ScannedLabel(), find_item(tx, text))
            except ItemNotFound:
                label = self.labels.read(text)
            if label.gtin is None:
                return ReadItem(label)
            try:
                return ReadItem(label, find_item(tx, label.gtin))
            except (ItemNotFound, SeveralItems) as problem:
                return ReadItem(label, problem=problem)
