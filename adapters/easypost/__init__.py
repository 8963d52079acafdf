"""EasyPost, on httpx.

Not on EasyPost's own package: that sends a purchase up to four times when the connection fails in certain ways.
"""
