"""What a query costs: an object one point, a scalar none, a mutation ten, a connection by the size of its page.

Shopify does not publish how a page's size counts. Measured on a real shop, 250 nodes of two points each were 24 points,
so it grows with the logarithm; `weight` is chosen to meet that.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    value_from_ast_untyped,
)

MUTATION = 10
CONNECTION = 2
MISSING = object()


def weight(size: int) -> int:
    """Say how many nodes' worth of points a page of this size costs."""
    return max(1, math.floor(2 * math.log(size))) if size > 0 else 0


@dataclass(frozen=True, slots=True)
class Costing:
    """Counts a query twice by one rule: before it runs by the pages it asks for, afterwards by what came back."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: Mapping[str, Any]

    def requested(self, operation: OperationDefinitionNode) -> int:
        return self._root(operation, MISSING)

    def actual(self, operation: OperationDefinitionNode, data: Mapping[str, Any] | None) -> int:
        return self._root(operation, data)

    def _root(self, operation: OperationDefinitionNode, data: Any) -> int:
        root = self.schema.get_root_type(operation.operation)
        assert root is not None
        if root is self.schema.mutation_type:
            return MUTATION * sum(1 for _ in self._fields(operation.selection_set))
        return self._selection(root, operation.selection_set, data)

    def _selection(self, parent: GraphQLObjectType, selection: SelectionSetNode | None, data: Any) -> int:
        if data is None or selection is None:
            return 0
        return sum(self._field(parent, field, data) for field in self._fields(selection))

    def _field(self, parent: GraphQLObjectType, field: FieldNode, data: Any) -> int:
        definition = parent.fields.get(field.name.value)
        kind = get_named_type(definition.type) if definition else None
        if definition is None or not isinstance(kind, GraphQLObjectType) or kind.name == "PageInfo":
            return 0
        key = field.alias.value if field.alias else field.name.value
        value = data if data is MISSING else data.get(key)
        if value is None:
            return 0
        if kind.name.endswith("Connection"):
            return CONNECTION + self._pages(kind, field, value)
        return self._objects(definition.type, kind, field, value)

    def _objects(self, declared: GraphQLOutputType, kind: GraphQLObjectType, field: FieldNode, value: Any) -> int:
        if not isinstance(get_nullable_type(declared), GraphQLList):
            return 1 + self._selection(kind, field.selection_set, value)
        if value is MISSING:
            return (self._page_size(field) or 1) * (1 + self._selection(kind, field.selection_set, MISSING))
        return sum(1 + self._selection(kind, field.selection_set, each) for each in value)

    def _pages(self, kind: GraphQLObjectType, field: FieldNode, value: Any) -> int:
        """Cost a page by its nodes, be they reached through nodes or through edges."""
        cost = 0
        for part in self._fields(field.selection_set):
            if part.name.value in ("edges", "nodes"):
                cost += self._page(kind, part, self._page_size(field) or 0, value)
        return cost

    def _page(self, kind: GraphQLObjectType, part: FieldNode, size: int, value: Any) -> int:
        inner = get_named_type(kind.fields[part.name.value].type)
        assert isinstance(inner, GraphQLObjectType)
        own = 1 if part.name.value == "nodes" else 0
        if value is MISSING:
            return weight(size) * (own + self._selection(inner, part.selection_set, MISSING))
        items = value.get(part.alias.value if part.alias else part.name.value) or []
        total = sum(own + self._selection(inner, part.selection_set, each) for each in items)
        return math.ceil(weight(len(items)) * total / len(items)) if items else 0

    def _page_size(self, field: FieldNode) -> int | None:
        for argument in field.arguments or ():
            if argument.name.value == "first":
                size = value_from_ast_untyped(argument.value, dict(self.variables))
                return size if isinstance(size, int) else None
        return None

    def _fields(self, selection: SelectionSetNode | None) -> Iterator[FieldNode]:
        for part in selection.selections if selection else ():
            if isinstance(part, FieldNode):
                yield part
            elif isinstance(part, InlineFragmentNode):
                yield from self._fields(part.selection_set)
            elif isinstance(part, FragmentSpreadNode):
                yield from self._fields(self._fragment(part.name.value).selection_set)

    def _fragment(self, name: str) -> FragmentDefinitionNode:
        return next(
            node
            for node in self.document.definitions
            if isinstance(node, FragmentDefinitionNode) and node.name.value == name
        )
