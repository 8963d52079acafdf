"""Batches: many shipments that are bought in the background."""

from dataclasses import dataclass, field
from datetime import datetime

from novex_shopify.entrypoints.sandbox.easypost.model.shipment import JsonObject, Shipment


@dataclass(slots=True, kw_only=True)
class Batch:
    """`state` is what is answered; `next_state` is what it becomes in the background. `url` is the stand-in's own."""

    id: str
    mode: str
    created_at: datetime
    updated_at: datetime
    reference: str | None
    url: str
    shipments: list[Shipment] = field(default_factory=list)
    state: str = "creating"
    next_state: str | None = "created"
    label_url: str | None = None
    scan_form: JsonObject | None = None
