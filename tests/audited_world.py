"""An installation in which every action of a person has something to act on."""

from dataclasses import replace
from datetime import timedelta

from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import ERP_CODE, Actor, ActorKind
from novex_shopify.domain.model.api_token import ApiScope
from novex_shopify.domain.model.audit import AuditEntry, AuditFilter
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.issue_record import IssueState
from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.lot import Lot, LotSource, LotStatus
from novex_shopify.domain.model.notification import NoticeEvent, Notification, NotificationEntry, NotificationState
from novex_shopify.domain.model.notification_channel import ChannelKind, NotificationChannel
from novex_shopify.domain.model.notification_rule import NotificationRule
from novex_shopify.domain.model.order_comment import OrderComment
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.order_hold import HoldRule, HoldRuleKind, OrderHold
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.printer import Printer
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.recall import NoticeChannel, Recall, RecallClass, RecallNotice
from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_schedule import Frequency, ReportSchedule
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.second_factor import SecondFactor
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.model.warehouse_return import WarehouseReturn
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.policies.issue_states import open_issue
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import (
    LINE_ID,
    ORDER_ID,
    SHOP,
    a_customer,
    a_link,
    a_new_event,
    a_sales_order,
    a_seller,
    a_shipment,
    a_shop,
    a_variant,
    credentials,
)

WAITING_SHOP = ShopDomain("coffee.myshopify.com")
FAILED_EVENT, FINISHED_IMPORT, RUNNING_IMPORT = 1, 1, 2
CUSTOMER_ID = 7
LOCATION_ID = 31
FREE_VARIANT, MAPPED_VARIANT, EXACT_VARIANT = 11, 12, 13
OPEN_RECALL = "R-2026-0001"
_WORKER = WorkerId("a-worker-of-the-test", 1)


