"""The API for ERP code: one object with synchronous methods."""

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import FakeShop, build_in_memory_container
from novex_shopify.config.startup import build_container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.document_design import DocumentDesign
from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment, Tracking
from novex_shopify.domain.model.issue_record import IssueRecord
from novex_shopify.domain.model.issued_invoice import ChainFault, InvoiceFilter, IssuedInvoice
from novex_shopify.domain.model.label import USUAL_OPTIONS, LabelFormat, LabelOptions
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.manifest import CarrierDay, Manifest
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order_comment import OrderComment
from novex_shopify.domain.model.order_hold import OrderHold
from novex_shopify.domain.model.order_timeline import TimelinePage
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.report_schedule import ReportSchedule
from novex_shopify.domain.model.report_table import ReportRequest, ReportTable
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.search import RecordKind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import Shop, parse_shop_domain
from novex_shopify.domain.model.verified_address import CheckedAddress
from novex_shopify.domain.policies.design_changes import DesignChanges
from novex_shopify.domain.policies.label_costs import sum_costs
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.lot_selection import LotSelection
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots
from novex_shopify.domain.use_cases.assignment.propose_lots import OrderProposal
from novex_shopify.domain.use_cases.assignment.reassign_lot import NewLot
from novex_shopify.domain.use_cases.assignment.unassign_lots import ALL_UNITS, AssignedUnits
from novex_shopify.domain.use_cases.invoices.find_invoices import ALL
from novex_shopify.domain.use_cases.invoices.preview_document import PreviewedDesign, PreviewKind
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from novex_shopify.domain.use_cases.invoices.save_design import find_seller
from novex_shopify.domain.use_cases.issues.list_issues import IssueView, ListedIssue
from novex_shopify.domain.use_cases.labels import NewParcel
from novex_shopify.domain.use_cases.manifests import CarrierDayParcels
from novex_shopify.domain.use_cases.products.match_variants import MatchOutcome
from novex_shopify.domain.use_cases.reports.schedule_report import NewSchedule
from novex_shopify.domain.use_cases.search.found_record import FoundRecord
from novex_shopify.domain.use_cases.search.search_records import ALL_KINDS
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt, ReceivedLot
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.trace.trace_lot import LotTrace
from novex_shopify.domain.use_cases.trace.trace_order import OrderTrace
from novex_shopify.domain.use_cases.trace.traced_orders import TracedOrder
from novex_shopify.entrypoints.embedded.notifications import ConnectorNotifications
from novex_shopify.entrypoints.embedded.shop_stock import ConnectorShopStock
from novex_shopify.entrypoints.invoice_archive import generate_archive


