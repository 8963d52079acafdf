"""The same orders for hypothesis."""

from hypothesis import strategies as st

from tests.shopify_orders.order import Order, build_order


def orders() -> st.SearchStrategy[Order]:
    """Any order; hypothesis draws the choices, and so can shrink them."""
    return st.randoms(use_true_random=False).map(build_order)
