"""The rules of the product: plain Python without frameworks."""
