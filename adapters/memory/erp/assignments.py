"""Assignments of the fake ERP."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.assignment import Assignment, AssignmentState


@dataclass(frozen=True, slots=True)
class MemoryAssignments:
    """The port `Assignments`."""

    state: State

    def save(self, assignments: Sequence[Assignment]) -> Sequence[Assignment]:
        return [self._store(each) for each in assignments]

    def get_many(self, assignment_ids: Collection[int]) -> Sequence[Assignment]:
        known = self.state.assignments
        return [known[assignment_id] for assignment_id in sorted(set(assignment_ids)) if assignment_id in known]

    def list_by_orders(self, order_ids: Collection[str]) -> Sequence[Assignment]:
        return [each for _, each in sorted(self.state.assignments.items()) if each.order_id in order_ids]

    def list_by_lots(self, lot_ids: Collection[int]) -> Sequence[Assignment]:
        return [
            each
            for _, each in sorted(self.state.assignments.items())
            if each.lot_id in lot_ids and each.state is not AssignmentState.RELEASED
        ]

    def _store(self, assignment: Assignment) -> Assignment:
        stored = replace(assignment, id=assignment.id or allocate_id(self.state.assignments))
        self.state.assignments[stored.id] = stored
        return stored
