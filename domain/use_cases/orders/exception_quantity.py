"""Changes of how many units an exception is about."""

from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.model.order_exception import OrderException
from novex_shopify.domain.ports.erp_stock import ErpStock


def set_exception_quantity(stock: ErpStock, exception: OrderException, quantity: int, note: str, at: datetime) -> None:
    """Change the quantity of an open exception, and close it at 0.

    The 0 is stored: a closed exception with a quantity is one that a person has decided to leave as it is, and that
    number of units would not be looked at again.
    """
    stock.order_exceptions.open(replace(exception, quantity=max(0, quantity)))
    if quantity <= 0:
        stock.order_exceptions.close([exception.id], note, at)
