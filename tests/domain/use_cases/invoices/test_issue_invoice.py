"""Issuing invoices and credit notes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.domain.errors import (
    CreditAboveInvoice,
    CurrencyNotInvoiced,
    InvalidSeller,
    InvoiceRefused,
    InvoicesTurnedOff,
    OrderNotInvoiced,
    SellerMissing,
    SeriesOfAnotherSeller,
)
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.invoice import InvoiceKind, InvoiceLot, NoXmlReason
from novex_shopify.domain.model.issued_invoice import IssuePolicy, NumberStyle
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order_details import TaxTerms
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.issue_due_invoices import IssueDueInvoices
from novex_shopify.domain.use_cases.invoices.issue_invoice import IssueInvoice
from novex_shopify.domain.use_cases.invoices.mark_invoices_due import mark_invoices_due, note_additions
from novex_shopify.domain.use_cases.invoices.records import get_invoices, read_content
from novex_shopify.domain.use_cases.invoices.save_seller import SaveSeller
from novex_shopify.domain.use_cases.invoices.verify_invoices import VerifyInvoices
from tests.builders import (
    LINE_ID,
    NOON,
    ORDER_ID,
    SHOP,
    a_refund,
    a_seller,
    an_invoiced_order,
    an_order_body,
    dollars,
    euros,
)
from tests.contracts.test_order_stock import ASSIGNMENT
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import map_product, process_events, receive_webhook
from tests.domain.use_cases.invoices.invoice_steps import TEA_REFUND, book, issue, list_numbers, open_store


@pytest.fixture
def unit_of_work() -> UnitOfWork:
    return Fakes().unit_of_work


def test_an_order_has_one_invoice(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    order_id = book(unit_of_work)
    (invoice,) = issue(unit_of_work, order_id)
    assert (invoice.number, invoice.total) == ("DE26-000001", euros("16.66"))
    assert issue(unit_of_work, order_id) == [invoice]
    content = read_content(invoice)
    assert (content.net, content.tax, content.due) == (euros("14.00"), euros("2.66"), euros("0.00"))
    assert (content.issued_on, content.supplied_on, content.language) == (NOON.date(), NOON.date(), "en")
    assert content.no_xml_reason is None
    assert VerifyInvoices(unit_of_work)() == []


def test_a_refund_before_the_invoice_makes_it_smaller(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    (invoice,) = issue(unit_of_work, book(unit_of_work, an_invoiced_order(refunds=(TEA_REFUND,))))
    content = read_content(invoice)
    assert invoice.total == euros("11.30")
    assert [(line.title, line.quantity, line.total) for line in content.lines] == [
        ("Earl Grey", 1, euros("5.35")),
        ("DHL", 1, euros("5.95")),
    ]


def test_a_refund_after_the_invoice_gets_one_credit_note(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    order_id = book(unit_of_work)
    issue(unit_of_work, order_id)
    book(unit_of_work, an_invoiced_order(refunds=(a_refund(),)))
    invoice, note = issue(unit_of_work, order_id)
    assert issue(unit_of_work, order_id) == [invoice, note]
    content = read_content(note)
    assert (note.kind, note.number, note.total) == (InvoiceKind.CREDIT_NOTE, "DECN26-000001", euros("11.31"))
    assert content.corrects is not None
    assert content.corrects.number == note.invoice_number == invoice.number
    assert [(line.kind, line.net, line.tax) for line in content.lines] == [
        ("item", euros("4.50"), euros("0.86")),
        ("shipping", euros("5.00"), euros("0.95")),
    ]
    assert VerifyInvoices(unit_of_work)() == []


def add_a_book(order: SalesOrder) -> SalesOrder:
    """The order with a book at 10.00 and 19 % VAT, and a third tea."""
    tea, shipping = order.lines
    vat = tea.taxes[0]
    more = replace(
        tea,
        quantity=3,
        discount=euros("0.00"),
        discounts=(),
        tax=euros("2.57"),
        total=tea.total + euros("5.36"),
        taxes=(replace(vat, amount=euros("2.57")),),
    )
    book_line = replace(
        tea,
        line_item_id=99,
        title="Book",
        quantity=1,
        unit_price=euros("10.00"),
        discount=euros("0.00"),
        discounts=(),
        tax=euros("1.90"),
        total=euros("11.90"),
        taxes=(replace(vat, amount=euros("1.90")),),
    )
    return replace(order, lines=(more, shipping, book_line), total=order.total + euros("17.26"), tax=euros("5.42"))


def test_what_is_added_after_the_invoice_gets_an_invoice_of_its_own(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    order_id = book(unit_of_work)
    issue(unit_of_work, order_id)
    book(unit_of_work, add_a_book(an_invoiced_order()))
    first, second = issue(unit_of_work, order_id)
    assert issue(unit_of_work, order_id) == [first, second]
    assert (second.number, second.total, second.addition) == ("DE26-000002", euros("17.26"), 1)
    assert [(line.title, line.quantity, line.net, line.tax) for line in read_content(second).lines] == [
        ("Earl Grey", 1, euros("4.50"), euros("0.86")),
        ("Book", 1, euros("10.00"), euros("1.90")),
    ]
    assert VerifyInvoices(unit_of_work)() == []


def test_what_is_added_in_another_currency_states_its_tax_in_the_stores_too(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    before, after = (agree_in_dollars(each) for each in (an_invoiced_order(), add_a_book(an_invoiced_order())))
    order_id = book(unit_of_work, before)
    issue(unit_of_work, order_id)
    book(unit_of_work, after)
    contents = [read_content(each) for each in issue(unit_of_work, order_id)]
    assert [(each.total, each.accounting_tax) for each in contents] == [
        (dollars("33.32"), euros("2.66")),
        (dollars("34.52"), euros("2.76")),
    ]


def agree_in_dollars(order: SalesOrder) -> SalesOrder:
    """The order of a customer who agreed to dollars, twice as many as euros."""

    def double(money: Money) -> Money:
        return dollars(str(money.amount * 2))

    lines = tuple(
        replace(
            line,
            presentment_unit_price=double(line.unit_price),
            discounts=tuple(replace(each, presentment=double(each.amount)) for each in line.discounts),
            taxes=tuple(replace(each, presentment=double(each.amount)) for each in line.taxes),
        )
        for line in order.lines
    )
    return replace(order, lines=lines, presentment_total=double(order.total))


def issue_two_invoices(unit_of_work: UnitOfWork) -> tuple[str, SalesOrder]:
    """An order with an invoice, and a book added to it with another; returns its id and its state."""
    open_store(unit_of_work)
    order_id, added = book(unit_of_work), add_a_book(an_invoiced_order())
    issue(unit_of_work, order_id)
    book(unit_of_work, added)
    issue(unit_of_work, order_id)
    return order_id, added


def test_a_refund_is_credited_to_the_invoice_that_has_its_lines(unit_of_work: UnitOfWork) -> None:
    order_id, added = issue_two_invoices(unit_of_work)
    line = replace(TEA_REFUND.lines[0], line_item_id=99, subtotal=euros("10.00"), tax=euros("1.90"))
    of_book = replace(TEA_REFUND, id=3, lines=(line,))
    book(unit_of_work, replace(added, refunds=(TEA_REFUND, of_book)))
    notes = issue(unit_of_work, order_id)[2:]
    assert [(note.invoice_number, note.total) for note in notes] == [
        ("DE26-000001", euros("5.36")),
        ("DE26-000002", euros("11.90")),
    ]


def test_a_refund_of_two_invoices_gets_a_credit_note_for_each(unit_of_work: UnitOfWork) -> None:
    order_id, added = issue_two_invoices(unit_of_work)
    book_line = replace(TEA_REFUND.lines[0], line_item_id=99, subtotal=euros("10.00"), tax=euros("1.90"))
    whole = replace(a_refund(), lines=(*a_refund().lines, book_line))
    book(unit_of_work, replace(added, refunds=(whole,)))
    issued = issue(unit_of_work, order_id)
    assert issue(unit_of_work, order_id) == issued
    assert [(note.invoice_number, note.total, note.number) for note in issued[2:]] == [
        ("DE26-000001", euros("11.31"), "DECN26-000001"),
        ("DE26-000002", euros("11.90"), "DECN26-000002"),
    ]
    assert VerifyInvoices(unit_of_work)() == []


def test_a_refund_of_one_item_of_two_invoices_is_divided_by_units_to_the_cent(unit_of_work: UnitOfWork) -> None:
    order_id, added = issue_two_invoices(unit_of_work)
    line = replace(TEA_REFUND.lines[0], quantity=3, subtotal=euros("13.49"), tax=euros("2.56"))
    book(unit_of_work, replace(added, refunds=(replace(TEA_REFUND, lines=(line,)),)))
    notes = issue(unit_of_work, order_id)[2:]
    assert [(note.invoice_number, note.total) for note in notes] == [
        ("DE26-000001", euros("10.70")),
        ("DE26-000002", euros("5.35")),
    ]
    assert [[each.quantity for each in read_content(note).lines] for note in notes] == [[2], [1]]
    assert VerifyInvoices(unit_of_work)() == []


def test_an_addition_after_a_refund_before_the_invoice_is_only_what_was_added(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    order_id = book(unit_of_work, an_invoiced_order(refunds=(TEA_REFUND,)))
    issue(unit_of_work, order_id)
    book(unit_of_work, add_a_book(an_invoiced_order(refunds=(TEA_REFUND,))))
    assert [each.total for each in issue(unit_of_work, order_id)] == [euros("11.30"), euros("17.26")]


def test_what_is_added_waits_in_the_list_until_a_person_issues_it(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    before = an_invoiced_order()
    order_id = book(unit_of_work, before)
    issue(unit_of_work, order_id)
    after = add_a_book(before)
    book(unit_of_work, after)
    with unit_of_work() as tx:
        settings = tx.shops.get_settings(SHOP)
        note_additions(tx, {order_id: before}, [before], settings)
        note_additions(tx, {"404": after}, [before], settings)
        assert list(get_invoices(tx).list_refused(9)) == []
        note_additions(tx, {order_id: after}, [before], settings)
        tx.commit()
    with unit_of_work.read() as tx:
        assert list(get_invoices(tx).list_refused(9)) == [
            (order_id, "17.26 EUR were added to order #1001 after DE26-000001. Issue an invoice for them.")
        ]
    issue(unit_of_work, order_id)
    with unit_of_work.read() as tx:
        assert list(get_invoices(tx).list_refused(9)) == []


def test_credit_notes_are_never_above_their_invoice(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    order_id = book(unit_of_work)
    issue(unit_of_work, order_id)
    too_much = replace(TEA_REFUND, id=2, lines=(replace(TEA_REFUND.lines[0], subtotal=euros("20.00")),))
    book(unit_of_work, an_invoiced_order(refunds=(too_much,)))
    with pytest.raises(CreditAboveInvoice, match=r"is of 16\.66 EUR"):
        issue(unit_of_work, order_id)
    assert list_numbers(unit_of_work) == ["DE26-000001"]


def test_the_lots_of_a_line_are_on_the_invoice(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    order_id = book(unit_of_work)
    with unit_of_work() as tx:
        assert tx.erp.stock
        expires = date(2027, 5, 2)
        lot = tx.erp.stock.lots.add(Lot(0, "ART-1", "L1", LotSource.PRODUCTION, NOON, expires_on=expires))
        given = replace(ASSIGNMENT, order_id=order_id, line_item_id=LINE_ID, lot_id=lot.id, quantity=2)
        tx.erp.stock.assignments.save([given, replace(given, state=AssignmentState.RELEASED)])
        tx.commit()
    (invoice,) = issue(unit_of_work, order_id)
    assert read_content(invoice).lines[0].lots == (InvoiceLot("L1", 2, expires),)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"test": True}, OrderNotInvoiced, "it is a test order"),
        ({"deleted_at": NOON}, OrderNotInvoiced, "it was deleted in Shopify"),
        ({"cancelled_at": NOON, "financial_status": "voided"}, OrderNotInvoiced, "it was cancelled"),
        ({"presentment_total": dollars("18.00")}, CurrencyNotInvoiced, "was agreed in USD"),
        (
            {"refunds": (replace(TEA_REFUND, lines=(replace(TEA_REFUND.lines[0], subtotal=euros("15.80")),)),)},
            OrderNotInvoiced,
            "all of it was refunded",
        ),
    ],
)
def test_an_order_that_gets_no_invoice(
    unit_of_work: UnitOfWork, changes: dict[str, Any], error: type[InvoiceRefused], message: str
) -> None:
    open_store(unit_of_work)
    with pytest.raises(error, match=message):
        issue(unit_of_work, book(unit_of_work, an_invoiced_order(**changes)))
    assert list_numbers(unit_of_work) == []


def test_a_store_numbers_as_its_settings_say(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work, invoice_numbers=NumberStyle.DATED, invoice_prefix="SHOP")
    (invoice,) = issue(unit_of_work, book(unit_of_work))
    assert invoice.number.startswith("INV-20261123-")
    assert (len(invoice.number), invoice.series, invoice.position) == (21, "SHOP26-INV-DATED", 1)


def test_a_store_that_issues_no_invoices(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work, invoices=IssuePolicy.NEVER)
    with pytest.raises(InvoicesTurnedOff):
        issue(unit_of_work, book(unit_of_work))


def test_each_legal_entity_has_its_own_series(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    save = SaveSeller(unit_of_work)
    details = {"legal_name": "Tea Ltd", "street": "1 Side St", "zip": "D02", "city": "Dublin", "country_code": "IE"}
    with pytest.raises(InvalidSeller, match="has the prefix DE"):
        save("irish", {**details, "prefix": "DE"})
    save("irish", {**details, "prefix": "IE", "merchant_entity_id": "77"})
    with pytest.raises(SellerMissing, match="Known sellers: irish, tea"):
        issue(unit_of_work, book(unit_of_work))
    of_entity = an_invoiced_order(tax_terms=TaxTerms(merchant_entity_id="77"))
    (invoice,) = issue(unit_of_work, book(unit_of_work, of_entity))
    assert invoice.number == "IE26-000001"
    with unit_of_work() as tx:
        tx.shops.save_settings(SHOP, replace(tx.shops.get_settings(SHOP), invoice_seller="TEA", invoice_prefix="IE"))
        tx.commit()
    with pytest.raises(SeriesOfAnotherSeller):
        issue(unit_of_work, book(unit_of_work, an_invoiced_order(shopify_order_id=ORDER_ID + 1)))


def test_fulfilled_orders_are_invoiced_by_a_worker(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work, invoices=IssuePolicy.WHEN_FULFILLED, invoices_since="2026-11-23")
    older = an_invoiced_order(shopify_order_id=2, created_at=NOON.replace(day=22))
    unfulfilled = an_invoiced_order(shopify_order_id=3, fulfillment_status="partial")
    a_test = an_invoiced_order(shopify_order_id=4, test=True)
    refused = an_invoiced_order(shopify_order_id=5, presentment_total=dollars("18.00"))
    orders = {book(unit_of_work, each): each for each in (an_invoiced_order(), older, unfulfilled, a_test, refused)}
    with unit_of_work() as tx:
        mark_invoices_due(tx, orders, tx.shops.get_settings(SHOP), NOON)
        tx.commit()
    issue_invoice = IssueInvoice(unit_of_work, ManualClock(), SequentialNonces())
    worker = IssueDueInvoices(unit_of_work, ManualClock(), issue_invoice)
    assert [worker.run_next() for _ in range(4)] == [True, True, True, False]
    assert list_numbers(unit_of_work) == ["DE26-000001"]
    with unit_of_work.read() as tx:
        [(_, reason)] = get_invoices(tx).list_refused(9)
    assert "was agreed in USD" in reason


def test_a_webhook_marks_a_fulfilled_order_and_leaves_the_rest_to_a_worker() -> None:
    fakes = Fakes()
    open_store(fakes.unit_of_work, invoices=IssuePolicy.WHEN_FULFILLED, invoices_since="2026-11-23")
    map_product(fakes)
    receive_webhook(fakes, "orders/create", an_order_body(fulfillment_status="fulfilled"))
    process_events(fakes)
    with fakes.unit_of_work.read() as tx:
        due = get_invoices(tx).lock_next_due(fakes.clock.now())
        assert due is not None
        assert list(get_invoices(tx).list_by_order(due)) == []


def test_an_erasure_leaves_issued_invoices_as_they_are(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    order_id = book(unit_of_work)
    (invoice,) = issue(unit_of_work, order_id)
    with unit_of_work() as tx:
        tx.erp.orders.erase(SHOP, [ORDER_ID])
        tx.commit()
    assert issue(unit_of_work, order_id) == [invoice]
    assert "Ada Lovelace" in invoice.content
    assert VerifyInvoices(unit_of_work)() == []


def test_a_content_that_was_changed_later_is_found(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    for number in (1, 2):
        issue(unit_of_work, book(unit_of_work, an_invoiced_order(shopify_order_id=number)))
    with unit_of_work() as tx:
        (first, *_) = get_invoices(tx).list_chain("DE26", 0, 1)
        state: Any = tx.erp.invoices
        state.state.invoices[first.id] = replace(first, content=first.content.replace("16.66", "1.66"))
        tx.commit()
    [fault] = VerifyInvoices(unit_of_work)()
    assert (fault.number, fault.fault) == ("DE26-000001", "the content is not the one that was issued")


def test_a_seller_without_a_tax_number_gets_no_xml(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    with unit_of_work() as tx:
        sellers = get_invoices(tx).sellers
        sellers.save(replace(a_seller(vat_id=None), id=sellers.list_all()[0].id))
        tx.commit()
    (invoice,) = issue(unit_of_work, book(unit_of_work))
    assert read_content(invoice).no_xml_reason is NoXmlReason.SELLER_TAX_ID_MISSING
    assert sum(line.net.amount for line in read_content(invoice).lines) == Decimal("14.00")
