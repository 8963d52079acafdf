"""Announces what happened to the webhooks of an account."""

from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.webhooks import Event
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState


def publish_event(
    state: EasyPostState,
    account: Account,
    description: str,
    result: dict[str, Any],
    previous: dict[str, Any] | None = None,
) -> Event:
    """Store and send an event, such as tracker.updated; `previous` are the changed attributes as they were."""
    now = state.clock()
    event = Event(
        id=create_id("evt"),
        description=description,
        mode=account.mode,
        user_id=account.user_id,
        result=result,
        previous_attributes=previous or {},
        created_at=now,
        updated_at=now,
    )
    account.events[event.id] = event
    state.webhook_sender.send_event(account, event)
    return event
