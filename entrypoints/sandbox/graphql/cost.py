"""Computes query costs: 1 point per object, 0 per scalar, 10 per mutation, a connection by its page size.

Of an interface or union, the most expensive type counts. Shopify does not publish how the page size counts. Measured
on a real shop, 250 nodes of two points each cost 24 points, so the cost grows with the logarithm;
`compute_page_weight` is fitted to that.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    value_from_ast_untyped,
)

MUTATION_COST = 10
CONNECTION_COST = 2
SIZE_ARGUMENTS = ("first", "ids", "names")
NOT_EXECUTED = object()


def compute_page_weight(size: int) -> int:
    """Return how many nodes' worth of points a page of this size costs."""
    return max(1, math.floor(2 * math.log(size))) if size > 0 else 0


@dataclass(frozen=True, slots=True)
class CostCalculator:
    """Computes the cost by the same rule before a query runs, by requested pages, and after it, by returned nodes."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: Mapping[str, Any]

    def compute_requested_cost(self, operation: OperationDefinitionNode) -> int:
        return self._compute_operation_cost(operation, NOT_EXECUTED)

    def compute_actual_cost(self, operation: OperationDefinitionNode, data: Mapping[str, Any] | None) -> int:
        return self._compute_operation_cost(operation, data)

    def _compute_operation_cost(self, operation: OperationDefinitionNode, data: Any) -> int:
        root = self.schema.get_root_type(operation.operation)
        assert root is not None
        if root is self.schema.mutation_type:
            return MUTATION_COST * sum(1 for _ in self._iter_fields(root, operation.selection_set))
        return self._compute_selection_cost(root, operation.selection_set, data)

    def _compute_selection_cost(
        self, parent: GraphQLCompositeType, selection: SelectionSetNode | None, data: Any
    ) -> int:
        if data is None or selection is None:
            return 0
        return max(
            sum(self._compute_field_cost(kind, field, data) for field in self._iter_fields(kind, selection))
            for kind in self._get_possible_types(parent)
        )

    def _compute_field_cost(self, parent: GraphQLObjectType, field: FieldNode, data: Any) -> int:
        definition = parent.fields.get(field.name.value)
        kind = get_named_type(definition.type) if definition else None
        if definition is None or kind is None or not is_composite_type(kind) or kind.name == "PageInfo":
            return 0
        key = field.alias.value if field.alias else field.name.value
        value = data if data is NOT_EXECUTED else data.get(key)
        if value is None:
            return 0
        if isinstance(kind, GraphQLObjectType) and kind.name.endswith("Connection"):
            return CONNECTION_COST + self._compute_connection_cost(kind, field, value)
        return self._compute_object_cost(definition.type, kind, field, value)

    def _compute_object_cost(
        self, declared: GraphQLOutputType, kind: GraphQLCompositeType, field: FieldNode, value: Any
    ) -> int:
        if not isinstance(get_nullable_type(declared), GraphQLList):
            return 1 + self._compute_selection_cost(kind, field.selection_set, value)
        if value is NOT_EXECUTED:
            return (self._get_page_size(field) or 1) * (
                1 + self._compute_selection_cost(kind, field.selection_set, NOT_EXECUTED)
            )
        return sum(1 + self._compute_selection_cost(kind, field.selection_set, each) for each in value)

    def _compute_connection_cost(self, kind: GraphQLObjectType, field: FieldNode, value: Any) -> int:
        """Compute the cost of a page by its nodes, whether selected as nodes or as edges."""
        cost = 0
        for part in self._iter_fields(kind, field.selection_set):
            if part.name.value in ("edges", "nodes"):
                cost += self._compute_page_cost(kind, part, self._get_page_size(field) or 0, value)
        return cost

    def _compute_page_cost(self, kind: GraphQLObjectType, part: FieldNode, size: int, value: Any) -> int:
        inner = get_named_type(kind.fields[part.name.value].type)
        assert is_composite_type(inner)
        own = 1 if part.name.value == "nodes" else 0
        if value is NOT_EXECUTED:
            return compute_page_weight(size) * (
                own + self._compute_selection_cost(inner, part.selection_set, NOT_EXECUTED)
            )
        items = value.get(part.alias.value if part.alias else part.name.value) or []
        total = sum(own + self._compute_selection_cost(inner, part.selection_set, each) for each in items)
        return math.ceil(compute_page_weight(len(items)) * total / len(items)) if items else 0

    def _get_page_size(self, field: FieldNode) -> int | None:
        """Return how many objects a field asks for: by `first`, or by a list of ids or names."""
        for argument in field.arguments or ():
            if argument.name.value in SIZE_ARGUMENTS:
                size = value_from_ast_untyped(argument.value, dict(self.variables))
                return len(size) if isinstance(size, list | tuple) else size if isinstance(size, int) else None
        return None

    def _get_possible_types(self, kind: GraphQLCompositeType) -> Sequence[GraphQLObjectType]:
        return [kind] if isinstance(kind, GraphQLObjectType) else self.schema.get_possible_types(kind)

    def _iter_fields(self, kind: GraphQLObjectType, selection: SelectionSetNode | None) -> Iterator[FieldNode]:
        """List the selected fields of a type, without fragments on other types."""
        for part in selection.selections if selection else ():
            if isinstance(part, FieldNode):
                yield part
                continue
            fragment = self._get_fragment(part.name.value) if isinstance(part, FragmentSpreadNode) else part
            assert isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode)
            if self._applies_to(kind, fragment.type_condition):
                yield from self._iter_fields(kind, fragment.selection_set)

    def _applies_to(self, kind: GraphQLObjectType, condition: NamedTypeNode | None) -> bool:
        named = self.schema.get_type(condition.name.value) if condition else kind
        return named is kind or (is_abstract_type(named) and self.schema.is_sub_type(named, kind))

    def _get_fragment(self, name: str) -> FragmentDefinitionNode:
        return next(
            node
            for node in self.document.definitions
            if isinstance(node, FragmentDefinitionNode) and node.name.value == name
        )
