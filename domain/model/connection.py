"""How we stand with a store: what that stops, and how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Connection(StrEnum):
    """The states of a connection; a store is in one of them."""

    CONNECTED = "connected"
    RECONNECT = "reconnect needed"
    PAUSED = "paused"
    CLOSED = "closed"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a store that was not disconnected lets us do nothing there, and since when. `cause` is for people."""

    connection: Connection
    since: datetime
    cause: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a state means for the merchant's business, in sentences."""

    stops: str
    ends: str


_CALLS = "Shipments and imports wait, and nothing is read from the store. Webhooks that arrive are applied."

CONSEQUENCES: Mapping[Connection, Consequence] = {
    Connection.CONNECTED: Consequence("Nothing.", "It need not."),
    Connection.RECONNECT: Consequence(
        _CALLS, "Connect the store again. If Shopify takes the token after all, it ends by itself."
    ),
    Connection.PAUSED: Consequence(
        _CALLS, "By itself, within half an hour after Shopify serves the store again; its owner may owe Shopify money."
    ),
    Connection.CLOSED: Consequence(
        _CALLS, "By itself, should the store be opened again. If it never will be, disconnect it."
    ),
    Connection.DISCONNECTED: Consequence(
        "Everything: the tokens are wiped, shipments and events wait. Orders, mappings and links stay.",
        "Connect the store again.",
    ),
}
"""Whatever ends, what waited goes on, and what the store may not have told meanwhile is read from it."""
