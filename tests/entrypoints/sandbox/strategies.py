"""Strategies for orders of every kind."""

from hypothesis import strategies as st

from novex_shopify.entrypoints.sandbox.app import SandboxSettings
from novex_shopify.entrypoints.sandbox.ids import IdSequence
from novex_shopify.entrypoints.sandbox.money import ZERO
from novex_shopify.entrypoints.sandbox.requests import OrderLineRequest, OrderRequest
from novex_shopify.entrypoints.sandbox.shop_factory import create_shop
from tests.entrypoints.sandbox.harness import SHOP as DOMAIN
from tests.entrypoints.sandbox.harness import ManualTime

TIME = ManualTime()
SETTINGS = SandboxSettings(client_id="id", client_secret="s", bucket_size=10**9)
SHOP = create_shop(DOMAIN, SETTINGS, TIME, IdSequence(TIME()))

amounts = st.decimals(min_value="0.01", max_value="999.99", places=2)
stock_lines = st.builds(
    OrderLineRequest,
    sku=st.sampled_from([variant.sku for variant in SHOP.variants if variant.sku]),
    quantity=st.integers(1, 20),
    price=st.none() | amounts,
)
custom_lines = st.builds(
    OrderLineRequest, title=st.just("Engraving"), price=amounts, quantity=st.integers(1, 3), gift_card=st.booleans()
)
order_requests = st.builds(
    OrderRequest,
    lines=st.lists(stock_lines | custom_lines, min_size=1, max_size=6).map(tuple),
    email=st.sampled_from([customer.email for customer in SHOP.customers.values()]),
    discount_code=st.sampled_from([None, "WELCOME10", "TAKE5"]),
    taxes_included=st.booleans(),
    tip=st.just(ZERO) | amounts,
    po_number=st.sampled_from([None, "PO-7"]),
    company=st.booleans(),
    guest=st.booleans(),
)
