"""The JSON that rows hold, word for word: what earlier versions wrote must stay readable."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from sqlalchemy import Engine, text

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.fulfillment.plan_document import decode_plan
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    FulfillmentPlan,
    FulfillmentRequest,
    PlannedFulfillment,
    PushAttempt,
    PushStatus,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.model.issued_invoice import IssuePolicy, NumberStyle
from novex_shopify.domain.model.order_hold import HoldRule, HoldRuleKind
from novex_shopify.domain.model.reconciliation import DailyAudit, Difference, DifferenceKind, OrderCounts
from novex_shopify.domain.model.resource_link import FieldVersion, StateVersion
from novex_shopify.domain.model.shop_settings import AutoAssign, RateRule, ShopSettings, StockMode, UnmappedProducts
from novex_shopify.domain.model.webhook_event import EventStatus, FailedAttempt, Settlement
from novex_shopify.domain.model.work import WorkerId
from tests.builders import (
    HOUR,
    NOON,
    ORDER_ID,
    SECOND,
    SHOP,
    a_complete_order,
    a_complete_sales_order,
    a_customer,
    a_link,
    a_new_event,
    a_shop,
)
from tests.databases import CIPHER

ANN = WorkerId("ann", 1)


@pytest.fixture
def unit_of_work(engine: Engine) -> SqlUnitOfWork:
    return SqlUnitOfWork(engine, CIPHER, BuiltinErp)


def read_column(engine: Engine, table: str, column: str) -> list[str | None]:
    """What the rows hold, as text, without the driver's own decoding of JSON."""
    with engine.connect() as connection:
        return list(connection.execute(text(f"SELECT CAST({column} AS TEXT) FROM {table}")).scalars())


TRACKING = Tracking("JD01", "DHL Express", "https://dhl.example/{number}", ("JD02",))
SHIPMENT = Shipment("SHIP-1", "1", (ShipmentLine(101, 2, 7),), TRACKING, False, 5, True)
PLAN = FulfillmentPlan(
    (
        PlannedFulfillment(FulfillmentRequest((AllocatedLine("FO", "FOL", 101, 2),), TRACKING, True), "F1", True),
        PlannedFulfillment(FulfillmentRequest((), None, False, DeliveryMethod.PICK_UP)),
    ),
    frozenset({"F9", "F8"}),
)
FIRST_ATTEMPT = PushAttempt(1, NOON, "ann:1", ("read the order",), "no answer", "No response", ("one",))
SECOND_ATTEMPT = PushAttempt(2, NOON + HOUR, "ann:1", (), None)
SHIPMENT_JSON = (
    '{"version":1,"id":"SHIP-1","order_id":"1","lines":[{"line_item_id":101,"quantity":2,"lot_id":7}],'
    '"tracking":{"number":"JD01","carrier":"DHL Express","url":"https://dhl.example/{number}",'
    '"additional_numbers":["JD02"]},"notify_customer":false,"location_id":5,"cancelled":true}'
)
PLAN_JSON = (
    '{"version":1,"fulfillments":[{"request":{"lines":[{"fulfillment_order_id":"FO",'
    '"fulfillment_order_line_id":"FOL","line_item_id":101,"quantity":2}],"tracking":{"number":"JD01",'
    '"carrier":"DHL Express","url":"https://dhl.example/{number}","additional_numbers":["JD02"]},'
    '"notify_customer":true,"delivery_method":"UNSTATED"},"fulfillment_id":"F1","cancelled":true},{"request":{"lines":[],'
    '"tracking":null,"notify_customer":false,"delivery_method":"PICK_UP"},"fulfillment_id":null,"cancelled":false}],'
    '"known_fulfillment_ids":["F8","F9"]}'
)
HISTORY_JSON = (
    '[{"version":1,"number":1,"at":"2026-11-23T12:00:00Z","worker":"ann:1","steps":["read the order"],'
    '"error":"no answer","title":"No response","details":["one"]},'
    '{"version":1,"number":2,"at":"2026-11-23T13:00:00Z","worker":"ann:1",'
    '"steps":[],"error":null,"title":null,"details":[]}]'
)


