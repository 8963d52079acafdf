"""The steps of a packing in JSON."""

import msgspec
from msgspec import Struct

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.packing import (
    Alarm,
    BoxChosen,
    FilingStated,
    ItemScanned,
    LotQuestion,
    LotSwap,
    PackedUnits,
    Packing,
    PackingStep,
    ParcelClosed,
    ParcelWeighed,
)


class UnitsDocument(Struct, frozen=True):
    line_item_id: int
    quantity: int
    lot_code: str | None = None


class ScanDocument(Struct, frozen=True, tag_field="step", tag="scan"):
    units: tuple[UnitsDocument, ...]


class ClosedDocument(Struct, frozen=True, tag_field="step", tag="closed"):
    is_short: bool


class BoxDocument(Struct, frozen=True, tag_field="step", tag="box"):
    code: str


class WeightDocument(Struct, frozen=True, tag_field="step", tag="weight"):
    grams: int


class FilingDocument(Struct, frozen=True, tag_field="step", tag="filing"):
    text: str


class SwapDocument(Struct, frozen=True):
    line_item_id: int
    lot_code: str
    quantity: int


class AlarmDocument(Struct, frozen=True):
    text: str
    swap: SwapDocument | None = None

    def to_domain(self) -> Alarm:
        swap = self.swap
        return Alarm(self.text, LotSwap(swap.line_item_id, swap.lot_code, swap.quantity) if swap else None)


class QuestionDocument(Struct, frozen=True):
    line_item_ids: tuple[int, ...]
    quantity: int


StepDocument = ScanDocument | ClosedDocument | BoxDocument | WeightDocument | FilingDocument


class PackingDocument(Document, frozen=True):
    steps: tuple[StepDocument, ...] = ()
    alarm: AlarmDocument | None = None
    question: QuestionDocument | None = None
    rate_id: str | None = None
    is_printed: bool = False
    previous_label: int | None = None

    def list_steps(self) -> tuple[PackingStep, ...]:
        return tuple(_to_step(step) for step in self.steps)

    def get_alarm(self) -> Alarm | None:
        return self.alarm.to_domain() if self.alarm else None

    def get_question(self) -> LotQuestion | None:
        return LotQuestion(self.question.line_item_ids, self.question.quantity) if self.question else None


def encode_packing(packing: Packing) -> str:
    question = packing.question
    document = PackingDocument(
        steps=tuple(_to_step_document(step) for step in packing.steps),
        alarm=_to_alarm_document(packing.alarm) if packing.alarm else None,
        question=QuestionDocument(question.line_item_ids, question.quantity) if question else None,
        rate_id=packing.rate_id,
        is_printed=packing.is_printed,
        previous_label=packing.previous_label,
    )
    return to_json(document)


def _to_alarm_document(alarm: Alarm) -> AlarmDocument:
    swap = alarm.swap
    return AlarmDocument(alarm.text, SwapDocument(swap.line_item_id, swap.lot_code, swap.quantity) if swap else None)


def decode_packing(text: str) -> PackingDocument:
    return msgspec.json.decode(text, type=PackingDocument)


def _to_step_document(step: PackingStep) -> StepDocument:
    match step:
        case ItemScanned(units):
            return ScanDocument(tuple(UnitsDocument(each.line_item_id, each.quantity, each.lot_code) for each in units))
        case ParcelClosed(is_short):
            return ClosedDocument(is_short)
        case BoxChosen(code):
            return BoxDocument(code)
        case ParcelWeighed(grams):
            return WeightDocument(grams)
        case FilingStated(text):
            return FilingDocument(text)


def _to_step(document: StepDocument) -> PackingStep:
    match document:
        case ScanDocument(units):
            return ItemScanned(tuple(PackedUnits(each.line_item_id, each.quantity, each.lot_code) for each in units))
        case ClosedDocument(is_short):
            return ParcelClosed(is_short)
        case BoxDocument(code):
            return BoxChosen(code)
        case WeightDocument(grams):
            return ParcelWeighed(grams)
        case FilingDocument(text):
            return FilingStated(text)
