"""Use cases of units that come back to the warehouse."""

from novex_shopify.domain.use_cases.returns.close_return import CloseReturn
from novex_shopify.domain.use_cases.returns.receive_return import ReceiveReturn
from novex_shopify.domain.use_cases.returns.show_returns import ShowReturns

__all__ = ["CloseReturn", "ReceiveReturn", "ShowReturns"]
