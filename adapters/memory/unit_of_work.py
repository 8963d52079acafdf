"""Transactions in memory."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock

from novex_shopify.adapters.memory.claims import MemoryClaims
from novex_shopify.adapters.memory.console.console_access import MemoryConsoleAccess
from novex_shopify.adapters.memory.console.statistics import MemoryStatistics
from novex_shopify.adapters.memory.customers.privacy_records import MemoryPrivacyRecords
from novex_shopify.adapters.memory.erp.erp import MemoryErp
from novex_shopify.adapters.memory.fulfillment.fulfillment_pushes import MemoryFulfillmentPushes
from novex_shopify.adapters.memory.imports.import_runs import MemoryImportRuns
from novex_shopify.adapters.memory.job_runs import MemoryJobRuns
from novex_shopify.adapters.memory.products.product_mappings import MemoryProductMappings
from novex_shopify.adapters.memory.reconciliation.missed_windows import MemoryMissedWindows
from novex_shopify.adapters.memory.reconciliation.reconciliations import MemoryReconciliations
from novex_shopify.adapters.memory.resource_links import MemoryResourceLinks
from novex_shopify.adapters.memory.shops.oauth_states import MemoryOAuthStates
from novex_shopify.adapters.memory.shops.shops import MemoryShops
from novex_shopify.adapters.memory.state import State
from novex_shopify.adapters.memory.webhooks.deliveries import MemoryDeliveries
from novex_shopify.adapters.memory.webhooks.webhook_events import MemoryWebhookEvents
from novex_shopify.adapters.memory.webhooks.webhook_subscriptions import MemoryWebhookSubscriptions
from novex_shopify.domain.ports.claims import Claims
from novex_shopify.domain.ports.console_access import ConsoleAccess
from novex_shopify.domain.ports.deliveries import Deliveries
from novex_shopify.domain.ports.erp import Erp
from novex_shopify.domain.ports.fulfillment_pushes import FulfillmentPushes
from novex_shopify.domain.ports.import_runs import ImportRuns
from novex_shopify.domain.ports.job_runs import JobRuns
from novex_shopify.domain.ports.missed_windows import MissedWindows
from novex_shopify.domain.ports.oauth_states import OAuthStates
from novex_shopify.domain.ports.privacy_records import PrivacyRecords
from novex_shopify.domain.ports.product_mappings import ProductMappings
from novex_shopify.domain.ports.reconciliations import Reconciliations
from novex_shopify.domain.ports.resource_links import ResourceLinks
from novex_shopify.domain.ports.shops import Shops
from novex_shopify.domain.ports.statistics import Statistics
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.ports.webhook_events import WebhookEvents
from novex_shopify.domain.ports.webhook_subscriptions import WebhookSubscriptions

LOCK_TIMEOUT_SECONDS = 10


class MemoryTransaction:
    """The port `Transaction`, on a copy of the state."""

    def __init__(self, unit_of_work: "MemoryUnitOfWork") -> None:
        self._unit_of_work = unit_of_work
        self._state = state = unit_of_work.state.copy()
        self.shops: Shops = MemoryShops(state)
        self.oauth_states: OAuthStates = MemoryOAuthStates(state)
        self.events: WebhookEvents = MemoryWebhookEvents(state)
        self.subscriptions: WebhookSubscriptions = MemoryWebhookSubscriptions(state)
        self.missed_windows: MissedWindows = MemoryMissedWindows(state)
        self.deliveries: Deliveries = MemoryDeliveries(state)
        self.job_runs: JobRuns = MemoryJobRuns(state)
        self.mappings: ProductMappings = MemoryProductMappings(state)
        self.order_links: ResourceLinks = MemoryResourceLinks(state, "order_links")
        self.customer_links: ResourceLinks = MemoryResourceLinks(state, "customer_links")
        self.pushes: FulfillmentPushes = MemoryFulfillmentPushes(state)
        self.reconciliations: Reconciliations = MemoryReconciliations(state)
        self.imports: ImportRuns = MemoryImportRuns(state)
        self.claims: Claims = MemoryClaims(state)
        self.privacy: PrivacyRecords = MemoryPrivacyRecords(state)
        self.console: ConsoleAccess = MemoryConsoleAccess(state)
        self.statistics: Statistics = MemoryStatistics(state)
        self.erp: Erp = MemoryErp(state)

    def commit(self) -> None:
        self._unit_of_work.state = self._state.copy()

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

    def __init__(self) -> None:
        self.state = State()
        self._lock = Lock()

    def __call__(self) -> AbstractContextManager[Transaction]:
        return self._begin_transaction()

    @contextmanager
    def _begin_transaction(self) -> Generator[Transaction]:
        if not self._lock.acquire(timeout=LOCK_TIMEOUT_SECONDS):
            raise TimeoutError("Another transaction is still open. Did this one begin inside it?")
        try:
            yield MemoryTransaction(self)
        finally:
            self._lock.release()
