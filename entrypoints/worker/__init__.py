"""Workers: they are woken by a message or by the clock, and work off what waits in the database."""
