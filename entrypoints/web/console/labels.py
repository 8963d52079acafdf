"""The words that pages use for statuses (docs/glossary.md)."""

from collections.abc import Mapping
from enum import StrEnum

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportStatus
from novex_shopify.domain.model.invoice import TaxCategory
from novex_shopify.domain.model.issue_record import IssueChangeKind, IssueState
from novex_shopify.domain.model.label import CostKind, RefundState
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.model.lot import LotSource, LotStatus
from novex_shopify.domain.model.manifest import ManifestState
from novex_shopify.domain.model.order_exception import EXCEPTION_TITLES, OrderExceptionKind
from novex_shopify.domain.model.order_list import BookingState, OrderView
from novex_shopify.domain.model.order_overview import DeliveryState
from novex_shopify.domain.model.product import MappingStatus, MatchedBy
from novex_shopify.domain.model.recall import LotOutcome, NoticeChannel, RecallClass
from novex_shopify.domain.model.report_schedule import Frequency
from novex_shopify.domain.model.shop_settings import StockMode
from novex_shopify.domain.model.stock import MovementKind
from novex_shopify.domain.model.stock_level import LevelState
from novex_shopify.domain.model.stock_push import PushOutcome
from novex_shopify.domain.model.storage_location import StorageKind
from novex_shopify.domain.model.tracker import TrackerStatus
from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, OrderStatus
from novex_shopify.domain.model.webhook_event import EventStatus, Provider
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome
from novex_shopify.domain.use_cases.recall.impact import Affected
from novex_shopify.domain.use_cases.trace.certainty import Certainty

