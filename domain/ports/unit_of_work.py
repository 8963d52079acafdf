"""Transactions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from novex_shopify.domain.ports.api_tokens import ApiTokens
from novex_shopify.domain.ports.audit_log import AuditLog
from novex_shopify.domain.ports.boxes import Boxes
from novex_shopify.domain.ports.carrier_accounts import CarrierAccounts
from novex_shopify.domain.ports.carrier_webhooks import CarrierWebhooks
from novex_shopify.domain.ports.claims import Claims
from novex_shopify.domain.ports.console_sessions import ConsoleSessions
from novex_shopify.domain.ports.deliveries import Deliveries
from novex_shopify.domain.ports.erp import Erp
from novex_shopify.domain.ports.fulfillment_pushes import FulfillmentPushes
from novex_shopify.domain.ports.import_runs import ImportRuns
from novex_shopify.domain.ports.installation import Installation
from novex_shopify.domain.ports.issues import Issues
from novex_shopify.domain.ports.job_runs import JobRuns
from novex_shopify.domain.ports.key_locks import KeyLocks
from novex_shopify.domain.ports.label_purchases import LabelPurchases
from novex_shopify.domain.ports.list_views import ListViews
from novex_shopify.domain.ports.manifests import Manifests
from novex_shopify.domain.ports.missed_windows import MissedWindows
from novex_shopify.domain.ports.notification_channels import NotificationChannels
from novex_shopify.domain.ports.notification_rules import NotificationRules
from novex_shopify.domain.ports.notifications import Notifications
from novex_shopify.domain.ports.oauth_states import OAuthStates
from novex_shopify.domain.ports.order_comments import OrderComments
from novex_shopify.domain.ports.order_holds import OrderHolds
from novex_shopify.domain.ports.order_overviews import OrderOverviews
from novex_shopify.domain.ports.origins import Origins
from novex_shopify.domain.ports.packings import Packings
from novex_shopify.domain.ports.printers import Printers
from novex_shopify.domain.ports.privacy_records import PrivacyRecords
from novex_shopify.domain.ports.product_mappings import ProductMappings
from novex_shopify.domain.ports.rebookings import Rebookings
from novex_shopify.domain.ports.reconciliations import Reconciliations
from novex_shopify.domain.ports.report_schedules import ReportSchedules
from novex_shopify.domain.ports.resource_links import ResourceLinks
from novex_shopify.domain.ports.search import Search
from novex_shopify.domain.ports.second_factors import SecondFactors
from novex_shopify.domain.ports.shop_stock import ShopStock
from novex_shopify.domain.ports.shops import Shops
from novex_shopify.domain.ports.sign_in_failures import SignInFailureCounts
from novex_shopify.domain.ports.statistics import Statistics
from novex_shopify.domain.ports.trackers import Trackers
from novex_shopify.domain.ports.users import Users
from novex_shopify.domain.ports.webhook_events import WebhookEvents
from novex_shopify.domain.ports.webhook_subscriptions import WebhookSubscriptions


class ReadOnlyTransaction(Exception):
    """A mistake in the program: a transaction of `UnitOfWork.read` was to be committed."""


class Transaction(Protocol):
    """All repositories, in one transaction."""

    installation: Installation
    shops: Shops
    oauth_states: OAuthStates
    events: WebhookEvents
    subscriptions: WebhookSubscriptions
    missed_windows: MissedWindows
    deliveries: Deliveries
    job_runs: JobRuns
    issues: Issues
    report_schedules: ReportSchedules
    notification_channels: NotificationChannels
    notification_rules: NotificationRules
    notifications: Notifications
    mappings: ProductMappings
    order_links: ResourceLinks
    customer_links: ResourceLinks
    key_locks: KeyLocks
    rebookings: Rebookings
    order_holds: OrderHolds
    order_overviews: OrderOverviews
    order_comments: OrderComments
    pushes: FulfillmentPushes
    shop_stock: ShopStock
    carrier_accounts: CarrierAccounts
    boxes: Boxes
    origins: Origins
    packings: Packings
    printers: Printers
    label_purchases: LabelPurchases
    manifests: Manifests
    trackers: Trackers
    carrier_webhooks: CarrierWebhooks
    imports: ImportRuns
    reconciliations: Reconciliations
    claims: Claims
    search: Search
    privacy: PrivacyRecords
    users: Users
    console_sessions: ConsoleSessions
    second_factors: SecondFactors
    sign_in_failures: SignInFailureCounts
    api_tokens: ApiTokens
    list_views: ListViews
    audit_log: AuditLog
    statistics: Statistics
    erp: Erp

    def commit(self) -> None:
        """Commit. The last line of a block."""
        ...

    def call_after_commit(self, action: Callable[[], None]) -> None:
        """Call this once the transaction is committed, and never if it is rolled back.

        The action may open a transaction of its own. It raises nothing: what was committed stays. It is lost if the
        process ends first, so something else must do the same later.
        """
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """Open a part that is rolled back alone if an error leaves it; the rest of the transaction stays."""
        ...


class UnitOfWork(Protocol):
    """Opens transactions. Leaving one without `commit` rolls it back. No network call belongs inside."""

    def __call__(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that cannot be committed: it neither waits for those that write, nor delays them."""
        ...
