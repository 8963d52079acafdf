"""Shopify's answer to a document: of a node, what is asked for."""

import json
from typing import Any

import httpx
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)

from tests.shopify_orders.graphql_node import Node

Fragments = dict[str, FragmentDefinitionNode]


def answer_request(node: Node, request: httpx.Request) -> httpx.Response:
    """The HTTP response to a request that asks for this order, one of its refunds or its return."""
    body = json.loads(request.content)
    document = parse(body["query"])
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    (operation,) = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    parts = {each["id"]: each for each in (*node["refunds"], *node["returns"]["nodes"])}
    part = parts.get(body["variables"].get("id"))
    roots = {"order": node, "refund": part, "return": part}
    return httpx.Response(200, json={"data": select(roots, operation.selection_set, fragments)})


def select(value: Any, selection: SelectionSetNode | None, fragments: Fragments) -> Any:
    """The fields of a value that a selection names. Raises `KeyError` for a field that the generator does not know."""
    if selection is None or value is None:
        return value
    if isinstance(value, list):
        return [select(each, selection, fragments) for each in value]
    chosen: Node = {}
    for each in selection.selections:
        if isinstance(each, FieldNode):
            name = each.name.value
            chosen[each.alias.value if each.alias else name] = select(value[name], each.selection_set, fragments)
            continue
        part = fragments[each.name.value] if isinstance(each, FragmentSpreadNode) else each
        assert isinstance(part, FragmentDefinitionNode | InlineFragmentNode)
        kind = part.type_condition.name.value if part.type_condition else None
        if kind is None or value.get("__typename", kind) == kind:
            chosen |= select(value, part.selection_set, fragments)
    return chosen