# Members of different enums may be equal, such as both `pending`: each enum has labels of its own.
_LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Provider: {Provider.SHOPIFY: "Shopify", Provider.EASYPOST: "EasyPost"},
    EventStatus: {
        EventStatus.PENDING: "Queued",
        EventStatus.PROCESSING: "Processing",
        EventStatus.DONE: "Processed",
        EventStatus.SUPERSEDED: "Outdated",
        EventStatus.IGNORED: "Ignored",
        EventStatus.PARKED: "Blocked",
        EventStatus.DEAD: "Failed",
    },
    LevelState: {
        LevelState.NEW: "Not compared yet",
        LevelState.IN_STEP: "In step",
        LevelState.DIFFERS: "Other number",
        LevelState.SENDING: "Being sent",
        LevelState.WAITING: "Changed in Shopify",
        LevelState.DRIFT: "Drift",
        LevelState.REFUSED: "Refused",
        LevelState.NOT_TRACKED: "Not tracked",
        LevelState.BUNDLE: "Bundle",
        LevelState.NOT_STOCKED: "Not stocked",
        LevelState.NO_STOCK_KEPT: "No lots in the ERP",
    },
    PushOutcome: {
        PushOutcome.UNKNOWN: "Not known yet",
        PushOutcome.SET: "Set",
        PushOutcome.STALE: "Shopify's number had changed",
        PushOutcome.REFUSED: "Refused",
        PushOutcome.NOT_SET: "Not set",
    },
    StockMode: {StockMode.OFF: "Off", StockMode.REPORT: "Reports only", StockMode.ON: "On"},
    IssueState: {
        IssueState.OPEN: "Open",
        IssueState.ACKNOWLEDGED: "Acknowledged",
        IssueState.IGNORED: "Ignored",
        IssueState.RESOLVED: "Resolved",
    },
    IssueChangeKind: {
        IssueChangeKind.OPENED: "Opened",
        IssueChangeKind.REOPENED: "Opened again",
        IssueChangeKind.GREW: "More orders",
        IssueChangeKind.ENDED: "Over",
        IssueChangeKind.IGNORE_ENDED: "No longer ignored",
        IssueChangeKind.ACKNOWLEDGED: "Acknowledged",
        IssueChangeKind.ASSIGNED: "Assigned",
        IssueChangeKind.IGNORED: "Ignored",
        IssueChangeKind.RESOLVED: "Resolved",
        IssueChangeKind.COMMENTED: "Comment",
    },
    PurchaseState: {
        PurchaseState.RATING: "Asking for rates",
        PurchaseState.RATED: "Rates are there",
        PurchaseState.BUYING: "Buying",
        PurchaseState.UNCLEAR: "Being checked",
        PurchaseState.CARRIER_UNCLEAR: "Carrier unclear",
        PurchaseState.BOUGHT: "Bought",
        PurchaseState.REFUSED: "Refused",
        PurchaseState.GIVEN_UP: "Given up",
    },
    CostKind: {
        CostKind.POSTAGE: "Postage",
        CostKind.INSURANCE: "Insurance",
        CostKind.FEE: "Fee",
        CostKind.REFUND: "Refund",
    },
    RefundState: {
        RefundState.SUBMITTED: "Asked for",
        RefundState.REFUNDED: "Refunded",
        RefundState.REJECTED: "Rejected",
        RefundState.NOT_APPLICABLE: "Billed only when used",
        RefundState.FORGONE: "Rejected, not asked for again",
    },
    ManifestState: {
        ManifestState.REQUESTED: "Being asked for",
        ManifestState.UNCLEAR: "Being checked",
        ManifestState.CREATING: "Carrier makes it",
        ManifestState.CREATED: "Ready",
        ManifestState.FAILED: "Failed",
    },
    BookingState: {
        BookingState.BOOKED: "Booked",
        BookingState.QUEUED: "Queued",
        BookingState.BLOCKED: "Blocked",
        BookingState.FAILED: "Failed",
        BookingState.DISMISSED: "Dismissed",
    },
    OrderView: {
        OrderView.ALL: "All",
        OrderView.ATTENTION: "Needs attention",
        OrderView.READY: "Ready to pack",
        OrderView.UNPAID: "Unpaid",
        OrderView.ON_HOLD: "On hold",
        OrderView.SHIPPED: "Shipped",
        OrderView.REFUNDED: "Refunded",
    },
    DeliveryState: {
        DeliveryState.IN_TRANSIT: "In transit",
        DeliveryState.DELIVERED: "Delivered",
        DeliveryState.PROBLEM: "Problem",
    },
    PushStatus: {
        PushStatus.PENDING: "Queued",
        PushStatus.SENDING: "Syncing",
        PushStatus.PUSHED: "Synced",
        PushStatus.CANCELLED: "Cancelled",
        PushStatus.PARKED: "Blocked",
        PushStatus.REFUSED: "Rejected",
        PushStatus.ELSEWHERE: "Shipped elsewhere",
        PushStatus.NOT_SHOPIFY: "Not a Shopify order",
        PushStatus.TEST_ORDER: "Test order",
    },
    Frequency: {Frequency.DAILY: "Daily", Frequency.WEEKLY: "Weekly", Frequency.MONTHLY: "Monthly"},
    ImportStatus: {
        ImportStatus.PENDING: "Queued",
        ImportStatus.RUNNING: "Running",
        ImportStatus.DONE: "Completed",
        ImportStatus.FAILED: "Failed",
        ImportStatus.CANCELLED: "Cancelled",
    },
    MappingStatus: {
        MappingStatus.MAPPED: "Mapped",
        MappingStatus.UNMAPPED: "Unmapped",
        MappingStatus.IGNORED: "Ignored",
    },
    MatchedBy: {
        MatchedBy.BARCODE: "barcode",
        MatchedBy.SKU: "SKU",
        MatchedBy.CREATED: "creating the item",
        MatchedBy.PERSON: "a person",
    },
    LotStatus: {
        LotStatus.RELEASED: "Released",
        LotStatus.QUARANTINED: "Quarantined",
        LotStatus.RECALLED: "Recalled",
    },
    LotSource: {
        LotSource.PRODUCTION: "Production",
        LotSource.PURCHASE: "Purchase",
        LotSource.CONVERSION: "Conversion",
        LotSource.OPENING: "Opening stock",
    },
    MovementKind: {
        MovementKind.RECEIVE: "Received",
        MovementKind.PRODUCE: "Produced",
        MovementKind.ADJUST: "Adjusted",
        MovementKind.COUNT: "Counted",
        MovementKind.MOVE: "Moved",
        MovementKind.SCRAP: "Scrapped",
        MovementKind.HOLD: "Held",
        MovementKind.RELEASE: "Released",
        MovementKind.CONVERT_OUT: "Converted to another item",
        MovementKind.CONVERT_IN: "Converted from another item",
        MovementKind.ASSIGN: "Assigned",
        MovementKind.UNASSIGN: "Unassigned",
        MovementKind.SHIP: "Shipped",
        MovementKind.UNSHIP: "Shipment cancelled",
        MovementKind.RETURN: "Returned",
    },
    StorageKind: {
        StorageKind.FREEZER: "Freezer",
        StorageKind.PALLET: "Pallet",
        StorageKind.RACK: "Rack",
        StorageKind.ROOM: "Room",
        StorageKind.OTHER: "Other",
    },
    LineOutcome: {
        LineOutcome.MAPPED: "Mapped",
        LineOutcome.IGNORED: "Ignored",
        LineOutcome.UNCHANGED: "Unchanged",
        LineOutcome.REFUSED: "Rejected",
    },
    OrderStatus: {
        OrderStatus.OPEN: "Open",
        OrderStatus.COMPLETED: "Completed",
        OrderStatus.CANCELLED: "Cancelled",
    },
    FulfillmentStatus: {
        FulfillmentStatus.UNFULFILLED: "Unfulfilled",
        FulfillmentStatus.PARTIALLY_FULFILLED: "Partially fulfilled",
        FulfillmentStatus.FULFILLED: "Fulfilled",
    },
    RecallClass: {
        RecallClass.CLASS_1: "Class I",
        RecallClass.CLASS_2: "Class II",
        RecallClass.CLASS_3: "Class III",
        RecallClass.WITHDRAWAL: "Withdrawal",
    },
    LotOutcome: {
        LotOutcome.RELEASED: "Released",
        LotOutcome.STAYS_RECALLED: "Stays recalled",
        LotOutcome.SCRAPPED: "Scrapped",
    },
    NoticeChannel: {
        NoticeChannel.EMAIL: "Email",
        NoticeChannel.PHONE: "Phone",
        NoticeChannel.LETTER: "Letter",
        NoticeChannel.VISIT: "Visit",
        NoticeChannel.OTHER: "Other",
    },
    Affected: {
        Affected.SHIPPED: "Shipped",
        Affected.ASSIGNED: "Assigned",
        Affected.INFERRED: "Lot assumed",
        Affected.UNTRACED: "Lot not known",
    },
    Certainty: {
        Certainty.RECORDED: "Lot recorded",
        Certainty.ASSUMED: "Lot assumed",
        Certainty.NOT_KNOWN: "Lot not known",
    },
    AssignmentState: {
        AssignmentState.ASSIGNED: "Assigned",
        AssignmentState.SHIPPED: "Shipped",
        AssignmentState.RETURNED: "Returned",
        AssignmentState.RELEASED: "Unassigned",
    },
    OrderExceptionKind: EXCEPTION_TITLES,
    TaxCategory: {
        TaxCategory.STANDARD: "S, taxed at a rate",
        TaxCategory.ZERO: "Z, zero rate",
        TaxCategory.EXEMPT: "E, exempt",
        TaxCategory.INTRA_COMMUNITY: "K, intra-community supply",
        TaxCategory.EXPORT: "G, export",
        TaxCategory.REVERSE_CHARGE: "AE, reverse charge",
        TaxCategory.OUTSIDE_SCOPE: "O, outside the scope of VAT",
    },
    TrackerStatus: {
        TrackerStatus.UNKNOWN: "Not seen yet",
        TrackerStatus.PRE_TRANSIT: "Label made",
        TrackerStatus.IN_TRANSIT: "In transit",
        TrackerStatus.OUT_FOR_DELIVERY: "Out for delivery",
        TrackerStatus.AVAILABLE_FOR_PICKUP: "Ready for pickup",
        TrackerStatus.DELIVERED: "Delivered",
        TrackerStatus.RETURN_TO_SENDER: "Comes back",
        TrackerStatus.FAILURE: "Delivery failed",
        TrackerStatus.CANCELLED: "Cancelled",
        TrackerStatus.ERROR: "Can't be tracked",
    },
    WarehouseReturnState: {
        WarehouseReturnState.EXPECTED: "Expected",
        WarehouseReturnState.RECEIVED: "Received",
        WarehouseReturnState.RESTOCKED: "Restocked",
        WarehouseReturnState.SCRAPPED: "Scrapped",
        WarehouseReturnState.NEVER_CAME: "Never came",
        WarehouseReturnState.NOT_SHIPPED: "Not shipped",
    },
}

