"""Orders as Shopify computes them, from a seed: as a webhook, as a GraphQL node, and what is right for them.

`python -m tests.shopify_orders 20000` tries that many; each rule names its source where it is applied. "schema 2026-10"
is the schema of the Admin API (`make graphql SCHEMA=path`).

Assumed, since no payload shows it: that totals before returns may or may not hold what an edit added (both are made),
that the tax of today may or may not hold that of refunded shipping (both are made), that removed shipping lines count
in no total, that a refund of money alone lowers the current total, and that return fees are not taxed.
Not made, since no payload shows it: taxes on duties and fees, refunded shares of taxes or discounts that are stated for
the order only, tips both as lines and as totals only, and shipping refunds as adjustments (before 2024-10).
"""
