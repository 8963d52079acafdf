"""Draws the pick list of orders. It is not stored: it shows which lots the orders have now."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import InvoiceRefused
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_barcodes import build_order_barcode
from novex_shopify.domain.policies.pick_list import PickSheet
from novex_shopify.domain.ports.barcode_encoder import BarcodeEncoder
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.document_drawer import DocumentDrawer, DrawnDocument
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.fulfillment.build_pick_list import BuildPickList
from novex_shopify.domain.use_cases.invoices.records import choose_seller


@dataclass(frozen=True, slots=True)
class DrawPickList:
    unit_of_work: UnitOfWork
    clock: Clock
    drawer: DocumentDrawer
    barcode_encoder: BarcodeEncoder
    build_pick_list: BuildPickList

    def __call__(self, order_ids: Sequence[str]) -> DrawnDocument:
        """`order_ids` are the ERP's; unknown ones are left out. Raises `NoStockKept` and `DocumentsNotInstalled`."""
        now = self.clock.now()
        picked = self.build_pick_list(order_ids, now.date())
        seller = self._find_seller(picked.orders)
        day = now.astimezone(seller.zone).date() if seller else now.date()
        encode = self.barcode_encoder.encode
        barcodes = [(order.name, encode(build_order_barcode(order.id))) for order in picked.orders if order.id]
        return self.drawer.draw_pick_list(PickSheet(picked, day, seller, barcodes))

    def _find_seller(self, orders: Sequence[SalesOrder]) -> Seller | None:
        """The seller of all orders; None if they have several, or it is not clear."""
        try:
            with self.unit_of_work.read() as tx:
                sellers = {
                    choose_seller(tx, order, tx.shops.get_settings(ShopDomain(order.shop_domain))) for order in orders
                }
        except InvoiceRefused:
            return None
        return sellers.pop() if len(sellers) == 1 else None
