"""The contract of `ErpInvoices`."""

from dataclasses import replace
from datetime import timedelta
from operator import attrgetter

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.invoice import InvoiceKind
from novex_shopify.domain.model.issued_invoice import (
    InvoiceFile,
    InvoiceFilter,
    InvoiceSeries,
    IssuedInvoice,
    SeriesCount,
    WaitingOrders,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from tests.builders import HOUR, NOON, SHOP, a_sales_order, a_seller, euros

NEXT_DAY = NOON.date() + timedelta(days=1)
ANNA = Actor(ActorKind.USER, "Anna", "7")
INVOICE = IssuedInvoice(
    InvoiceKind.INVOICE,
    "DE26-000001",
    "DE26",
    1,
    SHOP,
    "11",
    "#1001",
    euros("16.66"),
    NOON,
    NOON.date(),
    ANNA,
    '{"number":"DE26-000001"}',
    "salt",
    "hash of the content",
    "",
    "abc",
)
NOTE = replace(
    INVOICE,
    kind=InvoiceKind.CREDIT_NOTE,
    number="DECN26-000001",
    series="DECN26",
    refund_id=3,
    invoice_number="DE26-000001",
)


def test_sellers_are_saved_changed_and_found(unit_of_work: UnitOfWork) -> None:
    complete = a_seller(
        tax_number="12/345",
        register_entry="HRB 1",
        iban="DE89370400440532013000",
        bic="COBADEFF",
        email="bill@tea.example",
        phone="+49221",
        footer="Thanks",
        language="de",
        merchant_entity_id="77",
        exemption_reason="a rule",
        retention_years=12,
    )
    with unit_of_work() as tx:
        sellers = get_invoices(tx).sellers
        saved = sellers.save(complete)
        assert saved == replace(complete, id=saved.id)
        other = sellers.save(a_seller(name="Alba", prefix="AL"))
        changed = sellers.save(replace(saved, city="Bonn"))
        assert sellers.find("TEA") == changed
        assert sellers.find("none") is None
        assert list(sellers.list_all()) == [other, changed]


def test_invoices_are_added_to_their_series_and_found(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        invoices = get_invoices(tx)
        assert invoices.lock_series("DE26", 5) == InvoiceSeries("DE26", 5)
        invoice = invoices.add(INVOICE)
        assert invoice == replace(INVOICE, id=invoice.id)
        invoices.lock_series("DECN26", 5)
        note = invoices.add(NOTE)
        assert invoices.lock_series("DE26", 6) == InvoiceSeries("DE26", 5, 1, "abc")
        second = invoices.add(replace(INVOICE, number="DE26-000002", position=2, order_id="12"))
        assert invoices.find("DECN26-000001") == note
        assert invoices.find("DE26-000009") is None
        assert list(invoices.list_by_order("11")) == [invoice, note]
        assert list(invoices.list_latest(InvoiceFilter(), 2)) == [second, note]
        assert list(invoices.list_latest(InvoiceFilter(), 9, before_id=note.id)) == [invoice]
        only_notes = InvoiceFilter(InvoiceKind.CREDIT_NOTE, SHOP, ["11"])
        assert list(invoices.list_latest(only_notes, 9)) == [note]
        later = invoices.add(replace(INVOICE, number="DE26-000003", position=3, order_id="13", issued_on=NEXT_DAY))
        assert list(invoices.list_latest(InvoiceFilter(since=NEXT_DAY), 9)) == [later]
        assert list(invoices.list_latest(InvoiceFilter(until=NOON.date(), series="DE26"), 9)) == [second, invoice]
        assert [invoices.count(InvoiceFilter(), 9), invoices.count(InvoiceFilter(series="DE26"), 2)] == [4, 2]
        assert list(invoices.list_chain("DE26", 0, 1)) == [invoice]
        assert list(invoices.list_chain("DE26", 1, 9)) == [second, later]
        assert [each.last_position for each in invoices.list_series()] == [3, 1]


def test_the_first_file_of_an_invoice_is_kept(unit_of_work: UnitOfWork) -> None:
    file = InvoiceFile("DE26-000001", b"%PDF", "hash", "typst 0.15.2", NOON)
    with unit_of_work() as tx:
        invoices = get_invoices(tx)
        assert invoices.get_file(file.number) is None
        assert invoices.add_file(file) == file
        assert invoices.add_file(replace(file, data=b"other")) == file
        assert invoices.get_file(file.number) == file


def test_what_is_kept_for_a_time_is_erased_with_its_file_after_it(unit_of_work: UnitOfWork) -> None:
    file = InvoiceFile(INVOICE.number, b"%PDF", "hash", "typst 0.15.2", NOON)
    with unit_of_work() as tx:
        invoices = get_invoices(tx)
        invoices.lock_series("DE26", 5)
        invoices.lock_series("DECN26", 5)
        invoice, note = invoices.add(INVOICE), invoices.add(NOTE)
        other = invoices.add(replace(INVOICE, number="DE26-000002", position=2, order_id="12", issued_on=NEXT_DAY))
        invoices.add_file(file)
        invoices.add_file(replace(file, number=other.number))
        counts = sorted(invoices.count_by_series(InvoiceFilter(shop_domain=SHOP)), key=attrgetter("series"))
        assert counts == [SeriesCount("DE26", 2, NEXT_DAY), SeriesCount("DECN26", 1, NOON.date())]
        invoices.keep_until(InvoiceFilter(order_ids=["11"]), NOON.date())
        assert list(invoices.list_expired(NOON.date(), 9)) == []
        assert {each.id for each in invoices.list_expired(NEXT_DAY, 9)} == {invoice.id, note.id}
        assert len(invoices.list_expired(NEXT_DAY, 1)) == 1
        invoices.erase([invoice.number], NOON + 24 * HOUR)
        erased = replace(invoice, content="", salt="", kept_until=NOON.date(), erased_at=NOON + 24 * HOUR)
        assert invoices.find(invoice.number) == erased
        assert [each.id for each in invoices.list_expired(NEXT_DAY, 9)] == [note.id]
        assert (invoices.get_file(invoice.number), bool(invoices.get_file(other.number))) == (None, True)
        assert invoices.find(other.number) == other
        assert list(invoices.count_by_series(InvoiceFilter(series="DE26"))) == [SeriesCount("DE26", 1, NEXT_DAY)]


def test_orders_are_due_until_they_are_settled(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        invoices = get_invoices(tx)
        invoices.mark_due(["2", "10"], NOON + HOUR)
        invoices.mark_due(["2"], NOON)
        assert invoices.lock_next_due(NOON - HOUR) is None
        assert invoices.lock_next_due(NOON + HOUR) == "2"
        invoices.settle_due("2", None)
        assert invoices.lock_next_due(NOON + HOUR) == "10"
        invoices.settle_due("10", None, "it is a test order")
        assert invoices.lock_next_due(NOON + HOUR) is None
        assert list(invoices.list_refused(9)) == [("10", "it is a test order")]
        invoices.mark_due(["10"], NOON)
        assert list(invoices.list_refused(9)) == []
        invoices.note_waiting("10", "added to")
        invoices.note_waiting("11", "added to")
        assert list(invoices.list_refused(9)) == [("11", "added to")]
        assert list(invoices.count_waiting()) == []  # of which there is no such order
        (order_id,) = tx.erp.orders.apply([a_sales_order()])
        invoices.note_waiting(order_id, "added to")
        assert list(invoices.count_waiting()) == [WaitingOrders(ShopDomain(SHOP), 1, "added to")]
        # The first of the store, though another order comes before it.
        assert list(invoices.list_refused(1, SHOP)) == [(order_id, "added to")]
        assert list(invoices.list_refused(9, "other.myshopify.com")) == []
        invoices.settle_due(order_id, None)
        invoices.settle_due("11", None)
        invoices.settle_due("11", None)
        invoices.settle_due("10", NOON + 2 * HOUR, "no connection")
        assert invoices.lock_next_due(NOON + HOUR) is None
        assert invoices.lock_next_due(NOON + 2 * HOUR) == "10"
