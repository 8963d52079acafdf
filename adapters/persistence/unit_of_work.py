"""Database transactions."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, func, orm, select
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlmodel import Session

from novex_shopify.adapters.clock import SystemClock
from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.persistence.after_commit import call_after_commit
from novex_shopify.adapters.persistence.claims import SqlClaims
from novex_shopify.adapters.persistence.console.statistics import SqlStatistics
from novex_shopify.adapters.persistence.customers.privacy_records import SqlPrivacyRecords
from novex_shopify.adapters.persistence.engine import READ_ONLY
from novex_shopify.adapters.persistence.fulfillment.fulfillment_pushes import SqlFulfillmentPushes
from novex_shopify.adapters.persistence.imports.import_runs import SqlImportRuns
from novex_shopify.adapters.persistence.installation import SqlInstallation
from novex_shopify.adapters.persistence.issues.issues import SqlIssues
from novex_shopify.adapters.persistence.job_runs import SqlJobRuns
from novex_shopify.adapters.persistence.key_locks import SqlKeyLocks
from novex_shopify.adapters.persistence.notifications.notification_channels import SqlNotificationChannels
from novex_shopify.adapters.persistence.notifications.notification_rules import SqlNotificationRules
from novex_shopify.adapters.persistence.notifications.notifications import SqlNotifications
from novex_shopify.adapters.persistence.orders.order_comments import SqlOrderComments
from novex_shopify.adapters.persistence.orders.order_holds import SqlOrderHolds
from novex_shopify.adapters.persistence.orders.order_overviews import SqlOrderOverviews
from novex_shopify.adapters.persistence.orders.rebookings import SqlRebookings
from novex_shopify.adapters.persistence.people.api_tokens import SqlApiTokens
from novex_shopify.adapters.persistence.people.audit_log import SqlAuditLog
from novex_shopify.adapters.persistence.people.console_sessions import SqlConsoleSessions
from novex_shopify.adapters.persistence.people.list_views import SqlListViews
from novex_shopify.adapters.persistence.people.second_factors import SqlSecondFactors
from novex_shopify.adapters.persistence.people.sign_in_failures import SqlSignInFailureCounts
from novex_shopify.adapters.persistence.people.users import SqlUsers
from novex_shopify.adapters.persistence.postgres_connections import POOLER_STATES, get_sqlstate
from novex_shopify.adapters.persistence.products.product_mappings import SqlProductMappings
from novex_shopify.adapters.persistence.reconciliation.missed_windows import SqlMissedWindows
from novex_shopify.adapters.persistence.reconciliation.reconciliations import SqlReconciliations
from novex_shopify.adapters.persistence.reports.report_schedules import SqlReportSchedules
from novex_shopify.adapters.persistence.resource_links import CustomerLinkRow, OrderLinkRow, SqlResourceLinks
from novex_shopify.adapters.persistence.search.search import SqlSearch
from novex_shopify.adapters.persistence.shipping.boxes import SqlBoxes
from novex_shopify.adapters.persistence.shipping.carrier_accounts import SqlCarrierAccounts
from novex_shopify.adapters.persistence.shipping.carrier_webhooks import SqlCarrierWebhooks
from novex_shopify.adapters.persistence.shipping.label_purchases import SqlLabelPurchases
from novex_shopify.adapters.persistence.shipping.manifests import SqlManifests
from novex_shopify.adapters.persistence.shipping.origins import SqlOrigins
from novex_shopify.adapters.persistence.shipping.packings import SqlPackings
from novex_shopify.adapters.persistence.shipping.printers import SqlPrinters
from novex_shopify.adapters.persistence.shipping.trackers import SqlTrackers
from novex_shopify.adapters.persistence.shops.oauth_states import SqlOAuthStates
from novex_shopify.adapters.persistence.shops.shops import SqlShops
from novex_shopify.adapters.persistence.stock.shop_stock import SqlShopStock
from novex_shopify.adapters.persistence.webhooks.deliveries import SqlDeliveries
from novex_shopify.adapters.persistence.webhooks.webhook_events import SqlWebhookEvents
from novex_shopify.adapters.persistence.webhooks.webhook_subscriptions import SqlWebhookSubscriptions
from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp import Erp
from novex_shopify.domain.ports.unit_of_work import ReadOnlyTransaction, Transaction

ErpFactory = Callable[[Session], Erp]
"""Builds the ERP for one transaction. An ERP outside this database may ignore the session."""


class SqlTransaction(Transaction):
    """The port `Transaction`."""

    def __init__(
        self,
        session: Session,
        cipher: TokenCipher,
        erp: ErpFactory,
        clock: Clock,
        *,
        read_only: bool = False,
        committed_by: orm.Session | None = None,
        default_carrier_account: CarrierAccount | None = None,
    ) -> None:
        """`committed_by` is the session that commits the transaction, if it is not this one."""
        self._session, self._read_only = session, read_only
        self._committing_session: orm.Session = committed_by or session
        self.installation = SqlInstallation(session)
        self.shops = SqlShops(session, cipher)
        self.oauth_states = SqlOAuthStates(session)
        self.events = SqlWebhookEvents(session)
        self.subscriptions = SqlWebhookSubscriptions(session)
        self.missed_windows = SqlMissedWindows(session)
        self.deliveries = SqlDeliveries(session)
        self.job_runs = SqlJobRuns(session)
        self.issues = SqlIssues(session)
        self.report_schedules = SqlReportSchedules(session)
        self.notification_channels = SqlNotificationChannels(session, cipher)
        self.notification_rules = SqlNotificationRules(session)
        self.notifications = SqlNotifications(session)
        self.mappings = SqlProductMappings(session)
        self.order_links = SqlResourceLinks(session, OrderLinkRow)
        self.customer_links = SqlResourceLinks(session, CustomerLinkRow)
        self.key_locks = SqlKeyLocks(session)
        self.rebookings = SqlRebookings(session)
        self.order_holds = SqlOrderHolds(session)
        self.order_overviews = SqlOrderOverviews(session)
        self.order_comments = SqlOrderComments(session)
        self.pushes = SqlFulfillmentPushes(session)
        self.shop_stock = SqlShopStock(session)
        self.carrier_accounts = SqlCarrierAccounts(session, cipher, default_carrier_account)
        self.boxes = SqlBoxes(session)
        self.origins = SqlOrigins(session)
        self.packings = SqlPackings(session)
        self.printers = SqlPrinters(session)
        self.label_purchases = SqlLabelPurchases(session)
        self.manifests = SqlManifests(session)
        self.trackers = SqlTrackers(session)
        self.carrier_webhooks = SqlCarrierWebhooks(session)
        self.reconciliations = SqlReconciliations(session)
        self.imports = SqlImportRuns(session)
        self.claims = SqlClaims(session)
        self.search = SqlSearch(session)
        self.privacy = SqlPrivacyRecords(session)
        self.users = SqlUsers(session)
        self.console_sessions = SqlConsoleSessions(session)
        self.second_factors = SqlSecondFactors(session, cipher)
        self.sign_in_failures = SqlSignInFailureCounts(session)
        self.api_tokens = SqlApiTokens(session)
        self.list_views = SqlListViews(session)
        self.audit_log = SqlAuditLog(session, clock)
        self.statistics = SqlStatistics(session)
        self.erp = erp(session)

    def commit(self) -> None:
        if self._read_only:
            raise ReadOnlyTransaction
        self._session.commit()

    def call_after_commit(self, action: Callable[[], None]) -> None:
        call_after_commit(self._committing_session, action)

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
    schema: str | None = None
    """The PostgreSQL schema of the tables, if it is not the default of the database's user."""

    clock: Clock = field(default_factory=SystemClock)
    default_carrier_account: CarrierAccount | None = None
    """The account for labels of stores without a stored one."""

    def __call__(self) -> AbstractContextManager[Transaction]:
        return self._begin_transaction(self.engine)

    def read(self) -> AbstractContextManager[Transaction]:
        return self._begin_transaction(self.engine.execution_options(**{READ_ONLY: True}), read_only=True)

    @contextmanager
    def join_session(self, session: orm.Session) -> Generator[Transaction]:
        """A transaction in a session on this database that the caller has opened, and commits or rolls back."""
        joined = Session(session.connection())
        if session.connection().dialect.name == "postgresql":
            _register_array_dumper(session.connection())
        with _use_schema(session.connection(), self.schema):
            yield self._build_transaction(joined, committed_by=session)
            joined.flush()

    @contextmanager
    def _begin_transaction(self, engine: Engine, *, read_only: bool = False) -> Generator[Transaction]:
        with _translate_database_errors(), Session(engine, expire_on_commit=False) as session:
            yield self._build_transaction(session, read_only=read_only)

    def _build_transaction(
        self, session: Session, *, read_only: bool = False, committed_by: orm.Session | None = None
    ) -> SqlTransaction:
        return SqlTransaction(
            session,
            self.cipher,
            self.erp,
            self.clock,
            read_only=read_only,
            committed_by=committed_by,
            default_carrier_account=self.default_carrier_account,
        )


