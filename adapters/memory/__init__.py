"""Every port in memory, for tests: no database, no Redis, no network. They sit the same exams as the real adapters."""