def build_world(container: Container) -> None:
    """A connected store and one that awaits approval, and one or two of all that they have."""
    now = container.clock().now()
    with container.transaction() as tx:
        tx.shops.save(a_shop(installed_at=now))
        tx.shops.save_credentials(SHOP, credentials())
        tx.shops.save(a_shop(domain=WAITING_SHOP, awaits_approval=True))
        tx.report_schedules.add(
            ReportSchedule(
                0,
                Report.TAXES,
                Frequency.DAILY,
                ("anna@example.com",),
                SheetFormat.CSV,
                now + timedelta(days=1),
                "Anna",
            )
        )
        channel = NotificationChannel(0, "Office", ChannelKind.SLACK, now, url=Secret("https://hooks.slack.com/x"))
        added = tx.notification_channels.add(channel)
        tx.notification_rules.save(NotificationRule(0, (added.id,)))
        given_up = Notification(0, "msg_1", added.id, (NotificationEntry(NoticeEvent.TEST, "A test"),), now)
        tx.notifications.add(replace(given_up, state=NotificationState.GIVEN_UP, settled_at=now))
        tx.printers.save(Printer("Old", "http://127.0.0.1:9101/print"))
        rules = (HoldRule("Big", HoldRuleKind.AMOUNT_ABOVE, ("500",)),)
        tx.shops.save_settings(SHOP, ShopSettings(hold_rules=rules, push_stock=StockMode.REPORT, stock_since=now))
        tx.shop_stock.locations.save([Location(SHOP, LOCATION_ID, "Hamburg")])
        tx.shop_stock.safety.save(SafetyStock(1, item_id="ART-2"))
        tx.order_holds.add(OrderHold(0, SHOP, 404, "#404", "Big", "900 EUR is above 500", now, ERP_CODE))
        tx.order_comments.add(OrderComment(0, SHOP, ORDER_ID, "Call back", now, ERP_CODE))
        tx.boxes.save(Box("S", "Small", 200, 150, 100, 80))
        tx.origins.save(Origin(None, Address(company="Tea GmbH", address1="Domstr. 1", city="Köln", country_code="DE")))
        tx.erp.catalog.put([Item("ART-1", "Tea", "OTHER"), Item("ART-2", "Cup", "CUP-EXACT")])
        tx.mappings.upsert_variants(
            SHOP, [a_variant(FREE_VARIANT), a_variant(MAPPED_VARIANT), a_variant(EXACT_VARIANT, sku="cup-exact")]
        )
        mapped = tx.mappings.get(SHOP, MAPPED_VARIANT)
        assert mapped
        tx.mappings.save(replace(mapped, item_id="ART-1"))
        tx.events.add([a_new_event("webhook-1", "order:1")])
        events = tx.events.claim(_WORKER, now, 9)
        tx.events.settle([(event, Settlement(EventStatus.DEAD)) for event in events], now)
        tx.imports.start(SHOP, ImportKind.PRODUCTS, now)
        run = tx.imports.claim(_WORKER, now)
        assert run
        tx.imports.save(run.finish(ImportStatus.DONE, now), now)
        tx.imports.start(SHOP, ImportKind.CUSTOMERS, now)
        erp_id = tx.erp.orders.apply([a_sales_order()])[0]
        tx.order_links.save([a_link(ORDER_ID, erp_id)])
        shipment = a_shipment(order_id=erp_id)
        tx.erp.shipments.record(shipment)
        tx.pushes.add(shipment, SHOP, ORDER_ID, PushStatus.PENDING, now)
        refused = a_shipment("SHIP-2", erp_id)
        tx.erp.shipments.record(refused)
        tx.pushes.add(refused, SHOP, ORDER_ID, PushStatus.REFUSED, now)
        # Not active: with an active user, the console would need a sign-in.
        former = tx.users.add("former@example.com", "Former", Role.VIEWER, now)
        tx.users.save(replace(former, active=False, oidc_subject="https://id.example.com|former"))
        tx.second_factors.put(SecondFactor(former.id, Secret("JBSWY3DP"), now))
        tx.api_tokens.add(
            name="erp", token_hash="hash", scope=ApiScope.READ, created_by="Olga", created_at=now, expires_at=None
        )
        (customer,) = tx.erp.customers.add(SHOP, [a_customer()])
        tx.customer_links.save([replace(a_link(CUSTOMER_ID, customer), review_reason="the same phone number")])
        assert tx.erp.invoices
        tx.erp.invoices.sellers.save(a_seller())
        assert tx.erp.stock
        tx.erp.stock.warehouse_returns.add(WarehouseReturn(0, erp_id, LINE_ID, "ART-1", 1, "refund:1:1", now))
        for kind in (OrderExceptionKind.UNTRACED, OrderExceptionKind.INFERRED, OrderExceptionKind.SHORT):
            tx.erp.stock.order_exceptions.open(OrderException(0, erp_id, LINE_ID, kind, 1, now))
        rack = tx.erp.stock.locations.save(StorageLocation(0, "Rack"))
        lot = tx.erp.stock.lots.add(Lot(0, "ART-1", "L1", LotSource.PURCHASE, now))
        tx.erp.stock.ledger.post([Movement(MovementKind.RECEIVE, lot.id, rack.id, StockChange(free=10))], now)
        tx.shop_stock.syncs.set_pause(WAITING_SHOP, now, "Former", "the warehouse is counted")
        tx.shop_stock.safety.save(SafetyStock(5))
        recalled = tx.erp.stock.lots.add(Lot(0, "ART-1", "L2", LotSource.PURCHASE, now, status=LotStatus.RECALLED))
        failed = open_issue(Issue(IssueKind.EVENTS_FAILED, "1 event failed", SHOP, cause="bug"), now, ERP_CODE)
        tx.issues.add(replace(failed, owner=Actor(ActorKind.USER, "Former", "1")))
        tx.issues.add(replace(failed, cause="another bug", state=IssueState.ACKNOWLEDGED))
        recall = Recall(0, OPEN_RECALL, RecallClass.CLASS_1, "glass found", False, now, ERP_CODE)
        recall = tx.erp.stock.recalls.add(recall, [recalled.id])
        notice = RecallNotice(0, recall.id, erp_id, None, NoticeChannel.EMAIL, now, ERP_CODE)
        tx.erp.stock.recalls.save_notice(notice)
        tx.commit()


def list_entries(container: Container) -> list[AuditEntry]:
    """What the audit log says, newest first."""
    return read_audit_log(container.unit_of_work())


def read_audit_log(unit_of_work: UnitOfWork) -> list[AuditEntry]:
    """All entries, newest first."""
    with unit_of_work.read() as tx:
        return list(tx.audit_log.search(AuditFilter(), 1000))
