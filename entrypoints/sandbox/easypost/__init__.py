"""A stand-in for EasyPost, beside the one for Shopify: carriers that rate, sell labels and report where parcels are."""
