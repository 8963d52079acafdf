"""Reads what a carrier must know of a parcel."""

from novex_shopify.domain.errors import NeedsAttention
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import LabelPurchase, RateRequest
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.invoices.records import choose_seller


def build_rate_request(tx: Transaction, purchase: LabelPurchase) -> RateRequest:
    """From the seller of the order to its shipping address. Raises `NeedsAttention` if one of them is missing."""
    order = tx.erp.orders.get(purchase.parcel.order_id)
    if order is None or order.shipping_address is None:
        raise NeedsAttention("The order has no shipping address. Nothing was sent.")
    return RateRequest(
        reference=purchase.reference,
        parcel=purchase.parcel,
        ship_from=_build_address(choose_seller(tx, order, tx.shops.get_settings(purchase.shop_domain))),
        ship_to=order.shipping_address,
        email=order.email,
        options=purchase.options,
        reverse=purchase.reverse,
    )


def _build_address(seller: Seller) -> Address:
    return Address(
        company=seller.legal_name,
        address1=seller.street,
        zip=seller.zip,
        city=seller.city,
        country_code=seller.country_code,
        phone=seller.phone,
    )
