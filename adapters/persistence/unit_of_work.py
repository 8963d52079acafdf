"""Database transactions."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, orm
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.persistence.claims import SqlClaims
from novex_shopify.adapters.persistence.console.console_access import SqlConsoleAccess
from novex_shopify.adapters.persistence.console.statistics import SqlStatistics
from novex_shopify.adapters.persistence.customers.privacy_records import SqlPrivacyRecords
from novex_shopify.adapters.persistence.fulfillment.fulfillment_pushes import SqlFulfillmentPushes
from novex_shopify.adapters.persistence.imports.import_runs import SqlImportRuns
from novex_shopify.adapters.persistence.job_runs import SqlJobRuns
from novex_shopify.adapters.persistence.products.product_mappings import SqlProductMappings
from novex_shopify.adapters.persistence.reconciliation.missed_windows import SqlMissedWindows
from novex_shopify.adapters.persistence.reconciliation.reconciliations import SqlReconciliations
from novex_shopify.adapters.persistence.resource_links import CustomerLinkRow, OrderLinkRow, SqlResourceLinks
from novex_shopify.adapters.persistence.shops.oauth_states import SqlOAuthStates
from novex_shopify.adapters.persistence.shops.shops import SqlShops
from novex_shopify.adapters.persistence.webhooks.deliveries import SqlDeliveries
from novex_shopify.adapters.persistence.webhooks.webhook_events import SqlWebhookEvents
from novex_shopify.adapters.persistence.webhooks.webhook_subscriptions import SqlWebhookSubscriptions
from novex_shopify.domain.errors import DatabaseUnavailable
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

ErpFactory = Callable[[Session], Erp]
"""Builds the ERP for one transaction. An ERP outside this database may ignore the session."""


class SqlTransaction:
    """The port `Transaction`."""

    def __init__(self, session: Session, cipher: TokenCipher, erp: ErpFactory) -> None:
        self._session = session
        self.shops: Shops = SqlShops(session, cipher)
        self.oauth_states: OAuthStates = SqlOAuthStates(session)
        self.events: WebhookEvents = SqlWebhookEvents(session)
        self.subscriptions: WebhookSubscriptions = SqlWebhookSubscriptions(session)
        self.missed_windows: MissedWindows = SqlMissedWindows(session)
        self.deliveries: Deliveries = SqlDeliveries(session)
        self.job_runs: JobRuns = SqlJobRuns(session)
        self.mappings: ProductMappings = SqlProductMappings(session)
        self.order_links: ResourceLinks = SqlResourceLinks(session, OrderLinkRow)
        self.customer_links: ResourceLinks = SqlResourceLinks(session, CustomerLinkRow)
        self.pushes: FulfillmentPushes = SqlFulfillmentPushes(session)
        self.reconciliations: Reconciliations = SqlReconciliations(session)
        self.imports: ImportRuns = SqlImportRuns(session)
        self.claims: Claims = SqlClaims(session)
        self.privacy: PrivacyRecords = SqlPrivacyRecords(session)
        self.console: ConsoleAccess = SqlConsoleAccess(session)
        self.statistics: Statistics = SqlStatistics(session)
        self.erp: Erp = erp(session)

    def commit(self) -> None:
        self._session.commit()

    @contextmanager
    def savepoint(self) -> Generator[None]:
        with _translate_database_errors(), self._session.begin_nested():
            yield


@dataclass(frozen=True, slots=True)
class SqlUnitOfWork:
    """The port `UnitOfWork`."""

    engine: Engine
    cipher: TokenCipher
    erp: ErpFactory

    def __call__(self) -> AbstractContextManager[Transaction]:
        return self._begin_transaction()

    def join_session(self, session: orm.Session) -> Transaction:
        """A transaction in a session on this database that the caller has opened, and commits or rolls back."""
        return SqlTransaction(Session(session.connection()), self.cipher, self.erp)

    @contextmanager
    def _begin_transaction(self) -> Generator[Transaction]:
        with _translate_database_errors(), Session(self.engine, expire_on_commit=False) as session:
            yield SqlTransaction(session, self.cipher, self.erp)


@contextmanager
def _translate_database_errors() -> Generator[None]:
    try:
        yield
    except OperationalError as error:
        raise DatabaseUnavailable(f"The database could not be used ({_get_driver_message(error)}).") from error


def _get_driver_message(error: OperationalError) -> str:
    """The driver's message, without the statement and its values."""
    return str(error.orig).strip().splitlines()[0]
