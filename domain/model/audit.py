"""The audit log: who changed what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.shop import ShopDomain

AuditValue = str | int | bool | None | list[str] | dict[str, str]
AuditValues = Mapping[str, AuditValue]
"""The changed fields by name. Never a secret, and of a customer nothing but ids: entries are never erased."""


class AuditedKind(StrEnum):
    """What an entry is about."""

    STORE = auto()
    VARIANT = auto()
    ITEM = auto()
    EVENT = auto()
    ORDER = auto()
    SHIPMENT = auto()
    CUSTOMER = auto()
    IMPORT = auto()
    PRIVACY_REQUEST = auto()
    USER = auto()
    API_TOKEN = auto()
    INSTALLATION = auto()
    LOT = auto()
    LOCATION = auto()
    RECALL = auto()
    SELLER = auto()
    INVOICE = auto()
    REPORT = auto()
    CARRIER_ACCOUNT = auto()
    BOX = auto()
    ORIGIN = auto()
    LABEL = auto()
    MANIFEST = auto()
    PRINTER = auto()
    NOTIFICATION_CHANNEL = auto()
    NOTIFICATION_RULE = auto()
    ISSUE = auto()


class AuditAction(StrEnum):
    """What somebody did."""

    SIGNED_IN = auto()
    SIGN_IN_REFUSED = auto()
    SIGNED_OUT = auto()
    SESSION_ENDED = auto()
    USER_INVITED = auto()
    USER_CHANGED = auto()
    PASSWORD_CHANGED = auto()
    PASSWORD_RESET = auto()
    IDENTITY_LINKED = auto()
    IDENTITY_UNLINKED = auto()
    SECOND_FACTOR_ADDED = auto()
    SECOND_FACTOR_REMOVED = auto()
    RECOVERY_CODE_USED = auto()
    RECOVERY_CODES_RENEWED = auto()
    API_TOKEN_CREATED = auto()
    API_TOKEN_REVOKED = auto()
    LOT_QUARANTINED = auto()
    LOT_RELEASED = auto()
    LOT_RECALLED = auto()
    RETURN_NEVER_CAME = auto()
    RECALL_OPENED = auto()
    RECALL_NOTICE_SAVED = auto()
    RECALL_CLOSED = auto()
    LOCATION_SAVED = auto()
    SELLER_SAVED = auto()
    DESIGN_SAVED = auto()
    INVOICE_ISSUED = auto()

    REPORT_SCHEDULED = auto()
    REPORT_UNSCHEDULED = auto()
    REPORT_SENT = auto()
    REPORT_NOT_SENT = auto()

    STORE_EXPECTED = auto()
    STORE_APPROVED = auto()
    STORE_CONNECTED = auto()
    STORE_DISCONNECTED = auto()
    SETTINGS_CHANGED = auto()
    WEBHOOKS_REPAIRED = auto()
    TOKEN_RENEWED = auto()
    MOVE_CONFIRMED = auto()
    KEYS_ROTATED = auto()

    VARIANT_MAPPED = auto()
    VARIANT_IGNORED = auto()
    VARIANT_UNMAPPED = auto()
    VARIANTS_MATCHED = auto()
    ITEMS_CHANGED = auto()

    ISSUE_ACKNOWLEDGED = auto()
    ISSUE_ASSIGNED = auto()
    ISSUE_IGNORED = auto()
    ISSUE_RESOLVED = auto()
    ISSUE_REOPENED = auto()
    ISSUE_COMMENTED = auto()

    EVENTS_RETRIED = auto()
    EVENT_DISMISSED = auto()

    ORDERS_REQUESTED = auto()
    ORDERS_CHECKED = auto()
    LINE_REBOOKED = auto()
    EXCEPTION_CLOSED = auto()
    ORDER_HELD = auto()
    ORDER_RELEASED = auto()
    COMMENT_ADDED = auto()
    COMMENT_DELETED = auto()
    LOTS_CONFIRMED = auto()
    LOT_NAMED = auto()
    LOT_CORRECTED = auto()

    SHIPMENT_RECORDED = auto()
    SHIPMENT_CHANGED = auto()
    SHIPMENT_CANCELLED = auto()
    SHIPMENT_RETRIED = auto()
    SHIPMENT_GIVEN_UP = auto()
    SHIPPED_ELSEWHERE = auto()

    CARRIER_ACCOUNT_SAVED = auto()
    CARRIER_ACCOUNT_REMOVED = auto()
    CARRIER_WEBHOOK_REGISTERED = auto()
    BOX_SAVED = auto()
    BOX_DELETED = auto()
    ORIGIN_SAVED = auto()
    ORIGIN_DELETED = auto()
    LABEL_REQUESTED = auto()
    LABEL_BOUGHT = auto()
    LABEL_CHECKED = auto()
    LABEL_GIVEN_UP = auto()
    LABEL_VOIDED = auto()
    DAY_CLOSED = auto()
    PACKING_TAKEN_OVER = auto()
    PACKED_SHORT = auto()
    PRINTER_SAVED = auto()
    PRINTER_DELETED = auto()

    CHANNEL_ADDED = auto()
    CHANNEL_TESTED = auto()
    CHANNEL_PAUSED = auto()
    CHANNEL_RESUMED = auto()
    CHANNEL_REMOVED = auto()
    RULE_SAVED = auto()
    RULE_REMOVED = auto()
    QUIET_HOURS_CHANGED = auto()
    NOTIFICATION_RETRIED = auto()
    NOTIFICATION_DISMISSED = auto()

    STORE_LOCATION_MAPPED = auto()
    SAFETY_STOCK_CHANGED = auto()
    STOCK_PAUSED = auto()
    STOCK_RESUMED = auto()
    STOCK_PUSH_REQUESTED = auto()

    IMPORT_STARTED = auto()
    IMPORT_CANCELLED = auto()

    CUSTOMER_KEPT_SEPARATE = auto()
    CUSTOMER_CHANGED = auto()
    PERSONAL_DATA_SHOWN = auto()
    PERSONAL_DATA_REPORTED = auto()
    PERSONAL_DATA_ERASED = auto()


@dataclass(frozen=True, slots=True)
class AuditSubject:
    """The thing that was changed. `shop` is the store that it belongs to."""

    kind: AuditedKind
    id: str = ""
    shop: ShopDomain | None = None

    @classmethod
    def of_store(cls, shop: ShopDomain) -> "AuditSubject":
        return cls(AuditedKind.STORE, shop, shop)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change. `before` and `after` are the fields that differ."""

    id: int
    at: datetime
    actor: Actor
    action: AuditAction
    subject: AuditSubject
    before: AuditValues = field(default_factory=dict)
    after: AuditValues = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; None is any. `since` is included, `until` is not."""

    actor_name: str | None = None
    action: AuditAction | None = None
    kind: AuditedKind | None = None
    subject_id: str | None = None
    shop: ShopDomain | None = None
    since: datetime | None = None
    until: datetime | None = None
