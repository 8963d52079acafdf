"""Every port in memory, for tests: without database, Redis and network. The contract tests hold them too."""
