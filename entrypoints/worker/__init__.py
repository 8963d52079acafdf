"""Workers: notified by a message or by a schedule, they do the work that is queued in the database."""
