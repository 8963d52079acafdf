"""The state of the connection to a shop, what it means and how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ConnectionState(StrEnum):
    """A shop is in exactly one of these states."""

    CONNECTED = "connected"
    UNAPPROVED = "awaits approval"
    RECONNECT = "reconnect needed"
    PAUSED = "paused"
    CLOSED = "closed"
    RENAMED = "renamed"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class ConnectionProblem:
    """Why a connected shop cannot be called, and since when. `cause` is for people."""

    state: ConnectionState
    since: datetime
    cause: str


@dataclass(frozen=True, slots=True)
class ConnectionEffect:
    """What a state means for the merchant, in sentences."""

    impact: str
    resolution: str


_CALLS_WAIT = "Shipments and imports wait, and nothing is read from the store. Incoming webhooks are applied."

CONNECTION_EFFECTS: Mapping[ConnectionState, ConnectionEffect] = {
    ConnectionState.CONNECTED: ConnectionEffect("", ""),
    ConnectionState.UNAPPROVED: ConnectionEffect(
        "Its webhooks are stored and wait. Until the store is approved, nothing of it is imported, booked, matched or"
        " erased.",
        "Approve the store if you know it. Otherwise disconnect it.",
    ),
    ConnectionState.RECONNECT: ConnectionEffect(
        _CALLS_WAIT, "Reconnect the store. If Shopify accepts the token again, this ends automatically."
    ),
    ConnectionState.PAUSED: ConnectionEffect(
        _CALLS_WAIT,
        "Ends automatically within 30 minutes after Shopify serves the store again. Its owner sees why in the Shopify"
        " admin, and may owe Shopify money.",
    ),
    ConnectionState.CLOSED: ConnectionEffect(
        _CALLS_WAIT, "Ends automatically if the store is reopened. If it was closed for good, disconnect it."
    ),
    ConnectionState.RENAMED: ConnectionEffect(
        _CALLS_WAIT,
        "Connect the store under its new address. Ends automatically if Shopify serves the old address again.",
    ),
    ConnectionState.DISCONNECTED: ConnectionEffect(
        "Everything waits: the tokens are deleted. Orders, mappings and links stay.",
        "Reconnect the store.",
    ),
}
"""When a state ends, waiting work continues and the missed window is read again."""
