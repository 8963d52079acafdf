"""The contract of `Erp`, for the built-in ERP, the fake one and any other."""

from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from novex_shopify.domain.model.customer import (
    MAX_SIMILAR_CUSTOMERS,
    CompanyContact,
    Consent,
    Customer,
    CustomerKeys,
    ErpCustomer,
)
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Company, OrderFulfillment
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.product import DateKind, MappedItem
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.customer_keys import add_customer_keys
from novex_shopify.domain.policies.personal_data import list_personal_texts
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import (
    HOUR,
    LINE_ID,
    NOON,
    ORDER_ID,
    OTHER_SHOP,
    SECOND,
    SHOP,
    a_complete_sales_order,
    a_customer,
    a_refund,
    a_return,
    a_sales_order,
    a_shipment,
    a_variant,
    an_item,
    euros,
)

SHOPS = [SHOP, OTHER_SHOP]


def test_items_are_added_and_changed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-2"), an_item("ART-1", grams=250)])
        tx.erp.catalog.put([an_item("ART-2", name="Green tea", sku=None)])
        tx.erp.catalog.put([])
        assert tx.erp.catalog.get("ART-1") == an_item("ART-1", grams=250)
        assert tx.erp.catalog.get("ART-2") == an_item("ART-2", name="Green tea", sku=None)
        assert tx.erp.catalog.get("ART-3") is None