def _register_array_dumper(connection: Connection) -> None:
    """The caller's engine can be older than this product's."""
    from novex_shopify.adapters.persistence.postgres_array_dumper import register_array_dumper  # noqa: PLC0415 - an extra

    register_array_dumper(connection.connection.driver_connection.adapters)  # type: ignore[union-attr]


@contextmanager
def _use_schema(connection: Connection, schema: str | None) -> Generator[None]:
    """Find this product's tables, and leave the caller's own search path as it was."""
    if schema is None:
        yield
        return
    previous = connection.execute(select(func.current_setting("search_path"))).scalar_one()
    connection.execute(select(func.set_config("search_path", schema, True)))
    try:
        yield
    finally:
        with suppress(SQLAlchemyError):  # an error of the database has ended the transaction, and the setting with it
            connection.execute(select(func.set_config("search_path", previous, True)))


@contextmanager
def _translate_database_errors() -> Generator[None]:
    try:
        yield
    except DBAPIError as error:
        if get_sqlstate(error.orig) in POOLER_STATES:
            raise DatabaseUnavailable(_POOLER_MESSAGE) from error
        if isinstance(error, OperationalError) or error.connection_invalidated:
            raise DatabaseUnavailable(f"The database is unavailable ({_get_driver_message(error)}).") from error
        raise


_POOLER_MESSAGE = (
    "A connection pooler in transaction mode stands between this program and PostgreSQL, and prepared statements do not"
    " work through it. Add prepare_threshold=none to DATABASE_URL."
)


def _get_driver_message(error: DBAPIError) -> str:
    """The driver's message, without the statement and its values."""
    return str(error.orig).strip().splitlines()[0]
