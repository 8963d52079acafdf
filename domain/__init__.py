"""What the product knows about shops, orders and shipments; plain Python, free of frameworks."""
