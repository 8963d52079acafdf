"""Validates bulk queries: one connection at the top, and few nested ones."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    parse,
    validate,
)

from novex_shopify.entrypoints.sandbox.errors import UserError

MAX_CONNECTIONS = 5
MAX_NESTING_DEPTH = 2
CompositeType = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True, slots=True)
class BulkQuery:
    """A valid query and its one top-level field."""

    document: DocumentNode
    root_field: FieldNode


@dataclass(frozen=True, slots=True)
class _Connection:
    """A connection; `within` is the selection of the surrounding node, None at the top."""

    name: str
    node: GraphQLObjectType
    nesting: int
    has_parent_id: bool


def is_connection(graphql_type: object) -> bool:
    return isinstance(graphql_type, GraphQLObjectType) and graphql_type.name.endswith("Connection")


def validate_bulk_query(schema: GraphQLSchema, query: str) -> BulkQuery:
    """Parse and validate a query. Raises `UserError` for the first rule it breaks."""
    try:
        document = parse(query)
    except GraphQLError as error:
        raise _build_error(error.message) from error
    if mistakes := validate(schema, document):
        raise _build_error(mistakes[0].message)
    operation = _get_single_operation(document)
    root = _get_root_field(schema, operation)
    connections = list(_ConnectionFinder(schema, document).iter_connections(schema.query_type, operation.selection_set))
    _check_connections(schema, connections)
    return BulkQuery(document, root)


def _get_single_operation(document: DocumentNode) -> OperationDefinitionNode:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.QUERY:
        raise _build_error("Bulk queries must contain exactly one operation, a query.")
    if operations[0].variable_definitions:
        raise _build_error("Bulk queries cannot take variables.")
    return operations[0]


def _get_root_field(schema: GraphQLSchema, operation: OperationDefinitionNode) -> FieldNode:
    fields = operation.selection_set.selections
    if len(fields) != 1 or not isinstance(fields[0], FieldNode):
        raise _build_error("Bulk queries must contain exactly one top-level field.")
    assert schema.query_type is not None
    if not is_connection(get_named_type(schema.query_type.fields[fields[0].name.value].type)):
        raise _build_error("Bulk queries must contain at least one connection, at the top level.")
    return fields[0]


def _check_connections(schema: GraphQLSchema, connections: list[_Connection]) -> None:
    if len(connections) > MAX_CONNECTIONS:
        raise _build_error(f"Bulk queries cannot contain more than {MAX_CONNECTIONS} connections.")
    if any(each.nesting > MAX_NESTING_DEPTH for each in connections):
        raise _build_error(
            f"Bulk queries cannot contain connections with a nesting depth greater than {MAX_NESTING_DEPTH}."
        )
    node = schema.type_map["Node"]
    if without_node_interface := [each.name for each in connections if node not in each.node.interfaces]:
        raise _build_error(
            f"The nodes of these connections do not implement Node: {', '.join(without_node_interface)}."
        )
    if without_parent_id := [each.name for each in connections if not each.has_parent_id]:
        raise _build_error(
            "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be "
            f"of 'ID' return type. Nested connections without it: {', '.join(without_parent_id)}."
        )


@dataclass(frozen=True, slots=True)
class _ConnectionFinder:
    schema: GraphQLSchema
    document: DocumentNode

    def iter_connections(
        self, kind: object, selection: SelectionSetNode | None, nesting: int = 0, *, has_parent_id: bool = True
    ) -> Iterator[_Connection]:
        """List the connections under a selection; `has_parent_id`: the surrounding node selects its id."""
        assert isinstance(kind, CompositeType) or selection is None
        for owner, field in self._iter_fields(kind, selection):
            if field.name.value.startswith("__"):
                continue
            inner = get_named_type(owner.fields[field.name.value].type)
            deeper = nesting
            if isinstance(inner, GraphQLObjectType) and is_connection(inner):
                node = get_named_type(inner.fields["nodes"].type)
                assert isinstance(node, GraphQLObjectType)
                yield _Connection(field.name.value, node, nesting, has_parent_id)
                deeper = nesting + 1
            elif field.selection_set and field.name.value in ("node", "nodes"):
                has_id_within = self._selects_id(inner, field.selection_set)
                yield from self.iter_connections(inner, field.selection_set, deeper, has_parent_id=has_id_within)
                continue
            yield from self.iter_connections(inner, field.selection_set, deeper, has_parent_id=has_parent_id)

    def _selects_id(self, kind: object, selection: SelectionSetNode) -> bool:
        return any(field.name.value == "id" and not field.alias for _, field in self._iter_fields(kind, selection))

    def _iter_fields(
        self, kind: object, selection: SelectionSetNode | None
    ) -> Iterator[tuple[CompositeType, FieldNode]]:
        """List the fields, including those in fragments, each with its parent type."""
        for part in selection.selections if selection else ():
            if isinstance(part, FieldNode):
                assert isinstance(kind, CompositeType) or part.name.value.startswith("__")
                yield kind, part  # type: ignore[misc]
                continue
            fragment = self._get_fragment(part.name.value) if isinstance(part, FragmentSpreadNode) else part
            assert isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode)
            condition = fragment.type_condition
            narrowed = self.schema.get_type(condition.name.value) if condition else kind
            yield from self._iter_fields(narrowed, fragment.selection_set)

    def _get_fragment(self, name: str) -> FragmentDefinitionNode:
        return next(
            each
            for each in self.document.definitions
            if isinstance(each, FragmentDefinitionNode) and each.name.value == name
        )


def _build_error(message: str) -> UserError:
    return UserError(f"Invalid bulk query: {message}", "query")
