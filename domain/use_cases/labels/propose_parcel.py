"""Proposes a box and a weight for what is packed."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.policies.parcel_proposal import ParcelProposal, propose_parcel
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.labels.build_rate_request import read_contents
from novex_shopify.domain.use_cases.labels.records import get_order


@dataclass(frozen=True, slots=True)
class ProposeParcel:
    """Reads the items' data and proposes; it stores nothing, and asks no carrier."""

    unit_of_work: UnitOfWork

    def __call__(self, order_id: str, lines: Sequence[PackedLine]) -> ParcelProposal:
        """Propose for these lines of an order. Raises `NotFound`."""
        with self.unit_of_work.read() as tx:
            return propose_parcel(read_contents(tx, get_order(tx, order_id), lines), tx.boxes.list_all())
