"""The sandbox: a stateful stand-in for Shopify, so that the product can be tried and tested without a store."""
