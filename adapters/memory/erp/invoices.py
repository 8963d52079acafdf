"""Invoices of the fake ERP."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import attrgetter

from novex_shopify.adapters.memory.erp.document_designs import MemoryDocumentDesigns
from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.issued_invoice import (
    InvoiceFile,
    InvoiceFilter,
    InvoiceSeries,
    IssuedInvoice,
    SeriesCount,
    WaitingOrders,
)
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.document_designs import DocumentDesigns
from novex_shopify.domain.ports.erp_invoices import Sellers


class MemorySellers:
    """The port `Sellers`."""

    def __init__(self, state: State) -> None:
        self.state = state

    def save(self, seller: Seller) -> Seller:
        saved = replace(seller, id=seller.id or allocate_id(self.state.sellers))
        self.state.sellers[saved.id] = saved
        return saved

    def find(self, name: str) -> Seller | None:
        return next((each for each in self.list_all() if each.name.lower() == name.lower()), None)

    def list_all(self) -> Sequence[Seller]:
        return sorted(self.state.sellers.values(), key=attrgetter("name"))


class MemoryInvoices:
    """The port `ErpInvoices`."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.sellers: Sellers = MemorySellers(state)
        self.designs: DocumentDesigns = MemoryDocumentDesigns(state)

    def lock_series(self, name: str, seller_id: int) -> InvoiceSeries:
        return self.state.invoice_series.setdefault(name, InvoiceSeries(name, seller_id))

    def add(self, invoice: IssuedInvoice) -> IssuedInvoice:
        stored = replace(invoice, id=allocate_id(self.state.invoices))
        self.state.invoices[stored.id] = stored
        series = self.state.invoice_series[invoice.series]
        self.state.invoice_series[series.name] = replace(series, last_position=invoice.position, last_hash=invoice.hash)
        return stored

    def find(self, number: str) -> IssuedInvoice | None:
        return next((each for each in self.state.invoices.values() if each.number == number), None)

    def list_by_order(self, order_id: str) -> Sequence[IssuedInvoice]:
        return [each for _, each in sorted(self.state.invoices.items()) if each.order_id == order_id]

    def list_latest(self, wanted: InvoiceFilter, limit: int, before_id: int | None = None) -> Sequence[IssuedInvoice]:
        newest = sorted(self.state.invoices.values(), key=attrgetter("id"), reverse=True)
        return [each for each in newest if wanted.includes(each) and (before_id is None or each.id < before_id)][:limit]

    def count(self, wanted: InvoiceFilter, limit: int) -> int:
        return len(self.list_latest(wanted, limit))

    def list_series(self) -> Sequence[InvoiceSeries]:
        return sorted(self.state.invoice_series.values(), key=attrgetter("name"))

    def list_chain(self, series: str, after_position: int, limit: int) -> Sequence[IssuedInvoice]:
        chain = [each for each in self.state.invoices.values() if each.series == series]
        later = [each for each in chain if each.position > after_position]
        return sorted(later, key=attrgetter("position"))[:limit]

    def count_by_series(self, wanted: InvoiceFilter) -> Sequence[SeriesCount]:
        days: dict[str, list[date]] = defaultdict(list)
        for each in self._list_kept(wanted):
            days[each.series].append(each.issued_on)
        return [SeriesCount(series, len(issued), max(issued)) for series, issued in days.items()]

    def keep_until(self, wanted: InvoiceFilter, last_day: date) -> None:
        for each in self._list_kept(wanted):
            self.state.invoices[each.id] = replace(each, kept_until=last_day)

    def list_expired(self, today: date, limit: int) -> Sequence[IssuedInvoice]:
        kept = [each for each in self._list_kept(InvoiceFilter()) if each.kept_until and each.kept_until < today]
        return sorted(kept, key=lambda each: each.kept_until or today)[:limit]

    def erase(self, numbers: Collection[str], at: datetime) -> None:
        for each in [each for each in self.state.invoices.values() if each.number in numbers]:
            self.state.invoices[each.id] = replace(each, content="", salt="", erased_at=at)
            self.state.invoice_files.pop(each.number, None)

    def _list_kept(self, wanted: InvoiceFilter) -> list[IssuedInvoice]:
        return [each for each in self.state.invoices.values() if wanted.includes(each) and not each.erased_at]

    def add_file(self, file: InvoiceFile) -> InvoiceFile:
        return self.state.invoice_files.setdefault(file.number, file)

    def get_file(self, number: str) -> InvoiceFile | None:
        return self.state.invoice_files.get(number)

    def mark_due(self, order_ids: Sequence[str], at: datetime) -> None:
        self.state.invoices_due |= dict.fromkeys(order_ids, (at, None))

    def lock_next_due(self, now: datetime) -> str | None:
        due = [(at, order_id) for order_id, (at, _) in self.state.invoices_due.items() if at and at <= now]
        return min(due)[1] if due else None

    def list_refused(self, limit: int, shop: str | None = None) -> Sequence[tuple[str, str]]:
        refused = [
            (order_id, error)
            for order_id, (_, error) in self.state.invoices_due.items()
            if error and (shop is None or self._is_of(order_id, shop))
        ]
        return sorted(refused, key=lambda each: int(each[0]))[:limit]

    def _is_of(self, order_id: str, shop: str) -> bool:
        order = self.state.orders.get(order_id)
        return order is not None and order.shop_domain == shop

    def count_waiting(self) -> Sequence[WaitingOrders]:
        reasons: dict[str, list[str]] = defaultdict(list)
        for order_id, (_, error) in self.state.invoices_due.items():
            if error and order_id in self.state.orders:
                reasons[self.state.orders[order_id].shop_domain].append(error)
        return [WaitingOrders(ShopDomain(shop), len(reasons[shop]), min(reasons[shop])) for shop in sorted(reasons)]

    def note_waiting(self, order_id: str, reason: str) -> None:
        self.state.invoices_due.setdefault(order_id, (None, reason))

    def settle_due(self, order_id: str, next_at: datetime | None, error: str | None = None) -> None:
        if next_at is None and error is None:
            self.state.invoices_due.pop(order_id, None)
        else:
            self.state.invoices_due[order_id] = (next_at, error)
