"""The list of orders, and what is done with several of them."""
