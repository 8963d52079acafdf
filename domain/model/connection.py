"""How we stand with a store: what that stops, and how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ConnectionState(StrEnum):
    """The states of a connection; a store is in one of them."""

    CONNECTED = "connected"
    RECONNECT = "reconnect needed"
    PAUSED = "paused"
    CLOSED = "closed"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class ConnectionProblem:
    """Why a store that was not disconnected lets us do nothing there, and since when. `cause` is for people."""

    state: ConnectionState
    since: datetime
    cause: str


@dataclass(frozen=True, slots=True)
class ConnectionEffect:
    """What a state means for the merchant's business, in sentences."""

    impact: str
    resolution: str


_CALLS_WAIT = "Shipments and imports wait, and nothing is read from the store. Webhooks that arrive are applied."

CONNECTION_EFFECTS: Mapping[ConnectionState, ConnectionEffect] = {
    ConnectionState.CONNECTED: ConnectionEffect("Nothing.", "It need not."),
    ConnectionState.RECONNECT: ConnectionEffect(
        _CALLS_WAIT, "Connect the store again. If Shopify takes the token after all, it ends by itself."
    ),
    ConnectionState.PAUSED: ConnectionEffect(
        _CALLS_WAIT,
        "By itself, within half an hour after Shopify serves the store again; its owner may owe Shopify money.",
    ),
    ConnectionState.CLOSED: ConnectionEffect(
        _CALLS_WAIT, "By itself, should the store be opened again. If it never will be, disconnect it."
    ),
    ConnectionState.DISCONNECTED: ConnectionEffect(
        "Everything: the tokens are wiped, shipments and events wait. Orders, mappings and links stay.",
        "Connect the store again.",
    ),
}
"""Whatever ends, what waited goes on, and what the store may not have told meanwhile is read from it."""