def test_adding_items_changes_no_existing_item(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-1")])
        tx.erp.catalog.add([an_item("ART-1", name="Other"), an_item("ART-2")])
        tx.erp.catalog.add([])
        assert (tx.erp.catalog.get("ART-1"), tx.erp.catalog.get("ART-2")) == (an_item("ART-1"), an_item("ART-2"))
        assert tx.erp.catalog.get_many({"ART-1", "ART-3"}) == {"ART-1": an_item("ART-1")}
        assert [item.id for item in tx.erp.catalog.list_page(9)] == ["ART-1", "ART-2"]
        assert [item.id for item in tx.erp.catalog.list_page(1, after="ART-1")] == ["ART-2"]
        assert (tx.erp.catalog.count(9), tx.erp.catalog.count(1)) == (2, 1)


STOCK_RULES: dict[str, Any] = {
    "unit": "can",
    "lot_tracked": False,
    "shelf_life_days": 365,
    "date_kind": DateKind.USE_BY,
    "strategy": LotStrategy.FEFO,
    "nominal_grams": 350,
    "hs_code": "210120",
    "origin_country": "IN",
    "chilled": True,
    "volume_ml": 400,
    "box_code": "COOL",
}


def test_how_an_item_is_kept_in_stock_is_set_apart_from_what_it_is(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-1", **STOCK_RULES), an_item("ART-2")])
        tx.erp.catalog.put([an_item("ART-1", name="Green tea")])
        assert tx.erp.catalog.get("ART-1") == an_item("ART-1", name="Green tea", **STOCK_RULES)
        tx.erp.catalog.set_edited_fields([an_item("ART-1", name="Black tea"), an_item("ART-2", **STOCK_RULES)])
        tx.erp.catalog.set_edited_fields([an_item("ART-404")])
        tx.erp.catalog.set_edited_fields([])
        assert tx.erp.catalog.get("ART-1") == an_item("ART-1", name="Green tea")
        assert tx.erp.catalog.get("ART-2") == an_item("ART-2", **STOCK_RULES)
        assert tx.erp.catalog.get("ART-404") is None


def test_a_customers_minimum_remaining_life_is_only_changed_on_purpose(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first, second = tx.erp.customers.add(SHOP, [a_customer(id=1), a_customer(id=2)])
        assert tx.erp.customers.get_min_remaining_days([first, second]) == {}
        tx.erp.customers.set_min_remaining_days(first, 90)
        tx.erp.customers.set_min_remaining_days(second, 0)
        tx.erp.customers.apply(SHOP, [a_customer(id=1, last_name="King"), a_customer(id=2)], {1: first})
        tx.erp.customers.erase([second])
        assert tx.erp.customers.get_min_remaining_days([first, second, "404", "x"]) == {first: 90, second: 0}
        tx.erp.customers.set_min_remaining_days(first, None)
        assert tx.erp.customers.get_min_remaining_days([first, second]) == {second: 0}
        assert tx.erp.customers.get_min_remaining_days([]) == {}


def test_items_that_share_a_key_with_a_variant_are_found(unit_of_work: UnitOfWork) -> None:
    items = [an_item("ART-1"), an_item("ART-2", sku=None, barcode="401"), an_item("ART-3", sku="CUP")]
    with unit_of_work() as tx:
        tx.erp.catalog.put(items)
        assert sorted(tx.erp.catalog.find_similar([a_variant(barcode="401")]), key=lambda item: item.id) == items[:2]
        assert list(tx.erp.catalog.find_similar([a_variant(sku=None, barcode=None)])) == []


def test_items_are_searched_by_id_normalized_key_and_words(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.erp.catalog.put(
            [
                an_item("ART-1", name="Earl Grey, 100 g", sku="00-TEA.1"),
                an_item("ART-2", name="Grey cup", sku="CUP", barcode="0401 2345"),
                an_item("ART-3", name="Lady Grey, 100% tea", sku=None),
            ]
        )

        def search(text: str, limit: int = 9) -> list[str]:
            return [item.id for item in tx.erp.catalog.search(text, limit)]

        assert (search("tea1"), search("401-2345"), search("ART-2")) == (["ART-1"], ["ART-2"], ["ART-2"])
        assert search("earl GREY 100") == ["ART-1", "ART-3", "ART-2"]
        assert search("earl grey 100", limit=2) == ["ART-1", "ART-3"]
        assert (search("%"), search(""), search("- -")) == ([], [], [])
        tx.erp.catalog.put([an_item("ART-1", name="Earl Grey", sku="EARL")])
        assert (search("tea1"), search("e-a-r-l")) == ([], ["ART-1"])


def test_a_return_that_was_read_earlier_never_replaces_one_read_later(unit_of_work: UnitOfWork) -> None:
    opened, closed = a_return(status="open", read_at=NOON), a_return(read_at=NOON + SECOND)
    for states in ((opened, closed), (closed, opened), (opened, closed, opened)):
        with unit_of_work() as tx:
            (order_id,) = tx.erp.orders.apply([a_sales_order()])
            for state in states:
                tx.erp.orders.add_returns([(order_id, state)])
            document = tx.erp.orders.get(order_id)
            assert document is not None
            assert document.returns == (closed,)


def test_orders_with_pending_returns_are_listed(unit_of_work: UnitOfWork) -> None:
    statuses = ("requested", "open", "closed", "declined")
    returned = [
        a_sales_order(shopify_order_id=number, returns=(a_return(status=status),))
        for number, status in enumerate(statuses)
    ]
    old = a_sales_order(shopify_order_id=9, created_at=NOON - timedelta(days=9), returns=(a_return(status="open"),))
    with unit_of_work() as tx:
        *ids, _ = tx.erp.orders.apply([*returned, old])
        assert sorted(tx.erp.orders.list_with_pending_returns(SHOP, returned[0].created_at)) == [0, 1]
        tx.erp.orders.delete(ids[:1], NOON)
        assert tx.erp.orders.list_with_pending_returns(SHOP, returned[0].created_at) == [1]


def test_a_state_of_an_order_without_its_returns_leaves_them(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        (order_id,) = tx.erp.orders.apply([a_sales_order(returns=(a_return(2), a_return(1)))])
        tx.erp.orders.apply([a_sales_order()])
        document = tx.erp.orders.get(order_id)
        assert document is not None
        assert document.returns == (a_return(1), a_return(2))


def test_erasing_an_order_erases_the_notes_of_its_returns(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        (order_id,) = tx.erp.orders.apply([a_sales_order(returns=(a_return(),))])
        tx.erp.orders.erase(SHOP, [ORDER_ID])
        document = tx.erp.orders.get(order_id)
        assert document is not None
        (line,) = a_return().lines
        erased_line = replace(line, note=None, customer_note=None)
        assert document.returns == (a_return(lines=(erased_line,), decline_note=None),)


def test_a_customer_applied_twice_is_one_record(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        customer_id = tx.erp.customers.apply(SHOP, [a_customer()], {})[0]
        assert tx.erp.customers.apply(SHOP, [a_customer()], {})[0] == customer_id
        other_id = tx.erp.customers.apply(OTHER_SHOP, [a_customer()], {})[0]
        assert tx.erp.customers.get(customer_id) == a_customer()
        similar = tx.erp.customers.find_similar([a_customer().keys], SHOPS)
        assert sorted(record.id for record in similar) == sorted([customer_id, other_id])


def test_missing_fields_do_not_erase_values(unit_of_work: UnitOfWork) -> None:
    withheld = a_customer(first_name="Augusta", last_name=None, email=None, phone=None, addresses=())
    with unit_of_work() as tx:
        customer_id = tx.erp.customers.apply(SHOP, [a_customer()], {})[0]
        tx.erp.customers.apply(SHOP, [withheld], {7: customer_id})[0]
        assert tx.erp.customers.get(customer_id) == a_customer(first_name="Augusta")


def test_a_customer_with_a_known_erp_id_updates_that_record(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        own = tx.erp.customers.apply(OTHER_SHOP, [Customer(1, first_name="A.", email="ada@example.com")], {})[0]
        other = tx.erp.customers.apply(OTHER_SHOP, [a_customer(id=9)], {})[0]
        ids = tx.erp.customers.apply(SHOP, [a_customer(id=8), a_customer(), a_customer(id=9)], {7: own, 9: other})
        assert list(ids) == [ids[0], own, other]
        found = tx.erp.customers.find_similar([a_customer().keys], SHOPS)
        assert sorted(each.id for each in found) == sorted(ids)
        known = tx.erp.customers.get(own)
        assert known is not None
        assert (known.first_name, known.email, known.addresses) == ("Ada", "ada@example.com", a_customer().addresses)


def test_customers_are_found_by_normalized_email_and_phone(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        written = [Customer(1, email=" Ada@Example.com"), Customer(2, phone="030 1234567"), Customer(3, phone="20")]
        others = [add_customer_keys(each, "DE") for each in written]
        ada, bob, _ = tx.erp.customers.apply(OTHER_SHOP, others, {})
        charles = tx.erp.customers.apply(SHOP, [a_customer(id=9, email="c@example.com", phone=None)], {})[0]
        wanted = [a_customer(phone="+49 (30) 1234567").keys, CustomerKeys("c@example.com"), CustomerKeys()]
        assert sorted(person.id for person in tx.erp.customers.find_similar(wanted, SHOPS)) == sorted(
            [ada, bob, charles]
        )
        assert list(tx.erp.customers.find_similar([CustomerKeys(), CustomerKeys(phone="+20")], [SHOP])) == []


def test_customers_are_found_by_every_address_they_ever_had(unit_of_work: UnitOfWork) -> None:
    first, second = (
        CustomerKeys(address_phones=frozenset({"+1"})),
        CustomerKeys("a@b", addresses=frozenset({"ada|DE|1"})),
    )
    with unit_of_work() as tx:
        (ada,) = tx.erp.customers.add(SHOP, [a_customer(keys=first)])
        tx.erp.customers.apply(SHOP, [a_customer(keys=second)], {7: ada})
        known = ErpCustomer(ada, CustomerKeys("a@b", None, None, first.address_phones, second.addresses))
        for wanted in (CustomerKeys(phone="+1"), first, second):
            assert list(tx.erp.customers.find_similar([wanted], SHOPS)) == [known]
        tx.erp.customers.erase([ada])
        assert list(tx.erp.customers.find_similar([first, second], SHOPS)) == []


def test_a_number_that_cannot_be_read_has_no_key_and_not_the_former_one(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        (ada,) = tx.erp.customers.add(SHOP, [a_customer()])
        tx.erp.customers.apply(SHOP, [a_customer(phone="ask Bob")], {7: ada})
        (known,) = tx.erp.customers.find_similar([a_customer().keys], [SHOP])
        assert known.keys == replace(a_customer().keys, phone=None)


def test_a_field_that_is_not_stated_keeps_its_key(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        (ada,) = tx.erp.customers.add(SHOP, [a_customer()])
        tx.erp.customers.apply(SHOP, [Customer(7)], {7: ada})
        (known,) = tx.erp.customers.find_similar([a_customer().keys], [SHOP])
        assert known.keys == a_customer().keys


def test_customers_of_other_shops_are_not_found_and_hide_no_one(unit_of_work: UnitOfWork) -> None:
    keys = CustomerKeys("a@b", "+1", address_phones=frozenset({"+2"}), addresses=frozenset({"ada|DE|1"}))
    with unit_of_work() as tx:
        tx.erp.customers.add(OTHER_SHOP, [a_customer(id=number, keys=keys) for number in range(1, 5)])
        assert list(tx.erp.customers.find_similar([keys], [SHOP])) == []
        (ours,) = tx.erp.customers.add(SHOP, [a_customer(keys=keys)])
        assert [each.id for each in tx.erp.customers.find_similar([keys], [SHOP])] == [ours]


def test_of_a_key_that_many_share_some_customers_are_found(unit_of_work: UnitOfWork) -> None:
    switchboard = CustomerKeys(phone="+4930123456", addresses=frozenset({"guest|DE|1"}))
    with unit_of_work() as tx:
        tx.erp.customers.add(SHOP, [Customer(number, phone="+4930123456", keys=switchboard) for number in range(1, 20)])
        found = tx.erp.customers.find_similar([switchboard], SHOPS)
        assert MAX_SIMILAR_CUSTOMERS <= len(found) <= 19


def test_only_a_newer_consent_replaces_a_consent(unit_of_work: UnitOfWork) -> None:
    subscribed, unsubscribed = (
        Consent("subscribed", "single_opt_in", NOON),
        Consent("unsubscribed", None, NOON + SECOND),
    )
    with unit_of_work() as tx:
        never_asked = Consent("not_subscribed")
        ids = tx.erp.customers.apply(SHOP, [a_customer(email_consent=never_asked, sms_consent=subscribed)], {})
        for consent in (subscribed, unsubscribed, subscribed, never_asked, None):
            tx.erp.customers.apply(SHOP, [Customer(7, email_consent=consent)], {7: ids[0]})
        known = tx.erp.customers.get(ids[0])
        assert known is not None
        assert (known.email_consent, known.sms_consent, known.first_name) == (unsubscribed, subscribed, "Ada")


def test_a_company_has_one_name_for_all_its_contacts(unit_of_work: UnitOfWork) -> None:
    acme = CompanyContact(3, "Acme", "ERP-3", "Buyer", is_main=True)
    with unit_of_work() as tx:
        ids = tx.erp.customers.apply(SHOP, [a_customer(companies=(acme,)), a_customer(id=8, companies=(acme,))], {})
        renamed = replace(acme, company_name="Acme Ltd", title=None)
        both = a_customer(companies=(CompanyContact(2, "Beta"), renamed))
        tx.erp.customers.apply(SHOP, [both], {7: ids[0]})
        tx.erp.customers.apply(SHOP, [a_customer(companies=None)], {7: ids[0]})
        assert get_companies(tx, ids[0]) == (CompanyContact(2, "Beta"), renamed)
        assert get_companies(tx, ids[1]) == (replace(acme, company_name="Acme Ltd"),)
        tx.erp.customers.apply(SHOP, [a_customer(companies=())], {7: ids[0]})
        assert get_companies(tx, ids[0]) == ()
        assert get_companies(tx, ids[1]) == (replace(acme, company_name="Acme Ltd"),)


def get_companies(tx: Transaction, customer_id: str) -> tuple[CompanyContact, ...] | None:
    customer = tx.erp.customers.get(customer_id)
    return customer.companies if customer else None


def test_an_order_applied_twice_is_one_document(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        paid = replace(a_sales_order(), financial_status="paid", cancelled_at=NOON)
        assert tx.erp.orders.apply([paid])[0] == order_id
        assert tx.erp.orders.get(order_id) == replace(paid, id=order_id)
        assert tx.erp.orders.apply([replace(paid, shop_domain=OTHER_SHOP)])[0] != order_id
        assert len(tx.erp.orders.list_latest(10)) == 2


def test_the_lines_of_an_order_are_replaced(unit_of_work: UnitOfWork) -> None:
    (line,) = a_sales_order().lines
    edited = replace(a_sales_order(), lines=(replace(line, line_item_id=2), replace(line, line_item_id=1)))
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        tx.erp.orders.apply([edited])[0]
        document = tx.erp.orders.get(order_id)
        assert document is not None
        assert [booked.line_item_id for booked in document.lines] == [2, 1]


def test_an_order_is_stored_completely(unit_of_work: UnitOfWork) -> None:
    document = a_complete_sales_order()
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([document])[0]
        assert tx.erp.orders.get(order_id) == replace(document, id=order_id)
        assert tx.erp.orders.find_by_name(SHOP, document.name) == replace(document, id=order_id)
        assert tx.erp.orders.find_by_name(OTHER_SHOP, document.name) is None
        assert tx.erp.orders.find_by_name(SHOP, "#9") is None


def test_missing_fields_of_an_order_keep_their_values(unit_of_work: UnitOfWork) -> None:
    document = a_complete_sales_order()
    withheld = replace(
        document,
        email=None,
        phone=None,
        shipping_address=None,
        billing_address=None,
        refunds=(),
        fulfillments=(),
    )
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([document])[0]
        tx.erp.orders.set_risk(order_id, "high")
        tx.erp.orders.delete([order_id], NOON)
        tx.erp.orders.apply([withheld])
        assert tx.erp.orders.get(order_id) == replace(document, id=order_id, risk="high", deleted_at=NOON)


def test_attributes_that_were_removed_from_an_order_are_removed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([a_complete_sales_order()])[0]
        tx.erp.orders.apply([replace(a_complete_sales_order(), note_attributes=(), lines=a_sales_order().lines)])
        document = tx.erp.orders.get(order_id)
        assert document is not None
        assert (document.note_attributes, document.lines) == ((), a_sales_order().lines)


def test_the_note_and_the_customer_can_be_emptied(unit_of_work: UnitOfWork) -> None:
    document = a_complete_sales_order()
    emptied = replace(document, note=None, customer_id=None)
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([document])[0]
        tx.erp.orders.apply([emptied])
        assert tx.erp.orders.get(order_id) == replace(emptied, id=order_id)


def get_item_ids(tx: Transaction, shop: ShopDomain, shopify_ids: list[int]) -> dict[int, dict[int, str | None]]:
    """Return the items of booked lines: by Shopify order, by line item."""
    return {
        document.shopify_order_id: {
            line.line_item_id: line.item_id for line in document.lines if line.kind is LineKind.ITEM
        }
        for document in tx.erp.orders.get_many(shop, shopify_ids)
    }


def test_the_items_of_booked_lines_are_found(unit_of_work: UnitOfWork) -> None:
    document = a_complete_sales_order()
    items = {line.line_item_id: line.item_id for line in document.lines if line.kind is LineKind.ITEM}
    assert items
    with unit_of_work() as tx:
        tx.erp.orders.apply([document])
        assert get_item_ids(tx, SHOP, [document.shopify_order_id, 404]) == {document.shopify_order_id: items}
        assert get_item_ids(tx, OTHER_SHOP, [document.shopify_order_id]) == {}
        assert get_item_ids(tx, SHOP, []) == {}


def test_a_refund_is_added_once_and_replaced(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        for refund in (a_refund(2), replace(a_refund(1, "pending"), note=None, lines=()), a_refund(1)):
            tx.erp.orders.add_refunds([(order_id, refund)])
        document = tx.erp.orders.get(order_id)
        assert document is not None
        assert document.refunds == (a_refund(1), a_refund(2))
        tx.erp.orders.add_refunds([])


def test_only_a_newer_state_replaces_a_fulfillment(unit_of_work: UnitOfWork) -> None:
    sent = OrderFulfillment(7, NOON, "success", "DHL Express", ("JD01",), ((LINE_ID, 2),))
    cancelled = replace(sent, updated_at=NOON + SECOND, status="cancelled")
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        for fulfillment in (sent, cancelled, sent):
            tx.erp.orders.add_fulfillments([(order_id, fulfillment)])
        document = tx.erp.orders.get(order_id)
        assert document is not None
        assert document.fulfillments == (cancelled,)


def test_orders_are_found_by_a_whole_word(unit_of_work: UnitOfWork) -> None:
    sent = OrderFulfillment(7, NOON, "success", "DHL Express", ("JD01", 'JD"02%'), ((LINE_ID, 2),))
    first = a_sales_order(shopify_order_id=1, name="#1001", email="ada@example.com")
    second = a_sales_order(shopify_order_id=2, name="#1002", email="Ada@example.com")
    with unit_of_work() as tx:
        one, two = tx.erp.orders.apply([first, second])
        tx.erp.orders.add_fulfillments([(two, sent)])

        def search(text: str, limit: int = 9) -> list[str | None]:
            return [document.id for document in tx.erp.orders.search(text, limit)]

        assert search("#1001") == search("1001") == [one]
        assert search("ada@example.com") == search("ADA@Example.com") == [two, one]
        assert search("ada@example.com", limit=1) == [two]
        assert search("JD01") == search('JD"02%') == [two]
        assert search(two) == [two]
        assert [search(text) for text in ("100", "#100", "ada", "JD0", "success", "9" * 30)] == [[]] * 6


@pytest.mark.parametrize("which", [[ORDER_ID], None])
def test_erasing_personal_data_keeps_the_amounts(unit_of_work: UnitOfWork, which: list[int] | None) -> None:
    document = a_complete_sales_order()
    with unit_of_work() as tx:
        companies = (CompanyContact(5, "Tea Ltd", None, "buyer", is_main=True),)
        customer_id = tx.erp.customers.apply(SHOP, [a_customer(companies=companies)], {})[0]
        order_id, other_id = tx.erp.orders.apply([document, replace(document, shop_domain=OTHER_SHOP)])
        tx.erp.orders.erase(SHOP, which)
        tx.erp.customers.erase([customer_id])
        erased_order, other = tx.erp.orders.get(order_id), tx.erp.orders.get(other_id)
        customer = tx.erp.customers.get(customer_id)
        assert erased_order is not None
        assert (
            erased_order.email,
            erased_order.phone,
            erased_order.shipping_address,
            erased_order.billing_address,
            erased_order.note,
        ) == (None,) * 5
        assert (erased_order.note_attributes, erased_order.localized_fields) == ((), ())
        assert erased_order.company == Company(881, 991)
        assert (erased_order.total, erased_order.lines, erased_order.refunds[0].note) == (
            document.total,
            tuple(replace(line, properties=()) for line in document.lines),
            None,
        )
        assert list_personal_texts(asdict(document))
        assert list_personal_texts(asdict(erased_order)) == set()
        assert other == replace(document, shop_domain=OTHER_SHOP, id=other_id)
        assert customer == Customer(7, NOON, companies=())


def test_the_orders_of_a_customer_are_found(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number, customer_id in ((1, "1"), (2, "2"), (3, "1")):
            tx.erp.orders.apply([replace(a_sales_order(), shopify_order_id=number, customer_id=customer_id)])
        assert [order.shopify_order_id for order in tx.erp.orders.list_by_customer("1")] == [1, 3]
        assert [tx.erp.orders.count_by_customer(each) for each in ("1", "404")] == [2, 0]


def test_the_first_order_of_a_customer_is_the_earliest_that_counts(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number, customer_id, changes in (
            (1, "1", {"ordered_at": NOON + HOUR}),
            (2, "1", {}),
            (3, "1", {"ordered_at": NOON - HOUR, "cancelled_at": NOON}),
            (4, "1", {"ordered_at": NOON - HOUR, "test": True}),
            (5, "2", {"ordered_at": NOON + HOUR}),
            (6, "3", {"cancelled_at": NOON}),
        ):
            order = replace(a_sales_order(), shopify_order_id=number, customer_id=customer_id)
            tx.erp.orders.apply([replace(order, **changes)])
        assert tx.erp.orders.find_first_orders(["1", "2", "3", "9"]) == {"1": NOON, "2": NOON + HOUR}


def test_items_that_share_a_key_are_listed_by_id(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        same_barcode = an_item("ART-2", sku=None, barcode="4012345678901")
        tx.erp.catalog.put([an_item("ART-1"), same_barcode, an_item("ART-3", sku="OTHER"), an_item("ART-4", sku=None)])
        assert list(tx.erp.catalog.find_similar([a_variant()])) == [an_item("ART-1"), same_barcode]
        assert list(tx.erp.catalog.find_similar([a_variant(sku="oth-er", barcode="0 0")])) == [
            an_item("ART-3", sku="OTHER")
        ]
        zero = an_item("ART-0", sku="0")
        tx.erp.catalog.put([zero])
        assert list(tx.erp.catalog.find_similar([a_variant(sku="0", barcode=None)])) == [zero]
        assert list(tx.erp.catalog.find_similar([a_variant(sku=None, barcode=None)])) == []


@pytest.mark.parametrize("amount", ["0.10", "1234567890123456.78", "0.001", "-3.50", "100"])
def test_amounts_are_kept_exactly(unit_of_work: UnitOfWork, amount: str) -> None:
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([replace(a_sales_order(), total=euros(amount))])[0]
        document = tx.erp.orders.get(order_id)
        assert document is not None
        assert document.total == Money(Decimal(amount), "EUR")
        assert str(document.total.amount) == amount


def test_addresses_belong_to_the_order(unit_of_work: UnitOfWork) -> None:
    (address,) = a_customer().addresses
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([replace(a_sales_order(), shipping_address=address)])[0]
        document = tx.erp.orders.get(order_id)
        assert document is not None
        assert (document.shipping_address, document.billing_address) == (address, None)


def test_the_newest_orders_come_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number in (1, 2, 3):
            tx.erp.orders.apply([replace(a_sales_order(), shopify_order_id=number)])[0]
        assert [order.shopify_order_id for order in tx.erp.orders.list_latest(2)] == [3, 2]
        assert tx.erp.orders.get("777") is None
        assert tx.erp.orders.get("SO-777") is None


def test_orders_are_listed_by_time_page_by_page(unit_of_work: UnitOfWork) -> None:
    orders = [
        replace(a_sales_order(), shopify_order_id=number, shop_domain=shop, ordered_at=NOON + hour * timedelta(hours=1))
        for number, shop, hour in ((1, SHOP, 2), (2, SHOP, 0), (3, OTHER_SHOP, 1), (4, SHOP, 0))
    ]
    with unit_of_work() as tx:
        tx.erp.orders.apply(orders)
        by_time = [2, 4, 3, 1]
        for oldest_first, expected in ((True, by_time), (False, by_time[::-1])):
            found: list[int] = []
            after = None
            while page := tx.erp.orders.list_page(1, None, after, oldest_first=oldest_first):
                found.append(page[0].shopify_order_id)
                after = OrderPosition(page[0].ordered_at, page[0].shopify_order_id)
            assert found == expected
        assert [order.shopify_order_id for order in tx.erp.orders.list_page(9, SHOP)] == [1, 4, 2]
        assert [tx.erp.orders.count(9), tx.erp.orders.count(2), tx.erp.orders.count(9, OTHER_SHOP)] == [4, 2, 1]


def test_a_shipment_is_recorded_once_and_confirmed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.erp.shipments.record(a_shipment())
        assert not tx.erp.shipments.record(a_shipment())
        tx.erp.shipments.confirm("SHIP-1", ["gid://shopify/Fulfillment/1"], NOON)
        tx.erp.shipments.confirm("SHIP-1", ["gid://shopify/Fulfillment/1"], NOON)
        assert not tx.erp.shipments.record(a_shipment())


def test_orders_are_found_by_shopify_id_and_by_the_time_shopify_created_them(unit_of_work: UnitOfWork) -> None:
    sent = a_complete_sales_order().fulfillments
    first = replace(a_sales_order(), shopify_order_id=1, created_at=NOON, fulfillments=sent)
    later = replace(a_sales_order(), shopify_order_id=2, created_at=NOON + SECOND, ordered_at=NOON)
    with unit_of_work() as tx:
        tx.erp.orders.apply([first, later, replace(first, shop_domain=OTHER_SHOP)])
        assert [each.shopify_order_id for each in tx.erp.orders.get_many(SHOP, [2, 3])] == [2]
        assert tx.erp.orders.get_many(SHOP, []) == []
        (document,) = tx.erp.orders.get_many(SHOP, [1])
        assert tx.erp.orders.get_by_ids([document.id or "", "404"]) == {document.id: document}
        (cheaper,) = tx.erp.orders.get_many(SHOP, [1], with_fulfillments=False)
        assert (document.fulfillments, cheaper) == (sent, replace(document, fulfillments=()))
        created = tx.erp.orders.list_created(SHOP, NOON, NOON + SECOND)
        assert [(each.shop_domain, each.shopify_order_id) for each in created] == [(SHOP, 1)]


def test_a_line_is_booked_to_another_item(unit_of_work: UnitOfWork) -> None:
    document = a_complete_sales_order()
    (line_id, *_others) = [line.line_item_id for line in document.lines if line.kind is LineKind.ITEM]
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([document])[0]
        for item in (MappedItem("ART-2", 12), MappedItem(None)):
            tx.erp.orders.set_item(order_id, line_id, item)
            booked = tx.erp.orders.get(order_id)
            assert booked is not None
            lines = {line.line_item_id: MappedItem(line.item_id, line.pieces) for line in booked.lines}
            assert lines[line_id] == item
        changed = tx.erp.orders.get(order_id)
        assert changed is not None
        unchanged = [line for line in document.lines if line.line_item_id != line_id]
        assert [line for line in changed.lines if line.line_item_id != line_id] == unchanged
