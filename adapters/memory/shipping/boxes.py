"""Boxes in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.parcel import Box


@dataclass(frozen=True, slots=True)
class MemoryBoxes:
    """The port `Boxes`."""

    state: State

    def save(self, box: Box) -> None:
        self.state.boxes[box.code] = box

    def delete(self, code: str) -> None:
        self.state.boxes.pop(code, None)

    def get(self, code: str) -> Box | None:
        return self.state.boxes.get(code)

    def list_all(self) -> Sequence[Box]:
        return sorted(
            self.state.boxes.values(), key=lambda box: (box.length_mm * box.width_mm * box.height_mm, box.code)
        )
