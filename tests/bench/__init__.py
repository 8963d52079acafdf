"""Benchmarks, each beside a baseline in the same run: `make bench`. Tests assert nothing of them."""