def test_a_fulfillment_push(engine: Engine, unit_of_work: SqlUnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.pushes.add(SHIPMENT, SHOP, 1, PushStatus.PENDING, NOON)
        for attempt in (FIRST_ATTEMPT, SECOND_ATTEMPT):
            push = tx.pushes.claim(ANN, NOON)
            assert push is not None
            tx.pushes.save_plan(push, PLAN)
            tx.pushes.settle(push, PushStatus.PENDING, attempt, NOON)
        tx.commit()
    assert read_column(engine, "shopify_fulfillment_pushes", "shipment") == [SHIPMENT_JSON]
    assert read_column(engine, "shopify_fulfillment_pushes", "plan") == [PLAN_JSON]
    assert read_column(engine, "shopify_fulfillment_pushes", "history") == [HISTORY_JSON]
    with unit_of_work() as tx:
        stored = tx.pushes.get("SHIP-1")
    assert stored is not None
    assert (stored.shipment, stored.plan) == (SHIPMENT, PLAN)
    assert stored.history == (FIRST_ATTEMPT, SECOND_ATTEMPT)


FAILURES = (
    FailedAttempt(1, NOON, "ann:1", "no answer"),
    FailedAttempt(2, NOON + HOUR, "ann:1", "again", "No response"),
)
FAILURES_JSON = (
    '[{"version":1,"number":1,"at":"2026-11-23T12:00:00Z","worker":"ann:1",'
    '"error":"no answer","title":null},{"version":1,"number":2,"at":"2026-11-23T13:00:00Z","worker":"ann:1",'
    '"error":"again","title":"No response"}]'
)


def test_the_failures_of_an_event(engine: Engine, unit_of_work: SqlUnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.events.add([a_new_event()])
        for failure in FAILURES:
            (event,) = tx.events.claim(ANN, NOON, 1)
            tx.events.settle([(event, Settlement(EventStatus.PENDING, "", failure, NOON))], NOON)
        tx.commit()
    assert read_column(engine, "shopify_webhook_events", "failures") == [FAILURES_JSON]
    with unit_of_work() as tx:
        assert tx.events.list_latest(1)[0].failures == FAILURES


SETTINGS = ShopSettings(
    30,
    UnmappedProducts.REFUSE,
    True,
    True,
    {"DHL Express": "DHL"},
    True,
    "europe",
    True,
    NOON,
    AutoAssign.ON_PAYMENT,
    90,
    1,
    True,
    IssuePolicy.WHEN_FULFILLED,
    "2026-11-23",
    "tea",
    "SHOP",
    NumberStyle.DATED,
    "+13125550142",
    "Sam Park",
    RateRule.CHEAPEST,
    1,
    24,
    hold_hours=48,
    push_stock=StockMode.REPORT,
    correct_drift=True,
    safety_stock=3,
    hold_rules=(HoldRule("Big", HoldRuleKind.AMOUNT_ABOVE, ("500",)),),
)
SETTINGS_JSON = (
    '{"version": 1, "keep_events_days": 30, "unmapped_products": "refuse", "ship_test_orders": true,'
    ' "move_to_shipping_location": true, "carriers": {"DHL Express": "DHL"},'
    ' "create_missing_items": true, "customer_group": "europe", "read_orders": true,'
    ' "stock_since": "2026-11-23T12:00:00Z", "auto_assign": "on_payment", "min_remaining_days": 90,'
    ' "handling_days": 1, "prefer_whole_lots": true, "invoices": "when_fulfilled",'
    ' "invoices_since": "2026-11-23", "invoice_seller": "tea", "invoice_prefix": "SHOP", "invoice_numbers": "dated",'
    ' "shipping_phone": "+13125550142", "customs_signer": "Sam Park", "rate_rule": "cheapest",'
    ' "transit_days": 1, "chilled_hours": 24, "no_movement_days": 5,'
    ' "track_shipments": false, "hold_hours": 48, "push_stock": "report", "correct_drift": true, "safety_stock": 3,'
    ' "hold_rules": [{"name": "Big", "kind": "amount_above", "values": ["500"]}]}'
)


def test_the_settings_of_a_shop(engine: Engine, unit_of_work: SqlUnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        assert tx.shops.get_settings(SHOP) == ShopSettings()
        tx.shops.save_settings(SHOP, SETTINGS)
        tx.commit()
    assert read_column(engine, "shopify_shops", "metadata") == [SETTINGS_JSON]
    with unit_of_work() as tx:
        assert tx.shops.get_settings(SHOP) == SETTINGS


AUDIT = DailyAudit(
    SHOP,
    date(2026, 11, 22),
    NOON,
    "EUR",
    OrderCounts(2, Decimal("31.40"), 1, Decimal("4.50"), 1, 3),
    OrderCounts(1, Decimal("15.70")),
    (Difference(7, "#1007", date(2026, 11, 22), DifferenceKind.MISSING, "15.70", "", "parked"),),
)
SHOPIFY_COUNTS_JSON = (
    '{"version":1,"orders":2,"total":"31.40","refunds":1,"refunded":"4.50","fulfillments":1,"returns":3}'
)
ERP_COUNTS_JSON = '{"version":1,"orders":1,"total":"15.70","refunds":0,"refunded":"0","fulfillments":0,"returns":0}'
DIFFERENCES_JSON = (
    '[{"version":1,"order_id":7,"name":"#1007","day":"2026-11-22","kind":"missing","shopify":"15.70",'
    '"erp":"","reason":"parked"}]'
)


def test_an_order_audit(engine: Engine, unit_of_work: SqlUnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.reconciliations.save_audit(AUDIT)
        tx.commit()
    assert read_column(engine, "shopify_order_audits", "shopify_totals") == [SHOPIFY_COUNTS_JSON]
    assert read_column(engine, "shopify_order_audits", "erp_totals") == [ERP_COUNTS_JSON]
    assert read_column(engine, "shopify_order_audits", "differences") == [DIFFERENCES_JSON]
    with unit_of_work() as tx:
        assert list(tx.reconciliations.list_audits()) == [AUDIT]


ADDRESSES_JSON = (
    '[{"version":1,"name":"Ada Lovelace","company":null,"address1":"St James\'s Square 12",'
    '"address2":null,"zip":null,"city":"London","province":null,"province_code":null,"country_code":"GB","phone":null}]'
)


def test_a_customer(engine: Engine, unit_of_work: SqlUnitOfWork) -> None:
    with unit_of_work() as tx:
        (customer_id,) = tx.erp.customers.apply(SHOP, [a_customer()], {})
        tx.commit()
    assert read_column(engine, "erp_customers", "addresses") == [ADDRESSES_JSON]
    with unit_of_work() as tx:
        assert tx.erp.customers.get(customer_id) == a_customer()


SHIPPING_ADDRESS_JSON = (
    '{"version":1,"name":"Ada Lovelace","company":null,"address1":"St James\'s Square 12","address2":null,'
    '"zip":null,"city":"London","province":null,"province_code":null,"country_code":"GB","phone":null}'
)
DISCOUNTS_JSON = '[[1,"SUMMER","0.00","0.01"]]'
TAXES_JSON = '[[1,"VAT","0.19","1.71",true,"1.94"],[1,"City",null,"0.00",false,null]]'
PROPERTIES_JSON = '[{"version":1,"name":"Engraving","value":"For Ada"}]'
ITEM_DETAILS_JSON = (
    '{"version":1,"group":{"id":31,"title":"Tea set","quantity":1,"variant_id":808950810,"sku":"SET"},'
    '"selling_plan":{"name":"Monthly","id":41},"shipping_method":null}'
)
SHIPPING_DETAILS_JSON = (
    '{"version":1,"group":null,"selling_plan":null,"shipping_method":{"code":"EXPRESS","source":"DHL",'
    '"carrier_id":"dhl-rates","delivery_category":"shipping"}}'
)
PAYMENT_TERMS_JSON = (
    '{"version":1,"name":"Net 30","kind":"net","due_in_days":30,"schedules":[{"due_at":"2026-12-23T12:00:00Z",'
    '"issued_at":"2026-11-23T12:00:00Z","completed_at":"2026-11-23T13:00:00Z"}]}'
)
LOCALIZED_FIELDS_JSON = (
    '[{"version":1,"key":"tax_credential_it","country_code":"IT","title":"Codice fiscale","value":"LVLDAA15T50Z114K"}]'
)
NOTE_ATTRIBUTES_JSON = '[{"version":1,"name":"Gift text","value":"Many happy returns"}]'
REFUND_JSON = (
    '{"version":1,"order_id":10802615485413018,"lines":[{"line_item_id":866550311766439020,"quantity":1,'
    '"subtotal":{"amount":"4.50","currency":"EUR"},"tax":{"amount":"0.86","currency":"EUR"},'
    '"restock_type":"return","location_id":5,"presentment_subtotal":null,"presentment_tax":null}],'
    '"adjustments":[{"kind":"shipping_refund",'
    '"amount":{"amount":"5.00","currency":"EUR"},"tax":{"amount":"0.95","currency":"EUR"},'
    '"presentment_amount":null,"presentment_tax":null}],'
    '"transactions":[{"id":9,"gateway":"bogus","amount":{"amount":"11.31","currency":"EUR"},'
    '"status":"success","presentment":null}]}'
)
RETURN_JSON = (
    '{"version":1,"id":1,"order_id":10802615485413018,"name":"#1001-R1","status":"closed",'
    '"created_at":"2026-11-23T12:00:00Z","read_at":"2026-11-23T12:00:00Z","closed_at":"2026-11-23T12:00:00Z",'
    '"lines":[{"id":11,"line_item_id":866550311766439020,"quantity":1,"processed_quantity":1,"refunded_quantity":1,'
    '"reason":"too-small","restocking_fee":{"amount":"1.00","currency":"EUR"}}],"exchange_lines":[{"id":12,'
    '"quantity":1,"processed_quantity":1,"variant_id":808950810,"sku":"TEA","title":"Earl Grey",'
    '"line_item_ids":[866550311766439020]}],"shipping_fees":[{"amount":"2.00","currency":"EUR"}],"refund_ids":[1],'
    '"decline_reason":"other"}'
)
RETURN_NOTES_JSON = (
    '{"version":1,"decline_note":"Dear Ada","lines":[{"note":"Does not fit Ada","customer_note":"I am Ada"}]}'
)
FULFILLMENT_JSON = (
    '{"version":1,"tracking_company":"DHL Express","tracking_numbers":["JD01","JD02"],'
    '"quantities":[[866550311766439020,1]],"created_at":"2026-11-23T12:00:00Z"}'
)


def test_a_sales_order(engine: Engine, unit_of_work: SqlUnitOfWork) -> None:
    order = a_complete_sales_order()
    with unit_of_work() as tx:
        (order_id,) = tx.erp.orders.apply([order])
        tx.commit()
    assert read_column(engine, "erp_orders", "shipping_address") == [SHIPPING_ADDRESS_JSON]
    assert read_column(engine, "erp_orders", "payment_gateways") == ['["gift_card","bogus"]']
    assert read_column(engine, "erp_orders", "discount_codes") == ['["SUMMER"]']
    assert read_column(engine, "erp_orders", "payment_terms") == [PAYMENT_TERMS_JSON]
    assert read_column(engine, "erp_orders", "localized_fields") == [LOCALIZED_FIELDS_JSON]
    assert read_column(engine, "erp_orders", "note_attributes") == [NOTE_ATTRIBUTES_JSON]
    assert read_column(engine, "erp_order_lines", "discounts") == [DISCOUNTS_JSON, "[]", "[]"]
    assert read_column(engine, "erp_order_lines", "taxes") == [TAXES_JSON, "[]", "[]"]
    assert read_column(engine, "erp_order_lines", "properties") == [PROPERTIES_JSON, "[]", "[]"]
    assert read_column(engine, "erp_order_lines", "details") == [ITEM_DETAILS_JSON, None, SHIPPING_DETAILS_JSON]
    assert read_column(engine, "erp_order_refunds", "details") == [REFUND_JSON]
    assert read_column(engine, "erp_order_returns", "details") == [RETURN_JSON]
    assert read_column(engine, "erp_order_returns", "notes") == [RETURN_NOTES_JSON]
    assert read_column(engine, "erp_order_fulfillments", "details") == [FULFILLMENT_JSON]
    with unit_of_work() as tx:
        assert tx.erp.orders.get(order_id) == replace(order, id=order_id)


def test_the_versions_of_the_fields_of_a_record(engine: Engine, unit_of_work: SqlUnitOfWork) -> None:
    recorded = (
        '{"version":1,"fields":{"email":{},"phone":{"updated_at":"2026-11-23T11:00:00Z"},'
        '"shipping_address":{"updated_at":"2026-11-23T11:00:00Z","triggered_at":"2026-11-23T11:00:01Z","complete":false}}}'
    )
    link = a_link()
    older = StateVersion(NOON - HOUR, NOON - HOUR + SECOND)
    link = replace(
        link,
        field_versions={
            "email": FieldVersion(link.version),
            "phone": FieldVersion(StateVersion(NOON - HOUR)),
            "shipping_address": FieldVersion(older, complete=False),
        },
    )
    with unit_of_work() as tx:
        tx.order_links.save([link])
        tx.commit()
    assert read_column(engine, "shopify_order_links", "field_versions") == [recorded]
    with unit_of_work() as tx:
        assert tx.order_links.get_many(SHOP, [ORDER_ID]) == {ORDER_ID: link}


def test_a_shipment_of_the_built_in_erp(engine: Engine, unit_of_work: SqlUnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.erp.shipments.record(SHIPMENT)
        tx.erp.shipments.confirm("SHIP-1", ["F1", "F2"], NOON)
        tx.commit()
    line = '{"version":1,"line_item_id":101,"quantity":2,"lot_id":7}'
    assert read_column(engine, "erp_shipments", "lines") == [f"[{line}]"]
    assert read_column(engine, "erp_shipments", "fulfillment_ids") == ['["F1","F2"]']


ORDER_BODY = (
    b'{"version":1,"id":10802615485413018,"name":"#1001","created_at":"2026-11-23T12:00:00Z",'
    b'"updated_at":"2026-11-23T13:00:00Z","total":{"amount":"15.71","currency":"EUR"},"taxes_included":true,'
    b'"line_items":[{"id":866550311766439020,"variant_id":808950810,"sku":"TEA","title":"Earl Grey","quantity":2,'
    b'"unit_price":{"amount":"4.50","currency":"EUR"},"discounts":[{"title":"SUMMER","amount":{"amount":"0.50",'
    b'"currency":"EUR"},"presentment":{"amount":"0.57","currency":"USD"}}],"taxes":[{"title":"VAT","rate":"0.19",'
    b'"amount":{"amount":"1.71","currency":"EUR"},"channel_liable":true,"presentment":{"amount":"1.94",'
    b'"currency":"USD"}}],"current_quantity":1,"presentment_unit_price":{"amount":"5.10","currency":"USD"},'
    b'"gift_card":true,"requires_shipping":false,"tip":true,"product_deleted":false,"taxable":false,'
    b'"vendor":"Novex","grams":120,"properties":[{"name":"Engraving","value":"For Ada"}],"group":{"id":31,'
    b'"title":"Tea set","quantity":1,"variant_id":808950810,"sku":"SET"},"selling_plan":{"name":"Monthly",'
    b'"id":41},"unfulfilled_quantity":1,"is_third_party":true,"unread":[]}],"shipping_lines":[{"id":271,"title":"Express","price":{"amount":"5.00","currency":"EUR"},'
    b'"discounts":[{"title":"SUMMER","amount":{"amount":"0.50","currency":"EUR"},"presentment":{"amount":"0.57",'
    b'"currency":"USD"}}],"taxes":[{"title":"VAT","rate":"0.19","amount":{"amount":"1.71","currency":"EUR"},'
    b'"channel_liable":true,"presentment":{"amount":"1.94","currency":"USD"}}],"method":{"code":"EXPRESS",'
    b'"source":"DHL","carrier_id":"dhl-rates","delivery_category":"shipping"},"presentment_price":null,"unread":[]}],'
    b'"processed_at":"2026-11-23T11:00:00Z","totals":{"current":{"amount":"0.00","currency":"EUR"},'
    b'"discounts":{"amount":"1.00","currency":"EUR"},"tax":{"amount":"2.00","currency":"EUR"},'
    b'"tip":{"amount":"3.00","currency":"EUR"},"duties":{"amount":"4.00","currency":"EUR"},"fees":{"amount":"5.00",'
    b'"currency":"EUR"},"outstanding":{"amount":"6.00","currency":"EUR"},"cash_rounding":{"amount":"7.00",'
    b'"currency":"EUR"},"refund_cash_rounding":{"amount":"8.00","currency":"EUR"},"current_tax":{"amount":"9.00",'
    b'"currency":"EUR"},"current_duties":{"amount":"10.00","currency":"EUR"},"current_fees":{"amount":"11.00",'
    b'"currency":"EUR"}},"presentment_total":{"amount":"18.10","currency":"USD"},"duties_included":true,'
    b'"taxes":[{"title":"VAT","rate":"0.19","amount":{"amount":"1.71","currency":"EUR"},"channel_liable":true,'
    b'"presentment":{"amount":"1.94","currency":"USD"}}],"refunds":[{"id":1,"order_id":10802615485413018,'
    b'"refunded_at":"2026-11-23T12:00:00Z","lines":[{"line_item_id":866550311766439020,"quantity":1,'
    b'"subtotal":{"amount":"4.50","currency":"EUR"},"tax":{"amount":"0.86","currency":"EUR"},'
    b'"restock_type":"return","location_id":5,"presentment_subtotal":null,"presentment_tax":null}],'
    b'"adjustments":[{"kind":"shipping_refund","amount":{"amount":"5.00",'
    b'"currency":"EUR"},"tax":{"amount":"0.95","currency":"EUR"},"presentment_amount":null,"presentment_tax":null}],'
    b'"transactions":[{"id":9,"gateway":"bogus",'
    b'"amount":{"amount":"11.31","currency":"EUR"},"status":"success","presentment":null}],'
    b'"note":"Ada did not like it"}],'
    b'"returns":[{"id":1,"order_id":10802615485413018,"name":"#1001-R1","status":"closed",'
    b'"created_at":"2026-11-23T12:00:00Z","read_at":"2026-11-23T12:00:00Z","closed_at":"2026-11-23T12:00:00Z",'
    b'"lines":[{"id":11,"line_item_id":866550311766439020,"quantity":1,"processed_quantity":1,'
    b'"refunded_quantity":1,"reason":"too-small","note":"Does not fit Ada","customer_note":"I am Ada",'
    b'"restocking_fee":{"amount":"1.00","currency":"EUR"}}],"exchange_lines":[{"id":12,"quantity":1,'
    b'"processed_quantity":1,"variant_id":808950810,"sku":"TEA","title":"Earl Grey",'
    b'"line_item_ids":[866550311766439020]}],"shipping_fees":[{"amount":"2.00","currency":"EUR"}],'
    b'"refund_ids":[1],"decline_reason":"other","decline_note":"Dear Ada"}],'
    b'"fulfillments":[{"id":7,"updated_at":"2026-11-23T12:00:00Z","status":"success",'
    b'"tracking_company":"DHL Express","tracking_numbers":["JD01","JD02"],"lines":[[866550311766439020,1]],'
    b'"created_at":"2026-11-23T12:00:00Z"}],'
    b'"customer":{"id":7,"updated_at":"2026-11-23T12:00:00Z","first_name":"Ada","last_name":"Lovelace",'
    b'"email":"ada@example.com","phone":"+442079460000","addresses":[{"name":"Ada Lovelace","company":null,'
    b'"address1":"St James\'s Square 12","address2":null,"zip":null,"city":"London","province":null,'
    b'"province_code":null,"country_code":"GB","phone":null}],"email_consent":{"state":"subscribed",'
    b'"opt_in_level":"single_opt_in","updated_at":"2026-11-23T12:00:00Z"},"sms_consent":{"state":"subscribed",'
    b'"opt_in_level":"single_opt_in","updated_at":"2026-11-23T12:00:00Z"},"companies":[{"company_id":881,'
    b'"company_name":"Analytical Engines","external_id":"AE-1","title":"Buyer","is_main":true}]},'
    b'"company":{"id":881,"location_id":991,"tax_registration_id":"DE811111111"},"po_number":"PO-7",'
    b'"email":"ada@example.com","phone":"+4420","shipping_address":{"name":"Ada Lovelace","company":null,'
    b'"address1":"St James\'s Square 12","address2":null,"zip":null,"city":"London","province":null,'
    b'"province_code":null,"country_code":"GB","phone":null},"billing_address":{"name":"Ada Lovelace",'
    b'"company":null,"address1":"St James\'s Square 12","address2":null,"zip":null,"city":"Ockham","province":null,'
    b'"province_code":null,"country_code":"GB","phone":null},"financial_status":"partially_refunded",'
    b'"fulfillment_status":"partial","payment_gateways":["gift_card","bogus"],"discount_codes":["SUMMER"],'
    b'"source":{"name":"pos","identifier":"1001-1-1000","app_id":129785,"location_id":5},"customer_locale":"en-GB",'
    b'"payment_terms":{"name":"Net 30","kind":"net","due_in_days":30,"schedules":[{"due_at":"2026-12-23T12:00:00Z",'
    b'"issued_at":"2026-11-23T12:00:00Z","completed_at":"2026-11-23T13:00:00Z"}]},"tax_terms":{"exempt":true,'
    b'"estimated":true,"merchant_entity_id":"1548380009","merchant_of_record_app_id":77},'
    b'"localized_fields":[{"key":"tax_credential_it","country_code":"IT","title":"Codice fiscale",'
    b'"value":"LVLDAA15T50Z114K"}],"note_attributes":[{"name":"Gift text","value":"Many happy returns"}],'
    b'"tags":"vip, tea","note":"Ring twice","cancelled_at":"2026-11-23T12:00:00Z","cancel_reason":"customer",'
    b'"test":true,"unread":[]}'
)


def test_the_body_of_an_order_that_was_read_from_shopify() -> None:
    reader = JsonPayloadReader()
    assert reader.serialize_order(a_complete_order()) == ORDER_BODY
    assert reader.deserialize_order(ORDER_BODY) == a_complete_order()


def test_a_document_of_an_unknown_version_is_not_misread() -> None:
    with pytest.raises(msgspec.ValidationError, match="version"):
        decode_plan('{"version":2,"fulfillments":[],"known_fulfillment_ids":[]}')
