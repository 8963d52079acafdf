"""Buys the shipments of a batch in the background, one state at a time."""

from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.errors import EasyPostError, build_invalid
from novex_shopify.entrypoints.sandbox.easypost.events import publish_event
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.labels.files import issue_batch_label
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.batch import Batch
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import JsonObject, Shipment
from novex_shopify.entrypoints.sandbox.easypost.payloads.batches import build_batch
from novex_shopify.entrypoints.sandbox.easypost.shipping.creation import create_shipment
from novex_shopify.entrypoints.sandbox.easypost.shipping.purchase import sell_service
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState


def create_batch(state: EasyPostState, account: Account, fields: JsonObject, url: str) -> Batch:
    """Shipments are named by id or created with the batch; those with a service are bought by it."""
    now = state.clock()
    batch = Batch(
        id=create_id("batch"),
        mode=account.mode,
        created_at=now,
        updated_at=now,
        reference=fields.get("reference"),
        url=url,
    )
    account.batches[batch.id] = batch
    add_shipments(state, account, batch, fields.get("shipments") or [])
    publish_event(state, account, "batch.created", build_batch(batch))
    return batch


def add_shipments(state: EasyPostState, account: Account, batch: Batch, given: list[Any]) -> None:
    for fields in given:
        is_new = "id" not in fields
        shipment = create_shipment(account, fields, state.clock()) if is_new else account.get_shipment(fields["id"])
        if is_new and fields.get("service"):
            shipment.options["service"] = fields["service"]
        shipment.batch_id = batch.id
        shipment.batch_status = "postage_purchased" if shipment.label else "created"
        batch.shipments.append(shipment)
    batch.updated_at = state.clock()


def remove_shipments(state: EasyPostState, account: Account, batch: Batch, given: list[Any]) -> None:
    for fields in given:
        shipment = account.get_shipment(fields["id"])
        if shipment not in batch.shipments:
            raise build_invalid("BATCH.SHIPMENT.MISSING", f"{shipment.id} is not in the batch.")
        batch.shipments.remove(shipment)
        shipment.batch_id = shipment.batch_status = None
    batch.updated_at = state.clock()


def buy_batch(state: EasyPostState, batch: Batch) -> None:
    if batch.state in ("purchased", "label_generating", "label_generated"):
        raise build_invalid("BATCH.STATE.ALREADY_PURCHASED", "The batch has been purchased.")
    for shipment in batch.shipments:
        shipment.batch_status = "queued_for_purchase" if shipment.label is None else "postage_purchased"
    batch.state, batch.next_state, batch.updated_at = "created", "purchased", state.clock()


def request_batch_label(state: EasyPostState, batch: Batch) -> None:
    if batch.state != "purchased":
        raise build_invalid("BATCH.STATE.NOT_PURCHASED", "The batch was not purchased.")
    batch.state, batch.next_state, batch.updated_at = "label_generating", "label_generated", state.clock()


def work_off_batches(state: EasyPostState) -> None:
    """Bring each batch to its next state, and announce it."""
    for account in state.accounts.values():
        for batch in account.batches.values():
            if batch.next_state:
                _enter_next_state(state, account, batch, batch.next_state)


def _enter_next_state(state: EasyPostState, account: Account, batch: Batch, next_state: str) -> None:
    previous = {"state": batch.state}
    batch.state, batch.next_state, batch.updated_at = next_state, None, state.clock()
    if next_state == "purchased":
        bought = [_buy(state, account, each, batch.url) for each in batch.shipments if each.label is None]
        batch.state = "purchased" if all(bought) else "purchase_failed"
    if next_state == "label_generated":
        batch.label_url = issue_batch_label(account, batch.shipments, batch.url, state.clock())
    publish_event(state, account, "batch.updated", build_batch(batch), previous)


def _buy(state: EasyPostState, account: Account, shipment: Shipment, url: str) -> bool:
    """Return whether it was sold; a refusal is the shipment's `batch_message`."""
    try:
        sell_service(state, account, shipment, shipment.options.get("service"), url)
    except EasyPostError as error:
        shipment.batch_status, shipment.batch_message = "postage_purchase_failed", error.message
        return False
    shipment.batch_status = "postage_purchased"
    return True
