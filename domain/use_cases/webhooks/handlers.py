"""Which use case handles which subject. `domain/model/webhook_topic.py` says which subject a topic has."""

from collections.abc import Mapping

from novex_shopify.domain.model.privacy import PrivacyRequestKind
from novex_shopify.domain.model.webhook_topic import Subject
from novex_shopify.domain.ports.carrier_event_reader import CarrierEventReader
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.customers.apply_customer import ApplyConsent, ApplyCustomer
from novex_shopify.domain.use_cases.customers.check_customer_erasure import CheckCustomerErasure
from novex_shopify.domain.use_cases.customers.erase_personal_data import erase_customer, erase_shop
from novex_shopify.domain.use_cases.customers.handle_privacy_request import HandlePrivacyRequest, report_customer
from novex_shopify.domain.use_cases.fulfillment.read_fulfillment_orders import ReadFulfillmentOrders
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from novex_shopify.domain.use_cases.orders.attach_to_order import (
    attach_fulfillment,
    attach_refund,
    attach_return,
)
from novex_shopify.domain.use_cases.orders.check_order_deletion import CheckOrderDeletion
from novex_shopify.domain.use_cases.orders.delete_order import DeleteOrder
from novex_shopify.domain.use_cases.orders.read_order import ReadOrder
from novex_shopify.domain.use_cases.orders.read_return import ReadReturn
from novex_shopify.domain.use_cases.orders.record_risk import RecordRisk
from novex_shopify.domain.use_cases.products.apply_product import ApplyProduct, DeleteProduct
from novex_shopify.domain.use_cases.products.check_product_deletion import CheckProductDeletion
from novex_shopify.domain.use_cases.shop_stock.note_inventory import NoteInventoryItem, NoteInventoryLevel
from novex_shopify.domain.use_cases.shop_stock.store_locations import ReadNamedLocations, StoreLocations
from novex_shopify.domain.use_cases.shops.check_app_uninstalled import CheckAppUninstalled
from novex_shopify.domain.use_cases.shops.handle_app_uninstalled import HandleAppUninstalled
from novex_shopify.domain.use_cases.shops.read_scopes import ReadScopes
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken
from novex_shopify.domain.use_cases.shops.update_scopes import UpdateScopes
from novex_shopify.domain.use_cases.tracking.apply_tracker import ApplyTracker
from novex_shopify.domain.use_cases.tracking.handle_carrier_events import HandleLabelRefund, HandleTracker
from novex_shopify.domain.use_cases.webhooks.apply_fulfillment import ApplyFulfillment
from novex_shopify.domain.use_cases.webhooks.apply_fulfillment_orders import ApplyFulfillmentOrders
from novex_shopify.domain.use_cases.webhooks.process_event import EventHandler, EventReader
from novex_shopify.domain.use_cases.webhooks.release_waiting_work import release_imports, release_pushes


def build_readers(
    payloads: PayloadReader, admin: ShopifyAdmin, access: RefreshAccessToken, unit_of_work: UnitOfWork
) -> Mapping[Subject, EventReader]:
    return {
        Subject.ORDER_TO_READ: ReadOrder(payloads, admin, access),
        Subject.RETURN: ReadReturn(payloads, admin, access),
        Subject.ROUTING: ReadFulfillmentOrders(payloads, admin, access, unit_of_work),
        Subject.SCOPES: ReadScopes(payloads, admin, access),
        Subject.LOCATION: ReadNamedLocations(payloads, admin, access),
        # What cannot be undone is confirmed first, because only the body of a webhook is signed.
        Subject.ORDER_DELETION: CheckOrderDeletion(payloads, admin, access),
        Subject.PRODUCT_DELETION: CheckProductDeletion(payloads, admin, access),
        Subject.APP: CheckAppUninstalled(payloads, admin, access),
        Subject.CUSTOMER_ERASURE: CheckCustomerErasure(payloads, admin, access),
    }


def build_handlers(
    payloads: PayloadReader, carrier_events: CarrierEventReader, notifier: WorkNotifier, clock: Clock
) -> Mapping[Subject, EventHandler]:
    mark_due = MarkDue(notifier, clock)
    return {
        # Orders
        Subject.ORDER: ApplyOrder(payloads, clock, mark_due),
        Subject.ORDER_READ: ApplyOrder(payloads, clock, mark_due, by_graphql=True),
        Subject.ORDER_TO_READ: ApplyOrder(payloads, clock, mark_due, by_graphql=True),
        Subject.ORDER_DELETION: DeleteOrder(payloads, clock, mark_due),
        Subject.REFUND: attach_refund(payloads, mark_due),
        Subject.RETURN: attach_return(payloads, clock, mark_due),
        Subject.FULFILLMENT: ApplyFulfillment(attach_fulfillment(payloads, mark_due)),
        Subject.RISK: RecordRisk(payloads, mark_due),
        # Customers
        Subject.CUSTOMER: ApplyCustomer(payloads),
        Subject.EMAIL_CONSENT: ApplyConsent(payloads.parse_email_consent),
        Subject.SMS_CONSENT: ApplyConsent(payloads.parse_sms_consent),
        # Products
        Subject.PRODUCT: ApplyProduct(payloads, clock),
        Subject.PRODUCT_DELETION: DeleteProduct(payloads, clock),
        # Stock
        Subject.INVENTORY_LEVEL: NoteInventoryLevel(payloads, notifier, clock),
        Subject.INVENTORY_ITEM: NoteInventoryItem(payloads, notifier, clock),
        Subject.LOCATION: StoreLocations(payloads, clock),
        # Work that waits for Shopify
        Subject.ROUTING: ApplyFulfillmentOrders(payloads, release_pushes(notifier, clock), mark_due),
        Subject.BULK_OPERATION: release_imports(notifier, clock),
        # Parcels
        Subject.TRACKER: HandleTracker(carrier_events, ApplyTracker(clock)),
        Subject.LABEL_REFUND: HandleLabelRefund(carrier_events),
        # The app
        Subject.APP: HandleAppUninstalled(payloads),
        Subject.SCOPES: UpdateScopes(payloads),
        # Privacy
        Subject.DATA_REQUEST: HandlePrivacyRequest(PrivacyRequestKind.DATA_REQUEST, report_customer, payloads, clock),
        Subject.CUSTOMER_ERASURE: HandlePrivacyRequest(
            PrivacyRequestKind.CUSTOMER_ERASURE, erase_customer, payloads, clock
        ),
        Subject.SHOP_ERASURE: HandlePrivacyRequest(PrivacyRequestKind.SHOP_ERASURE, erase_shop, payloads, clock),
    }
