"""Transactions in memory."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock

from novex_shopify.adapters.clock import SystemClock
from novex_shopify.adapters.memory.claims import MemoryClaims
from novex_shopify.adapters.memory.console.statistics import MemoryStatistics
from novex_shopify.adapters.memory.customers.privacy_records import MemoryPrivacyRecords
from novex_shopify.adapters.memory.erp.erp import MemoryErp
from novex_shopify.adapters.memory.fulfillment.fulfillment_pushes import MemoryFulfillmentPushes
from novex_shopify.adapters.memory.imports.import_runs import MemoryImportRuns
from novex_shopify.adapters.memory.installation import MemoryInstallation
from novex_shopify.adapters.memory.issues.issues import MemoryIssues
from novex_shopify.adapters.memory.job_runs import MemoryJobRuns
from novex_shopify.adapters.memory.key_locks import MemoryKeyLocks
from novex_shopify.adapters.memory.notifications.notification_channels import MemoryNotificationChannels
from novex_shopify.adapters.memory.notifications.notification_rules import MemoryNotificationRules
from novex_shopify.adapters.memory.notifications.notifications import MemoryNotifications
from novex_shopify.adapters.memory.orders.order_comments import MemoryOrderComments
from novex_shopify.adapters.memory.orders.order_holds import MemoryOrderHolds
from novex_shopify.adapters.memory.orders.order_overviews import MemoryOrderOverviews
from novex_shopify.adapters.memory.orders.rebookings import MemoryRebookings
from novex_shopify.adapters.memory.people.api_tokens import MemoryApiTokens
from novex_shopify.adapters.memory.people.audit_log import MemoryAuditLog
from novex_shopify.adapters.memory.people.console_sessions import MemoryConsoleSessions
from novex_shopify.adapters.memory.people.list_views import MemoryListViews
from novex_shopify.adapters.memory.people.second_factors import MemorySecondFactors
from novex_shopify.adapters.memory.people.sign_in_failures import MemorySignInFailureCounts
from novex_shopify.adapters.memory.people.users import MemoryUsers
from novex_shopify.adapters.memory.products.product_mappings import MemoryProductMappings
from novex_shopify.adapters.memory.reconciliation.missed_windows import MemoryMissedWindows
from novex_shopify.adapters.memory.reconciliation.reconciliations import MemoryReconciliations
from novex_shopify.adapters.memory.reports.report_schedules import MemoryReportSchedules
from novex_shopify.adapters.memory.resource_links import MemoryResourceLinks
from novex_shopify.adapters.memory.search.search import MemorySearch
from novex_shopify.adapters.memory.shipping.boxes import MemoryBoxes
from novex_shopify.adapters.memory.shipping.carrier_accounts import MemoryCarrierAccounts
from novex_shopify.adapters.memory.shipping.carrier_webhooks import MemoryCarrierWebhooks
from novex_shopify.adapters.memory.shipping.label_purchases import MemoryLabelPurchases
from novex_shopify.adapters.memory.shipping.manifests import MemoryManifests
from novex_shopify.adapters.memory.shipping.origins import MemoryOrigins
from novex_shopify.adapters.memory.shipping.packings import MemoryPackings
from novex_shopify.adapters.memory.shipping.printers import MemoryPrinters
from novex_shopify.adapters.memory.shipping.trackers import MemoryTrackers
from novex_shopify.adapters.memory.shops.oauth_states import MemoryOAuthStates
from novex_shopify.adapters.memory.shops.shops import MemoryShops
from novex_shopify.adapters.memory.state import State
from novex_shopify.adapters.memory.stock.shop_stock import MemoryShopStock
from novex_shopify.adapters.memory.webhooks.deliveries import MemoryDeliveries
from novex_shopify.adapters.memory.webhooks.webhook_events import MemoryWebhookEvents
from novex_shopify.adapters.memory.webhooks.webhook_subscriptions import MemoryWebhookSubscriptions
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import ReadOnlyTransaction, Transaction

LOCK_TIMEOUT_SECONDS = 10


class MemoryTransaction(Transaction):
    """The port `Transaction`, on a copy of the state."""

    def __init__(self, unit_of_work: "MemoryUnitOfWork", *, read_only: bool = False) -> None:
        self._unit_of_work, self._read_only = unit_of_work, read_only
        self._state = state = unit_of_work.state.copy()
        self._after_commit: list[Callable[[], None]] = []
        self._due: list[Callable[[], None]] = []
        self.installation = MemoryInstallation(state)
        self.shops = MemoryShops(state)
        self.oauth_states = MemoryOAuthStates(state)
        self.events = MemoryWebhookEvents(state)
        self.subscriptions = MemoryWebhookSubscriptions(state)
        self.missed_windows = MemoryMissedWindows(state)
        self.deliveries = MemoryDeliveries(state)
        self.job_runs = MemoryJobRuns(state)
        self.issues = MemoryIssues(state)
        self.report_schedules = MemoryReportSchedules(state)
        self.notification_channels = MemoryNotificationChannels(state)
        self.notification_rules = MemoryNotificationRules(state)
        self.notifications = MemoryNotifications(state)
        self.mappings = MemoryProductMappings(state)
        self.order_links = MemoryResourceLinks(state, "order_links")
        self.customer_links = MemoryResourceLinks(state, "customer_links")
        self.key_locks = MemoryKeyLocks()
        self.rebookings = MemoryRebookings(state)
        self.order_holds = MemoryOrderHolds(state)
        self.order_overviews = MemoryOrderOverviews(state)
        self.order_comments = MemoryOrderComments(state)
        self.pushes = MemoryFulfillmentPushes(state)
        self.shop_stock = MemoryShopStock(state)
        self.carrier_accounts = MemoryCarrierAccounts(state)
        self.boxes = MemoryBoxes(state)
        self.origins = MemoryOrigins(state)
        self.packings = MemoryPackings(state)
        self.printers = MemoryPrinters(state)
        self.label_purchases = MemoryLabelPurchases(state)
        self.manifests = MemoryManifests(state)
        self.trackers = MemoryTrackers(state)
        self.carrier_webhooks = MemoryCarrierWebhooks(state)
        self.reconciliations = MemoryReconciliations(state)
        self.imports = MemoryImportRuns(state)
        self.claims = MemoryClaims(state)
        self.search = MemorySearch(state)
        self.privacy = MemoryPrivacyRecords(state)
        self.users = MemoryUsers(state)
        self.console_sessions = MemoryConsoleSessions(state)
        self.second_factors = MemorySecondFactors(state)
        self.sign_in_failures = MemorySignInFailureCounts(state)
        self.api_tokens = MemoryApiTokens(state)
        self.list_views = MemoryListViews(state)
        self.audit_log = MemoryAuditLog(state, unit_of_work.clock)
        self.statistics = MemoryStatistics(state)
        self.erp = MemoryErp(state)

    def commit(self) -> None:
        if self._read_only:
            raise ReadOnlyTransaction
        self._unit_of_work.state = self._state.copy()
        self._due, self._after_commit = [*self._due, *self._after_commit], []

    def call_after_commit(self, action: Callable[[], None]) -> None:
        self._after_commit.append(action)

    def run_due_actions(self) -> None:
        """Run what was to be called after the commit. The lock of the unit of work is free."""
        for action in self._due:
            action()

    @contextmanager
    def savepoint(self) -> Generator[None]:
        before = self._state.copy()
        try:
            yield
        except BaseException:
            self._state.restore(before)
            raise


class MemoryUnitOfWork:
    """The port `UnitOfWork`: one transaction at a time, as in SQLite."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.state, self.clock = State(), clock or SystemClock()
        self._lock = Lock()

    def __call__(self) -> AbstractContextManager[Transaction]:
        return self._begin_transaction()

    @contextmanager
    def read(self) -> Generator[Transaction]:
        yield MemoryTransaction(self, read_only=True)

    @contextmanager
    def _begin_transaction(self) -> Generator[Transaction]:
        if not self._lock.acquire(timeout=LOCK_TIMEOUT_SECONDS):
            raise TimeoutError("Another transaction is still open. Did this one begin inside it?")
        tx = MemoryTransaction(self)
        try:
            yield tx
        finally:
            self._lock.release()
            tx.run_due_actions()
