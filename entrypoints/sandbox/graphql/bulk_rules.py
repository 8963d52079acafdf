"""Which queries a bulk operation takes: those with one list at the top, and few lists within."""

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

from novex_shopify.entrypoints.sandbox.errors import UserMistakes

MOST_CONNECTIONS = 5
DEEPEST_NESTING = 2
Composite = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True, slots=True)
class BulkQuery:
    """A query that was found good, and its one field at the top."""

    document: DocumentNode
    root: FieldNode


@dataclass(frozen=True, slots=True)
class _Found:
    """A connection; `within` is the selection of the node around it, none at the top."""

    name: str
    node: GraphQLObjectType
    nesting: int
    has_parent_id: bool


def is_connection(kind: object) -> bool:
    return isinstance(kind, GraphQLObjectType) and kind.name.endswith("Connection")


def checked(schema: GraphQLSchema, query: str) -> BulkQuery:
    """Read and check a query. Raises `UserMistakes` with the words of the first rule it breaks."""
    try:
        document = parse(query)
    except GraphQLError as error:
        raise _invalid(error.message) from error
    if mistakes := validate(schema, document):
        raise _invalid(mistakes[0].message)
    operation = _only_operation(document)
    root = _only_field(schema, operation)
    found = list(_Walk(schema, document).connections(schema.query_type, operation.selection_set))
    _check_connections(schema, found)
    return BulkQuery(document, root)


def _only_operation(document: DocumentNode) -> OperationDefinitionNode:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.QUERY:
        raise _invalid("Bulk queries must contain exactly one operation, a query.")
    if operations[0].variable_definitions:
        raise _invalid("Bulk queries cannot take variables.")
    return operations[0]


def _only_field(schema: GraphQLSchema, operation: OperationDefinitionNode) -> FieldNode:
    fields = operation.selection_set.selections
    if len(fields) != 1 or not isinstance(fields[0], FieldNode):
        raise _invalid("Bulk queries must contain exactly one top-level field.")
    assert schema.query_type is not None
    if not is_connection(get_named_type(schema.query_type.fields[fields[0].name.value].type)):
        raise _invalid("Bulk queries must contain at least one connection, at the top level.")
    return fields[0]


def _check_connections(schema: GraphQLSchema, found: list[_Found]) -> None:
    if len(found) > MOST_CONNECTIONS:
        raise _invalid(f"Bulk queries cannot contain more than {MOST_CONNECTIONS} connections.")
    if any(each.nesting > DEEPEST_NESTING for each in found):
        raise _invalid(f"Bulk queries cannot contain connections with a nesting depth greater than {DEEPEST_NESTING}.")
    node = schema.type_map["Node"]
    if odd := [each.name for each in found if node not in each.node.interfaces]:
        raise _invalid(f"The nodes of these connections do not implement Node: {', '.join(odd)}.")
    if orphans := [each.name for each in found if not each.has_parent_id]:
        raise _invalid(
            "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be "
            f"of 'ID' return type. Nested connections without it: {', '.join(orphans)}."
        )


@dataclass(frozen=True, slots=True)
class _Walk:
    schema: GraphQLSchema
    document: DocumentNode

    def connections(
        self, kind: object, selection: SelectionSetNode | None, nesting: int = 0, *, has_id: bool = True
    ) -> Iterator[_Found]:
        """Name every connection under a selection; `has_id` tells whether the node around it gives its id."""
        assert isinstance(kind, Composite) or selection is None
        for owner, field in self._fields(kind, selection):
            if field.name.value.startswith("__"):
                continue
            inner = get_named_type(owner.fields[field.name.value].type)
            deeper = nesting
            if isinstance(inner, GraphQLObjectType) and is_connection(inner):
                node = get_named_type(inner.fields["nodes"].type)
                assert isinstance(node, GraphQLObjectType)
                yield _Found(field.name.value, node, nesting, has_id)
                deeper = nesting + 1
            elif field.selection_set and field.name.value in ("node", "nodes"):
                has_id_within = self._gives_id(inner, field.selection_set)
                yield from self.connections(inner, field.selection_set, deeper, has_id=has_id_within)
                continue
            yield from self.connections(inner, field.selection_set, deeper, has_id=has_id)

    def _gives_id(self, kind: object, selection: SelectionSetNode) -> bool:
        return any(field.name.value == "id" and not field.alias for _, field in self._fields(kind, selection))

    def _fields(self, kind: object, selection: SelectionSetNode | None) -> Iterator[tuple[Composite, FieldNode]]:
        """Name the fields, those in fragments included, each with the type that has it."""
        for part in selection.selections if selection else ():
            if isinstance(part, FieldNode):
                assert isinstance(kind, Composite) or part.name.value.startswith("__")
                yield kind, part  # type: ignore[misc]
                continue
            fragment = self._fragment(part.name.value) if isinstance(part, FragmentSpreadNode) else part
            assert isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode)
            condition = fragment.type_condition
            narrowed = self.schema.get_type(condition.name.value) if condition else kind
            yield from self._fields(narrowed, fragment.selection_set)

    def _fragment(self, name: str) -> FragmentDefinitionNode:
        return next(
            each
            for each in self.document.definitions
            if isinstance(each, FragmentDefinitionNode) and each.name.value == name
        )


def _invalid(message: str) -> UserMistakes:
    return UserMistakes(f"Invalid bulk query: {message}", "query")
