"""The pages about the stock that Shopify has, and what it is to have."""
