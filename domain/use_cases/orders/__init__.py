"""Orders: from Shopify's order to the ERP's document."""

from novex_shopify.domain.use_cases.orders.close_exception import CloseException
from novex_shopify.domain.use_cases.orders.comment_on_order import CommentOnOrder, DeleteComment
from novex_shopify.domain.use_cases.orders.explain_order import ExplainOrder
from novex_shopify.domain.use_cases.orders.find_order import FindOrder
from novex_shopify.domain.use_cases.orders.hold_order import HoldManyOrders, HoldOrder
from novex_shopify.domain.use_cases.orders.import_orders import ImportOrders
from novex_shopify.domain.use_cases.orders.list_exceptions import ListExceptions
from novex_shopify.domain.use_cases.orders.list_orders import ListOrders
from novex_shopify.domain.use_cases.orders.rebook_line import RebookLine

__all__ = [
    "CloseException",
    "CommentOnOrder",
    "DeleteComment",
    "ExplainOrder",
    "FindOrder",
    "HoldManyOrders",
    "HoldOrder",
    "ImportOrders",
    "ListExceptions",
    "ListOrders",
    "RebookLine",
]
