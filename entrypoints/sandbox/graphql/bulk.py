"""Bulk operations, as they are started, watched and cancelled."""

from typing import Any

from novex_shopify.entrypoints.sandbox.bulk import LARGEST_NUMBER_AT_ONCE, BulkOperation, Part
from novex_shopify.entrypoints.sandbox.bulk_faults import BulkStatus
from novex_shopify.entrypoints.sandbox.bulk_files import file_address
from novex_shopify.entrypoints.sandbox.clock import utc_time
from novex_shopify.entrypoints.sandbox.errors import UserMistakes
from novex_shopify.entrypoints.sandbox.graphql.access import Call, Info, Node
from novex_shopify.entrypoints.sandbox.graphql.bulk_rules import checked
from novex_shopify.entrypoints.sandbox.graphql.bulk_run import carry_out, end
from novex_shopify.entrypoints.sandbox.ids import gid, number_of

KIND = "BulkOperation"


def bulk_operation_run_query(info: Info, *, query: str, group_objects: bool) -> Node:
    """Start an operation, if its query is good and not too many run already."""
    call = info.context
    try:
        good = checked(info.schema, query)
    except UserMistakes as mistake:
        return _refused(mistake.message, "INVALID", *mistake.field)
    running = [each for each in call.shop.bulk_operations.values() if each.unfinished]
    if len(running) >= LARGEST_NUMBER_AT_ONCE:
        return _refused(f"The limit of {LARGEST_NUMBER_AT_ONCE} bulk query operations is reached.", "LIMIT_REACHED")
    operation = BulkOperation(
        id=call.shop.ids.next(),
        query=query,
        group_objects=group_objects,
        created_at=call.world.clock(),
        fault=call.shop.bulk_faults.take(),
    )
    call.shop.bulk_operations[operation.id] = operation
    call.world.background.spawn(carry_out(call, info.schema, info.root_value, good, operation))
    return {"bulkOperation": operation_node(call, operation), "userErrors": []}


def bulk_operation(info: Info, *, id: str) -> Node | None:
    found = info.context.shop.bulk_operations.get(number_of(KIND, id))
    return operation_node(info.context, found) if found else None


def bulk_operation_cancel(info: Info, *, id: str) -> Node:
    """Ask an operation to stop; it has stopped a moment later."""
    call = info.context
    operation = call.shop.bulk_operations.get(number_of(KIND, id))
    if operation is None:
        return _not_cancelled("Bulk operation does not exist", None)
    if not operation.unfinished:
        message = f"A bulk operation cannot be canceled when it is {operation.status.lower()}"
        return _not_cancelled(message, operation_node(call, operation))
    if operation.status is not BulkStatus.CANCELING:
        operation.status = BulkStatus.CANCELING
        call.world.background.spawn(_stop(call, operation))
    return {"bulkOperation": operation_node(call, operation), "userErrors": []}


async def _stop(call: Call, operation: BulkOperation) -> None:
    end(call, operation, BulkStatus.CANCELED)


def operation_node(call: Call, operation: BulkOperation) -> Node:
    """Write an operation as the BulkOperation type has it."""
    links: dict[str, Any] = dict.fromkeys(Part)
    if operation.part:
        links[operation.part] = file_address(call.shop, operation, call.address)
    return {
        "id": gid(KIND, operation.id),
        "type": "QUERY",
        "query": operation.query,
        "status": str(operation.status),
        "errorCode": operation.error_code and str(operation.error_code),
        "createdAt": utc_time(operation.created_at),
        "completedAt": utc_time(operation.completed_at),
        "objectCount": str(operation.object_count),
        "rootObjectCount": str(operation.root_object_count),
        "fileSize": str(len(operation.file)) if operation.file else None,
        **links,
    }


def _refused(message: str, code: str, *field: str) -> Node:
    error = {"field": list(field) or None, "message": message, "code": code}
    return {"bulkOperation": None, "userErrors": [error]}


def _not_cancelled(message: str, operation: Node | None) -> Node:
    return {"bulkOperation": operation, "userErrors": [{"field": ["id"], "message": message}]}
