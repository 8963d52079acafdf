"""Reads what the use cases of labels share."""

from novex_shopify.domain.errors import LabelRefused, NoCarrierAccount, NotFound
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction


def get_order(tx: Transaction, order_id: str) -> SalesOrder:
    """Get an order of the ERP. Raises `NotFound`."""
    order = tx.erp.orders.get(order_id)
    if order is None:
        raise NotFound(f"There is no order {order_id}.")
    return order


def get_account(tx: Transaction, shop: ShopDomain) -> CarrierAccount:
    """Get the account that a store uses. Raises `NoCarrierAccount`."""
    account = tx.carrier_accounts.find(shop)
    if account is None:
        raise NoCarrierAccount(shop)
    return account


def lock_purchase(tx: Transaction, purchase_id: int) -> LabelPurchase:
    """Get a purchase that a person wants to change. Raises `NotFound`, and `LabelRefused` while a worker is on it."""
    purchase = tx.label_purchases.get_locked(purchase_id)
    if purchase is None:
        raise NotFound(f"There is no label purchase {purchase_id}.")
    if purchase.claimed_by:
        raise LabelRefused(purchase_id, "is being worked on. Wait some seconds and look again")
    return purchase


def get_printable(tx: Transaction, purchase_id: int) -> LabelPurchase:
    """Get a purchase whose label is in use. Raises `NotFound`, and `LabelRefused` if there is nothing to print."""
    purchase = tx.label_purchases.get(purchase_id)
    if purchase is None:
        raise NotFound(f"There is no label purchase {purchase_id}.")
    if not purchase.has_valid_label:
        raise LabelRefused(purchase_id, "has no label that could be printed")
    if purchase.is_erased:
        raise LabelRefused(purchase_id, "was erased together with its customer's data")
    return purchase
