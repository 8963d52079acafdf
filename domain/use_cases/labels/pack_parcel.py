"""Packs a parcel, and asks what carriers want for it."""

from dataclasses import dataclass

from novex_shopify.domain.errors import InvalidShipment, NotFound
from novex_shopify.domain.model.label import USUAL_OPTIONS, LabelOptions
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.labels.propose_parcel import ProposeParcel
from novex_shopify.domain.use_cases.labels.request_rates import RequestRates


@dataclass(frozen=True, slots=True)
class NewParcel:
    """What a person or a program says of a parcel. `id` is that of the shipment that it becomes; if it is
    empty, the parcel gets the next number of its order.

    Without a box or a weight in grams, the proposed one is taken.
    """

    id: str
    order_id: str
    lines: tuple[PackedLine, ...]
    box_code: str | None = None
    weight_g: int | None = None


@dataclass(frozen=True, slots=True)
class PackParcel:
    """Completes a parcel with its box and weight, and records that its rates are asked for."""

    unit_of_work: UnitOfWork
    propose_parcel: ProposeParcel
    request_rates: RequestRates

    def __call__(
        self, new: NewParcel, options: LabelOptions = USUAL_OPTIONS, *, reverse: bool = False
    ) -> LabelPurchase:
        """Raises `NotFound`, `InvalidShipment` if there is no proposal, and as `RequestRates`."""
        if not new.lines:
            raise InvalidShipment(new.id or "of this order", "must have lines")
        return self.request_rates(self._complete(new), options, reverse=reverse)

    def _complete(self, new: NewParcel) -> Parcel:
        box = None
        if new.box_code:
            with self.unit_of_work.read() as tx:
                box = tx.boxes.get(new.box_code)
            if box is None:
                raise NotFound(f"There is no box {new.box_code}.")
        proposal = self.propose_parcel(new.order_id, new.lines)
        box = box or proposal.box
        weight_g = new.weight_g or proposal.weight_g
        if box is None or weight_g is None:
            raise InvalidShipment(
                new.id or "of this order", f"needs a box and a weight. {proposal.why.removesuffix('.')}"
            )
        return Parcel(new.id, new.order_id, new.lines, box, weight_g)
