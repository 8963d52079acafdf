"""The content of the in-memory database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from novex_shopify.domain.model.api_token import ApiToken
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.audit import AuditEntry
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.carrier_webhook import CarrierWebhookProblem
from novex_shopify.domain.model.customer import Customer, CustomerKeys
from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.document_design import DocumentDesign
from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.import_run import ImportRun
from novex_shopify.domain.model.issue_record import IssueChange, IssueRecord
from novex_shopify.domain.model.issued_invoice import InvoiceFile, InvoiceSeries, IssuedInvoice
from novex_shopify.domain.model.job_run import JobRun
from novex_shopify.domain.model.label import LabelFormat
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.list_view import ListView
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.manifest import Manifest
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.notification import Notice, Notification
from novex_shopify.domain.model.notification_channel import NotificationChannel
from novex_shopify.domain.model.notification_rule import NotificationRule, NotificationSettings
from novex_shopify.domain.model.order_comment import OrderComment
from novex_shopify.domain.model.order_demand import LineDemand
from novex_shopify.domain.model.order_exception import OrderException
from novex_shopify.domain.model.order_hold import OrderHold
from novex_shopify.domain.model.order_overview import OrderKey, OrderOverview
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.packing import Packing
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.printer import Printer
from novex_shopify.domain.model.privacy import PrivacyRecord
from novex_shopify.domain.model.product import Item, ProductMapping
from novex_shopify.domain.model.rebooking import Rebooking
from novex_shopify.domain.model.recall import Recall, RecalledLot, RecallNotice
from novex_shopify.domain.model.reconciliation import AuditRequest, DailyAudit
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.report_schedule import ReportSchedule
from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.resync import ResyncProblem, ResyncSubject
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.search import RecordKey, SearchEntry
from novex_shopify.domain.model.second_factor import SecondFactor
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.model.shop import Credentials, Shop, ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.stock import LedgerEntry, StockBalance
from novex_shopify.domain.model.stock_level import StockLevel
from novex_shopify.domain.model.stock_push import StockPush
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.model.user import ConsoleSession, Invitation, SignInFailures, User
from novex_shopify.domain.model.warehouse_return import WarehouseReturn
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.model.webhook_event import WebhookEvent
from novex_shopify.domain.model.webhook_subscription import LastSeen, WebhookSubscription
from novex_shopify.domain.model.work import WorkerId

ShopRecordKey = tuple[ShopDomain, int]
Claim = tuple[WorkerId, datetime]


@dataclass(slots=True)
class State:
    """Values are immutable, so a copy of the dicts is a copy of everything."""

    installation: dict[str, str] = field(default_factory=dict)
    shops: dict[ShopDomain, Shop] = field(default_factory=dict)
    expected_shops: dict[ShopDomain, datetime] = field(default_factory=dict)
    shop_settings: dict[ShopDomain, ShopSettings] = field(default_factory=dict)
    credentials: dict[ShopDomain, Credentials] = field(default_factory=dict)
    refresh_claims: dict[ShopDomain, datetime] = field(default_factory=dict)
    oauth_states: dict[str, datetime] = field(default_factory=dict)
    events: dict[int, WebhookEvent] = field(default_factory=dict)
    event_signatures: dict[int, str] = field(default_factory=dict)
    event_claims: dict[int, Claim] = field(default_factory=dict)
    subscriptions: dict[ShopDomain, tuple[WebhookSubscription, ...]] = field(default_factory=dict)
    subscriptions_due_at: dict[ShopDomain, datetime] = field(default_factory=dict)
    subscription_errors: dict[ShopDomain, str | None] = field(default_factory=dict)
    subscriptions_last_seen: dict[ShopDomain, dict[str, LastSeen]] = field(default_factory=dict)
    missed_windows: dict[ShopDomain, MissedWindow] = field(default_factory=dict)
    job_runs: dict[str, JobRun] = field(default_factory=dict)
    report_schedules: dict[int, ReportSchedule] = field(default_factory=dict)
    notification_channels: dict[int, NotificationChannel] = field(default_factory=dict)
    notification_rules: dict[int, NotificationRule] = field(default_factory=dict)
    notification_settings: dict[int, NotificationSettings] = field(default_factory=dict)
    notices: dict[tuple[int, int], Notice] = field(default_factory=dict)
    notifications: dict[int, Notification] = field(default_factory=dict)
    notification_claims: dict[int, Claim] = field(default_factory=dict)
    delivery_outages: dict[ShopDomain, DeliveryOutage] = field(default_factory=dict)
    refused_deliveries: dict[ShopDomain, RefusedDeliveries] = field(default_factory=dict)
    last_counted_ids: dict[str, int] = field(default_factory=dict)
    last_deliveries: dict[tuple[ShopDomain, str], datetime] = field(default_factory=dict)
    delivery_hours: dict[tuple[ShopDomain, datetime], bool] = field(default_factory=dict)
    mappings: dict[ShopRecordKey, ProductMapping] = field(default_factory=dict)
    mappings_with_changed_keys: dict[ShopRecordKey, bool] = field(default_factory=dict)
    mapping_digests: dict[ShopRecordKey, int] = field(default_factory=dict)
    deleted_products: dict[ShopRecordKey, datetime] = field(default_factory=dict)
    order_links: dict[ShopRecordKey, ResourceLink] = field(default_factory=dict)
    customer_links: dict[ShopRecordKey, ResourceLink] = field(default_factory=dict)
    rebookings: dict[int, Rebooking] = field(default_factory=dict)
    order_holds: dict[int, OrderHold] = field(default_factory=dict)
    order_overviews: dict[OrderKey, OrderOverview] = field(default_factory=dict)
    issues: dict[int, IssueRecord] = field(default_factory=dict)
    issue_changes: dict[int, IssueChange] = field(default_factory=dict)
    order_comments: dict[int, OrderComment] = field(default_factory=dict)
    pushes: dict[int, FulfillmentPush] = field(default_factory=dict)
    push_claims: dict[int, Claim] = field(default_factory=dict)
    imports: dict[int, ImportRun] = field(default_factory=dict)
    import_claims: dict[int, Claim] = field(default_factory=dict)
    watermarks: dict[tuple[ShopDomain, ResyncSubject], datetime] = field(default_factory=dict)
    resync_problems: dict[tuple[ShopDomain, ResyncSubject, str], ResyncProblem] = field(default_factory=dict)
    daily_audits: dict[tuple[ShopDomain, date], DailyAudit] = field(default_factory=dict)
    audit_requests: dict[ShopDomain, AuditRequest] = field(default_factory=dict)
    refused_lines: dict[tuple[int, int], RefusedLine] = field(default_factory=dict)
    privacy_records: dict[int, PrivacyRecord] = field(default_factory=dict)
    erasures: dict[tuple[ShopDomain, str], datetime] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    invitations: dict[int, Invitation] = field(default_factory=dict)
    console_sessions: dict[str, ConsoleSession] = field(default_factory=dict)
    second_factors: dict[int, SecondFactor] = field(default_factory=dict)
    last_code_steps: dict[int, int] = field(default_factory=dict)
    recovery_codes: dict[int, frozenset[str]] = field(default_factory=dict)
    sign_in_failures: dict[str, SignInFailures] = field(default_factory=dict)
    api_tokens: dict[int, ApiToken] = field(default_factory=dict)
    list_views: dict[tuple[str, str, str], ListView] = field(default_factory=dict)
    audit_entries: dict[int, AuditEntry] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    customers: dict[str, tuple[ShopDomain, Customer]] = field(default_factory=dict)
    customer_keys: dict[str, CustomerKeys] = field(default_factory=dict)
    customer_min_days: dict[str, int] = field(default_factory=dict)
    orders: dict[str, SalesOrder] = field(default_factory=dict)
    order_countries: dict[str, str] = field(default_factory=dict)
    shipments: dict[str, Shipment] = field(default_factory=dict)
    confirmed_fulfillment_ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    storage_locations: dict[int, StorageLocation] = field(default_factory=dict)
    lots: dict[int, Lot] = field(default_factory=dict)
    stock: dict[tuple[int, int], StockBalance] = field(default_factory=dict)
    ledger_entries: dict[int, LedgerEntry] = field(default_factory=dict)
    stock_news: dict[int, str] = field(default_factory=dict)
    demand: dict[str, frozenset[LineDemand]] = field(default_factory=dict)
    locations: dict[ShopRecordKey, Location] = field(default_factory=dict)
    location_mappings: dict[ShopRecordKey, LocationMapping] = field(default_factory=dict)
    stock_levels: dict[int, StockLevel] = field(default_factory=dict)
    variant_news: dict[int, ShopRecordKey] = field(default_factory=dict)
    stock_syncs: dict[int, StockSync] = field(default_factory=dict)
    stock_claims: dict[int, Claim] = field(default_factory=dict)
    stock_pushes: dict[int, StockPush] = field(default_factory=dict)
    safety_stocks: dict[tuple[ShopDomain | None, int | None, str | None], SafetyStock] = field(default_factory=dict)
    assignments: dict[int, Assignment] = field(default_factory=dict)
    warehouse_states: dict[str, WarehouseState] = field(default_factory=dict)
    order_exceptions: dict[int, OrderException] = field(default_factory=dict)
    warehouse_returns: dict[int, WarehouseReturn] = field(default_factory=dict)
    fulfillment_orders: dict[tuple[ShopDomain, str], FulfillmentOrderState] = field(default_factory=dict)
    recalls: dict[int, Recall] = field(default_factory=dict)
    recalled_lots: dict[tuple[int, int], RecalledLot] = field(default_factory=dict)
    recall_notices: dict[int, RecallNotice] = field(default_factory=dict)
    sellers: dict[int, Seller] = field(default_factory=dict)
    document_designs: dict[tuple[int, str, int], DocumentDesign] = field(default_factory=dict)
    logos: dict[str, bytes] = field(default_factory=dict)
    invoice_series: dict[str, InvoiceSeries] = field(default_factory=dict)
    invoices: dict[int, IssuedInvoice] = field(default_factory=dict)
    invoice_files: dict[str, InvoiceFile] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    packings: dict[str, Packing] = field(default_factory=dict)
    printers: dict[str, Printer] = field(default_factory=dict)
    carrier_accounts: dict[int, CarrierAccount] = field(default_factory=dict)
    label_purchases: dict[int, LabelPurchase] = field(default_factory=dict)
    label_claims: dict[int, Claim] = field(default_factory=dict)
    label_files: dict[tuple[int, LabelFormat], bytes] = field(default_factory=dict)
    manifests: dict[int, Manifest] = field(default_factory=dict)
    manifest_claims: dict[int, Claim] = field(default_factory=dict)
    manifest_parcels: dict[int, int] = field(default_factory=dict)
    manifest_files: dict[int, bytes] = field(default_factory=dict)
    customs_forms: dict[tuple[int, int], bytes] = field(default_factory=dict)
    trackers: dict[str, tuple[str, Tracker]] = field(default_factory=dict)
    webhook_problems: dict[ShopDomain | None, CarrierWebhookProblem] = field(default_factory=dict)
    search_entries: dict[RecordKey, SearchEntry] = field(default_factory=dict)
    invoices_due: dict[str, tuple[datetime | None, str | None]] = field(default_factory=dict)

    def copy(self) -> "State":
        return State(*(dict(getattr(self, name)) for name in self.__slots__))

    def restore(self, other: "State") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(other, name))


def allocate_id(used: Iterable[int]) -> int:
    """An id larger than all used ones."""
    return next(count(max(used, default=0) + 1))
