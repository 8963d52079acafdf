"""This installation of the product."""

from datetime import datetime
from typing import Protocol


class Installation(Protocol):
    """What the database knows of the installation that it belongs to."""

    def get_app_url(self) -> str | None:
        """Return the address that webhooks were subscribed with; None until the first subscription check."""
        ...

    def record_app_url(self, app_url: str, now: datetime) -> None:
        """Store the address, unless one is stored."""
        ...

    def replace_app_url(self, app_url: str, now: datetime) -> None:
        """Store the address in place of the one before."""
        ...