@dataclass(frozen=True, slots=True)
class Connector:
    """Connects the ERP's process to the database. The calls to Shopify are made by a `novex-shopify serve`.

    Every method is one short transaction. `container` gives access to the use cases, and lets tests replace parts.
    """

    container: Container

    @classmethod
    def from_env(cls) -> "Connector":
        """Settings come from the environment. Raises `InvalidSettings` or `CannotStart`."""
        return cls(build_container())

    @classmethod
    def in_memory(cls, shop: FakeShop | None = None) -> "Connector":
        """A connector for tests, without database, Redis or network. `shop` is the fake Shopify shop."""
        return cls(build_in_memory_container(shop))

    @contextmanager
    def acting_as(self, name: str) -> Generator[None]:
        """Name who does what happens in the block, for the audit log: a user of your ERP, or a job."""
        with acting_as(Actor(ActorKind.IN_PROCESS, name)):
            yield

    @property
    def notifications(self) -> ConnectorNotifications:
        """Who is notified of issues, and what was sent."""
        return ConnectorNotifications(self.container)

    @property
    def shop_stock(self) -> ConnectorShopStock:
        """The stock of Shopify stores: what it is, what it is to be, and why."""
        return ConnectorShopStock(self.container)

    def connect_shop(self, domain: str, *, access_token: str) -> Shop:
        """Connect a store with the permanent token of its custom app. Raises `ConnectionRefused`."""
        return self.container.connect_shop().connect_with_token(domain, Secret(access_token))

    def put_items(self, items: Iterable[Item]) -> None:
        """Add or update items in the built-in ERP's catalog.

        Variants with the same SKU or barcode are mapped, and orders that wait for them continue.
        """
        self.container.put_items()(items)

    def take_over_items(self, domain: str) -> MatchOutcome:
        """Create an item for each variant of a store that has none, if its SKU is unique.

        The outcome names the variants that are left. Raises `ProductsNotImported`.
        """
        outcome: MatchOutcome = self.container.take_over_items()(parse_shop_domain(domain))
        return outcome

    def list_orders(self, limit: int = 50) -> Sequence[SalesOrder]:
        """Newest first."""
        with self.container.read_transaction() as tx:
            return tx.erp.orders.list_latest(limit)

    def push_fulfillment(self, shipment: Shipment) -> FulfillmentPush:
        """Record a shipment, and send it to Shopify. Idempotent: the same shipment again returns the same push."""
        return self.container.push_fulfillment()(shipment)

    @contextmanager
    def transaction(self) -> Generator[Transaction]:
        """Commits at the end, and rolls back if an error leaves it."""
        with self.container.transaction() as tx:
            yield tx
            tx.commit()

    def push_fulfillment_in_transaction(
        self, transaction: Transaction | Session, shipment: Shipment
    ) -> FulfillmentPush:
        """`push_fulfillment` as part of a transaction: if it is rolled back, the shipment is never sent.

        The transaction is one of `transaction()`, or your own SQLAlchemy session on the same database.
        """
        with self._join(transaction) as tx:
            return self.container.push_fulfillment().push_in_transaction(tx, shipment)

    def receive_lot(self, receipt: Receipt) -> ReceivedLot:
        """Take a lot, or more of it, into the warehouse. Idempotent if the receipt has a reference.

        Raises `NotFound`, or a `StockRefused` that says what does not fit.
        """
        return self.container.receive_lot()(receipt)

    def receive_lot_in_transaction(self, transaction: Transaction | Session, receipt: Receipt) -> ReceivedLot:
        """`receive_lot` as part of a transaction, such as the manufacturing run that makes the lot.

        Orders that wait for units of it are settled after the commit.
        """
        with self._join(transaction) as tx:
            return self.container.receive_lot().receive_in_transaction(tx, receipt)

    def propose(self, order_id: str) -> OrderProposal:
        """Say which lots would be assigned to an order, which not, and why. It changes nothing. Raises `NotFound`."""
        return self.container.propose_lots()(order_id)

    def propose_in_transaction(self, transaction: Transaction | Session, order_id: str) -> OrderProposal:
        """`propose` with what the transaction has changed."""
        with self._join(transaction) as tx:
            return self.container.propose_lots().propose_in_transaction(tx, order_id)

    def assign(
        self, order_id: str, selections: Sequence[LotSelection] | None = None, *, reference: str | None = None
    ) -> OrderLots:
        """Assign lots to an order: the selected ones, or those that are proposed. Idempotent with a reference.

        Raises `NotFound`, or a `StockRefused` that says what speaks against it; then nothing was assigned.
        """
        return self.container.assign_lots()(order_id, selections, reference=reference)

    def assign_in_transaction(
        self,
        transaction: Transaction | Session,
        order_id: str,
        selections: Sequence[LotSelection] | None = None,
        *,
        reference: str | None = None,
    ) -> OrderLots:
        """`assign` as part of a transaction. It locks the order and then its lots: one order in one transaction."""
        with self._join(transaction) as tx:
            return self.container.assign_lots().assign_in_transaction(tx, order_id, selections, reference=reference)

    def unassign(
        self, order_id: str, reason: str, units: AssignedUnits = ALL_UNITS, *, reference: str | None = None
    ) -> OrderLots:
        """Make assigned units free again: all of an order, of a line, or of an assignment; or a quantity of them."""
        return self.container.unassign_lots()(order_id, reason, units, reference=reference)

    def unassign_in_transaction(
        self,
        transaction: Transaction | Session,
        order_id: str,
        reason: str,
        units: AssignedUnits = ALL_UNITS,
        *,
        reference: str | None = None,
    ) -> OrderLots:
        """`unassign` as part of a transaction. It locks as `assign_in_transaction` does."""
        with self._join(transaction) as tx:
            unassign_lots = self.container.unassign_lots()
            return unassign_lots.unassign_in_transaction(tx, order_id, reason, units, reference=reference)

    def correct_lot(
        self,
        assignment_id: int,
        lot_code: str,
        location: str,
        reason: str,
        *,
        quantity: int | None = None,
        reference: str | None = None,
    ) -> OrderLots:
        """Correct a lot that was named or confirmed after its units had left: the wrong one gets them back."""
        correct = self.container.correct_named_lot()
        return correct(assignment_id, lot_code, location, reason, quantity=quantity, reference=reference)

    def reassign(
        self,
        assignment_id: int,
        lot: NewLot,
        reason: str,
        *,
        quantity: int | None = None,
        reference: str | None = None,
    ) -> OrderLots:
        """Exchange the lot of an assignment, or of a quantity of it, in one step."""
        return self.container.reassign_lot()(assignment_id, lot, reason, quantity=quantity, reference=reference)

    def reassign_in_transaction(
        self,
        transaction: Transaction | Session,
        assignment_id: int,
        lot: NewLot,
        reason: str,
        *,
        quantity: int | None = None,
        reference: str | None = None,
    ) -> OrderLots:
        """`reassign` as part of a transaction. It locks as `assign_in_transaction` does."""
        with self._join(transaction) as tx:
            return self.container.reassign_lot().reassign_in_transaction(
                tx, assignment_id, lot, reason, quantity=quantity, reference=reference
            )

    def ship(self, packed: PackedShipment) -> FulfillmentPush:
        """Ship an order from its lots, which are checked again, and send the shipment to Shopify.

        Idempotent: the same shipment again returns the same push. Raises a `NovexError` that says what is missing.
        """
        return self.container.ship_order()(packed)

    def ship_in_transaction(self, transaction: Transaction | Session, packed: PackedShipment) -> FulfillmentPush:
        """`ship` as part of a transaction, as `push_fulfillment_in_transaction` is.

        It locks the order and then its lots. Do what locks other lots, such as a receipt, in another transaction.
        """
        with self._join(transaction) as tx:
            return self.container.ship_order().ship_in_transaction(tx, packed)

    def hold_order(self, shop: str, shopify_order_id: int, reason: str) -> OrderHold:
        """Put an order on hold, also one that the ERP does not have yet. Held by hand already, it keeps its hold.

        Nothing of it is assigned, packed or shipped until it is released. Raises `NotFound` and `NothingToHold`.
        """
        return self.container.hold_order()(parse_shop_domain(shop), shopify_order_id, reason)

    def release_order(self, shop: str, shopify_order_id: int, reason: str) -> Sequence[OrderHold]:
        """Release an order from all its holds, by who acts. Raises `NothingToHold` if it is not on hold."""
        return self.container.release_order()(parse_shop_domain(shop), shopify_order_id, reason)

    def list_holds(self, shop: str, shopify_order_id: int) -> Sequence[OrderHold]:
        """List all holds that an order has and had, oldest first."""
        return self.container.list_held_orders().show(parse_shop_domain(shop), shopify_order_id)

    def list_issues(self, view: IssueView = IssueView.ATTENTION) -> Sequence[ListedIssue]:
        """List what needs attention, the worst first, or what another view has."""
        return self.container.list_issues()(view)

    def acknowledge_issues(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        """Say that a person knows of these issues. Raises `NotFound`."""
        return self.container.change_issues().acknowledge(issue_ids)

    def assign_issues(self, issue_ids: Collection[int], owner: str | None) -> Sequence[IssueRecord]:
        """Give issues an owner, by the e-mail address of a user, or none. Raises `NotFound`."""
        change = self.container.change_issues()
        return change.assign(issue_ids, change.find_owner(owner) if owner else None)

    def ignore_issues(
        self, issue_ids: Collection[int], until: datetime | None = None, *, until_more_orders: bool = False
    ) -> Sequence[IssueRecord]:
        """Ignore issues until a time, or until more orders than now. Raises `NotFound` and `InvalidIssueChange`."""
        return self.container.change_issues().ignore(issue_ids, until, until_more_orders=until_more_orders)

    def resolve_issues(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        """Resolve issues: each is opened again only by what happens from now on. Raises `NotFound`."""
        return self.container.change_issues().resolve(issue_ids)

    def show_timeline(self, shop: str, shopify_order_id: int, limit: int = 100) -> TimelinePage:
        """Say all that happened to an order, newest first. Raises `NotFound`."""
        return self.container.show_timeline()(parse_shop_domain(shop), shopify_order_id, limit)

    def comment_on_order(self, shop: str, shopify_order_id: int, text: str) -> OrderComment:
        """Write a comment about an order, as who acts. Raises `InvalidComment` and `NotFound`."""
        return self.container.comment_on_order()(parse_shop_domain(shop), shopify_order_id, text)

    def list_comments(self, shop: str, shopify_order_id: int) -> Sequence[OrderComment]:
        """List the comments about an order, oldest first."""
        with self.container.read_transaction() as tx:
            found: Sequence[OrderComment] = tx.order_comments.list_by_orders(
                parse_shop_domain(shop), [shopify_order_id]
            )
        return found

    def delete_comment(self, shop: str, shopify_order_id: int, comment_id: int) -> None:
        """Delete a comment that who acts has written. Raises `NotFound` and `NotTheWriter`."""
        self.container.delete_comment()(parse_shop_domain(shop), shopify_order_id, comment_id)

    def trace_lot(self, lot: LotKey) -> LotTrace:
        """Say where a lot came from, where it is, and whether all of it is accounted for. Raises `NotFound`."""
        return self.container.trace_lot()(lot)

    def iterate_orders_of_lot(self, lot: LotKey) -> Iterator[TracedOrder]:
        """Read all orders that have or had units of a lot, with their customers, page by page. Raises `NotFound`."""
        return self.container.trace_lot().iterate_orders(lot)

    def trace_order(self, order_id: str) -> OrderTrace:
        """Say which lots each line of an order got. Raises `NotFound`."""
        return self.container.trace_order()(order_id)

    def request_rates(self, parcel: NewParcel, options: LabelOptions = USUAL_OPTIONS) -> LabelPurchase:
        """Ask carriers what they want for a parcel; a worker does it, and `get_label` then has the rates.

        Without a box or a weight, the proposed one is taken. Raises `NotFound`, `InvalidShipment`, `NoCarrierAccount`,
        and `LabelIsOpen` if the parcel has a label or one is being bought.
        """
        return self.container.pack_parcel()(parcel, options)

    def request_return_label(self, shipment_id: str) -> LabelPurchase:
        """Ask carriers what they want to bring a shipment back: what its order's returns expect, or all of it.

        It is bought with `buy_label` and ships nothing. Raises `NotFound`, `InvalidShipment`, `NoCarrierAccount`, and
        `LabelIsOpen` if the shipment has a return label.
        """
        return self.container.request_return_label()(shipment_id)

    def buy_label(self, purchase_id: int, rate_id: str) -> LabelPurchase:
        """Buy a label at this rate, once; a worker does it, and ships the order with it.

        Raises `NotFound`, `LabelRefused`, and as `ship` if the parcel could not be shipped: nothing is bought.
        """
        return self.container.buy_label()(purchase_id, rate_id)

    def get_label(self, purchase_id: int) -> LabelPurchase:
        """The purchase of a label, as far as it is. Raises `NotFound`."""
        with self.container.read_transaction() as tx:
            purchase = tx.label_purchases.get(purchase_id)
        if purchase is None:
            raise NotFound(f"There is no label purchase {purchase_id}.")
        return purchase

    def get_label_file(self, purchase_id: int, label_format: LabelFormat = LabelFormat.PDF) -> bytes:
        """The file of a bought label. A format that is not stored is fetched once; nothing is bought.

        Raises `NotFound`, `LabelRefused`, or a `TransientError` while the provider does not respond.
        """
        return self.container.get_label_file()(purchase_id, label_format)

    def get_customs_form(self, purchase_id: int, number: int = 1) -> bytes:
        """A customs form of a bought label, a PDF: one of `postage.forms` of the purchase, the first being 1.

        A parcel that `crosses_customs` without forms has it in its label. Raises as `get_label_file`.
        """
        return self.container.get_customs_form()(purchase_id, number)

    def void_label(self, purchase_id: int, reason: str) -> LabelPurchase:
        """Void a label that is not used: its shipment is cancelled, and a worker asks for the refund.

        Raises `NotFound` and `LabelRefused`.
        """
        return self.container.void_label()(purchase_id, reason)

    def verify_address(self, order_id: str) -> CheckedAddress:
        """Look an order's address up in the provider's directory, which may charge for it. Nothing is written.

        Raises `NotFound`, `InvalidShipment`, `NoCarrierAccount`, and what the call raises.
        """
        return self.container.verify_address()(order_id)

    def list_carrier_days(self, day: date) -> Sequence[CarrierDayParcels]:
        """What carriers collect on a day, and what of it is on a manifest."""
        return self.container.list_carrier_days()(day)

    def close_day(self, carrier_day: CarrierDay) -> Manifest:
        """Have a worker ask for the manifest of the parcels that are on none yet; without new ones, nothing is asked.

        Raises `NotFound`, and `ManifestRefused` for a carrier without manifests or a day that has passed.
        """
        return self.container.close_day()(carrier_day.key, carrier_day.day)

    def get_manifest_file(self, manifest_id: int) -> bytes:
        """The PDF of a manifest. Raises `NotFound`, and `ManifestRefused` while there is none."""
        return self.container.get_manifest_file()(manifest_id)

    def sum_shipping_costs(self, order_id: str) -> Sequence[Money]:
        """What the labels of an order cost, less what came back: one amount for each currency."""
        with self.container.read_transaction() as tx:
            return sum_costs(tx.label_purchases.list_for_orders([order_id]))

    def issue_invoice(self, order_id: str) -> Sequence[IssuedInvoice]:
        """Issue an order's invoice, and a credit note for each refund after it; returns them all.

        Idempotent: what exists is returned again. Raises `NotFound`, or an `InvoiceRefused` that says what is missing.
        """
        return self.container.issue_invoice()(order_id)

    def issue_invoice_in_transaction(
        self, transaction: Transaction | Session, order_id: str
    ) -> Sequence[IssuedInvoice]:
        """`issue_invoice` as part of a transaction. Others wait for its series until it ends, so let it be the last."""
        with self._join(transaction) as tx:
            return self.container.issue_invoice().issue_within(tx, order_id)

    def iterate_invoices(self, wanted: InvoiceFilter = ALL) -> Iterator[IssuedInvoice]:
        """Read issued invoices and credit notes, newest first, page by page."""
        return self.container.find_invoices().iterate(wanted)

    def get_invoice_pdf(self, number: str) -> bytes:
        """The PDF of an invoice, the same bytes each time. Raises `NotFound` and `DocumentsNotInstalled`."""
        return self.container.get_invoice_file().pdf(number).data

    def get_invoice_xml(self, number: str) -> bytes:
        """The EN 16931 data of an invoice. Raises `NotFound`, or a `NoInvoiceData` that says why it has none."""
        return self.container.get_invoice_file().xml(number)

    def write_invoice_archive(self, wanted: InvoiceFilter = ALL) -> Iterator[bytes]:
        """Write the PDFs of many invoices as a ZIP file, in parts. Raises `DocumentsNotInstalled`."""
        return generate_archive(self.container, wanted)

    def verify_invoices(self) -> Sequence[ChainFault]:
        """Walk every series, and say which invoices were changed, removed or added since they were issued."""
        return self.container.verify_invoices()()

    def get_document_design(self, seller: str, shop: str | None = None) -> DocumentDesign:
        """How a seller's documents look now, or what one of its stores has otherwise. Raises `NotFound`."""
        with self.container.read_transaction() as tx:
            return get_invoices(tx).designs.get(find_seller(tx, seller).id, parse_shop_domain(shop) if shop else "")

    def change_document_design(self, seller: str, changes: DesignChanges, shop: str | None = None) -> DocumentDesign:
        """Change how documents look that are issued from now on. Raises `NotFound` and `InvalidDesign`."""
        return self.container.save_design()(seller, changes, parse_shop_domain(shop) if shop else None)

    def preview_document(
        self, design: PreviewedDesign, order_id: str | None = None, kind: PreviewKind = PreviewKind.INVOICE
    ) -> bytes:
        """A PDF of a real order, the newest by default. It is marked, takes no number and is not stored.

        Raises `NotFound`, `InvalidDesign`, `InvoiceRefused` and `DocumentsNotInstalled`.
        """
        return self.container.preview_document()(design, order_id, kind).data

    def run_report(self, request: ReportRequest) -> ReportTable:
        """Compute a report. Raises `NotFound` of a store, and `InvalidDateRange`."""
        return self.container.run_report()(request)

    def write_report(self, request: ReportRequest, sheet_format: SheetFormat = SheetFormat.CSV) -> Iterator[bytes]:
        """Compute a report, and write all of it as a file, in parts. Raises what `run_report` raises."""
        return self.container.sheet_writer()(self.container.export_report()(request, sheet_format), sheet_format)

    def schedule_report(self, schedule: NewSchedule) -> ReportSchedule:
        """Send a report by e-mail again and again. Raises `InvalidSchedule` and `MailNotSetUp`."""
        return self.container.schedule_report()(schedule)

    def unschedule_report(self, schedule_id: int) -> ReportSchedule:
        """Stop sending a report. Raises `NotFound`."""
        return self.container.schedule_report().unschedule(schedule_id)

    def search(
        self, text: str, *, shop: str | None = None, kinds: Collection[RecordKind] = ALL_KINDS, limit: int = 10
    ) -> Sequence[FoundRecord]:
        """Find records of every kind by what people know of them, at most `limit` of each; people are masked."""
        domain = parse_shop_domain(shop) if shop else None
        found: Sequence[FoundRecord] = self.container.search_records()(text, shop=domain, kinds=kinds, limit=limit)
        return found

    def update_tracking(self, shipment_id: str, tracking: Tracking) -> FulfillmentPush:
        """Change the tracking, also in Shopify, which notifies the customer. Raises `NotFound`."""
        return self.container.push_fulfillment().update_tracking(shipment_id, tracking)

    def change_quantities(self, shipment_id: str, quantities: Mapping[int, int], reason: str) -> FulfillmentPush:
        """Correct what is in a shipment that Shopify has no part of, by line item id; 0 leaves a line out.

        Raises `NotFound` and `InvalidShipment`.
        """
        return self.container.correct_shipment().change_quantities(shipment_id, quantities, reason)

    def mark_shipped_elsewhere(self, shipment_id: str, reason: str) -> FulfillmentPush:
        """Record that Shopify got the fulfillment by other means. Raises `NotFound` and `InvalidShipment`."""
        return self.container.correct_shipment().mark_shipped_elsewhere(shipment_id, reason)

    def cancel_shipment(self, shipment_id: str) -> FulfillmentPush:
        """Cancel a shipment, also in Shopify; its lots are assigned to the order again. Raises `NotFound`."""
        return self.container.push_fulfillment().cancel(shipment_id)

    def get_fulfillment_push(self, shipment_id: str) -> FulfillmentPush:
        """The state of a shipment's sync to Shopify. Raises `NotFound`."""
        with self.container.read_transaction() as tx:
            push = tx.pushes.get(shipment_id)
        if push is None:
            raise NotFound(f"There is no shipment {shipment_id}.")
        return push

    @contextmanager
    def _join(self, transaction: Transaction | Session) -> Generator[Transaction]:
        if isinstance(transaction, Session):
            with self.container.unit_of_work().join_session(transaction) as joined:
                yield joined
        else:
            yield transaction

    def close(self) -> None:
        """Close the connections."""
        self.container.http().close()
        self.container.easypost_http().close()
        self.container.engine().dispose()
