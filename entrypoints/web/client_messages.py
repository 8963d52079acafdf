"""The texts of errors for clients."""

from novex_shopify.domain.errors import DatabaseUnavailable


def describe_to_client(error: Exception) -> str:
    """The error's text. What the database's driver says names hosts, ports and users, which is for the log only."""
    if isinstance(error, DatabaseUnavailable):
        return "The database is not available. Try again in a minute; the log of the web process names the cause."
    return str(error)
