"""Measurements, each beside a ruler in the same run: `make bench`. Nothing here is asserted by a test."""
