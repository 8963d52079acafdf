"""The demo: a scenario from connecting a store to a recovered crash, with sandbox and product as real processes."""
