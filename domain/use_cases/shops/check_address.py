"""Keeps a copy of the database from acting for the installation that it was copied from."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import AddressChanged
from novex_shopify.domain.ports.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class CheckAddress:
    """Compares this installation's address with the one that the database was used with.

    A restored backup holds valid tokens. At another address it would redirect the webhooks, send shipments a second
    time, and use up refresh tokens, which work once. So nothing is sent to Shopify until a person confirms the move
    (`ConfirmMove`). Webhooks are received and events are applied as always.
    """

    app_url: str

    def find_previous(self, tx: Transaction) -> str | None:
        """Return the other address that the database was used with; None if it is this one, or was never used."""
        used = tx.installation.get_app_url()
        return used if used and used.lower() != self.app_url.lower() else None

    def is_confirmed(self, tx: Transaction) -> bool:
        """Whether this installation may call Shopify."""
        return self.find_previous(tx) is None

    def require_confirmed(self, tx: Transaction) -> None:
        """Raises `AddressChanged`."""
        if previous := self.find_previous(tx):
            raise AddressChanged(previous, self.app_url)

    def record_first_use(self, tx: Transaction, now: datetime) -> None:
        """Store this address as the one that the database is used with, unless there is one."""
        tx.installation.record_app_url(self.app_url, now)