EVENT_STATUS_DESCRIPTIONS = {
    EventStatus.PENDING: "Waits for a worker or for its next attempt",
    EventStatus.PROCESSING: "A worker is applying it",
    EventStatus.DONE: "Applied to the ERP",
    EventStatus.SUPERSEDED: "Outdated, skipped: the ERP has a newer state",
    EventStatus.IGNORED: "Needs no action",
    EventStatus.PARKED: "Waits for something that is missing",
    EventStatus.DEAD: "Failed too often. Fix the cause, then retry it",
}

PUSH_STATUS_DESCRIPTIONS = {
    PushStatus.PENDING: "Waits for a worker or for its next attempt",
    PushStatus.SENDING: "A worker is sending it to Shopify",
    PushStatus.PUSHED: "Shopify has it",
    PushStatus.CANCELLED: "Cancelled",
    PushStatus.PARKED: "Waits for Shopify or for a person",
    PushStatus.REFUSED: "Declined by Shopify, or given up",
    PushStatus.ELSEWHERE: "Fulfilled by other means, as a person said",
    PushStatus.NOT_SHOPIFY: "The order is not from Shopify",
    PushStatus.TEST_ORDER: "Shipments of test orders are not sent to Shopify",
}


_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}


def format_label(value: StrEnum) -> str:
    return _LABELS[type(value)][value]


def format_language(code: str) -> str:
    return _LANGUAGES.get(code, code)


def format_actor(actor: Actor) -> str:
    """Who did it. Jobs do the rest, and their names are for developers."""
    return "Novex Shopify" if actor.kind is ActorKind.WORKER else actor.name


def build_status_options(statuses: type[StrEnum]) -> list[tuple[str, str]]:
    """The values and labels of a filter that may be empty."""
    return [("", "Any"), *((str(status), format_label(status)) for status in statuses)]
