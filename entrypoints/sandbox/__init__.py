"""The sandbox: a stateful stand-in for Shopify, to try and test the product without a store."""
