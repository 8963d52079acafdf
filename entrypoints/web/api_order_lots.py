"""`/api/v1/orders/{id}/propose` and `/assignments`: the lots of orders."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.record_id import MAX_ID, parse_id
from novex_shopify.domain.use_cases.assignment.order_lots import AssignedLot, OrderLots
from novex_shopify.domain.use_cases.assignment.propose_lots import LineProposal, OrderProposal
from novex_shopify.domain.use_cases.assignment.reassign_lot import NewLot
from novex_shopify.domain.use_cases.assignment.unassign_lots import AssignedUnits
from novex_shopify.domain.use_cases.stock.records import MAX_QUANTITY
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_query import parse_number, read_query
from novex_shopify.entrypoints.web.api_schemas import parse_body
from novex_shopify.entrypoints.web.api_stock_schemas import AssignBody, CorrectBody, ReassignBody


def propose_lots(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    proposal: OrderProposal = container.propose_lots()(_read_order_id(request))
    return {
        "order_id": proposal.order.id,
        "name": proposal.order.name,
        "ship_on": proposal.ship_on,
        "lines": [_serialize_proposal(proposal, line) for line in proposal.lines],
    }


def show_assignments(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return serialize_order_lots(container.show_order_lots()(_read_order_id(request)))


def assign_lots(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent with a `reference`. Without `lots`, those that are proposed."""
    wanted = parse_body(body or b"{}", AssignBody)
    selections = None if wanted.lots is None else [lot.to_domain() for lot in wanted.lots]
    lots = container.assign_lots()(_read_order_id(request), selections, reference=wanted.reference)
    return serialize_order_lots(lots)


def unassign_lots(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Idempotent with a `reference`, and without a `quantity`. The query says what, since not every client can send a
    body with DELETE."""
    query = read_query(request, ("line_item_id", "assignment_id", "quantity", "reason", "reference"))
    units = AssignedUnits(
        parse_number(query, "line_item_id", MAX_ID),
        parse_number(query, "assignment_id", MAX_ID),
        parse_number(query, "quantity", MAX_QUANTITY),
    )
    unassign = container.unassign_lots()
    lots = unassign(_read_order_id(request), query.get("reason", ""), units, reference=query.get("reference"))
    return serialize_order_lots(lots)


def reassign_lot(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent with a `reference`."""
    wanted = parse_body(body, ReassignBody)
    lots = container.reassign_lot()(
        _read_assignment_id(request),
        NewLot(wanted.lot, wanted.location, wanted.item_id),
        wanted.reason,
        quantity=wanted.quantity,
        reference=wanted.reference,
    )
    return serialize_order_lots(lots)


def correct_lot(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent with a `reference`."""
    wanted = parse_body(body, CorrectBody)
    correct = container.correct_named_lot()
    lots = correct(
        _read_assignment_id(request),
        wanted.lot,
        wanted.location,
        wanted.reason,
        quantity=wanted.quantity,
        reference=wanted.reference,
    )
    return serialize_order_lots(lots)


def serialize_order_lots(lots: OrderLots) -> Mapping[str, Any]:
    return {
        "order_id": lots.order.id,
        "name": lots.order.name,
        "status": lots.state.status,
        "fulfillment": lots.state.fulfillment,
        "locked": lots.state.locked,
        "promised_on": lots.state.promised_on,
        "hints": lots.hints,
        "lines": [_serialize_line(line) for line in lots.lines],
        "assignments": [_serialize_assigned(each) for each in lots.assigned],
    }


def _serialize_line(line: LineStock) -> dict[str, Any]:
    numbers = {"to_ship": line.to_ship, "short": line.short}
    return {**asdict(line), "line_item_id": str(line.line_item_id), **numbers}


def _serialize_assigned(assigned: AssignedLot) -> Mapping[str, Any]:
    assignment = assigned.assignment
    return {
        "id": assignment.id,
        "line_item_id": str(assignment.line_item_id),
        "item_id": assignment.item_id,
        "lot": assigned.lot.code,
        "expires_on": assigned.lot.expires_on,
        "location": assigned.location,
        "quantity": assignment.quantity,
        "state": assignment.state,
        "shipment_id": assignment.shipment_id,
        "reason": assignment.reason,
        "override_reason": assignment.override_reason,
        "by": assignment.actor.name,
        "at": assignment.at,
    }


def _serialize_proposal(proposal: OrderProposal, line: LineProposal) -> Mapping[str, Any]:
    found = line.proposal
    return {
        **_serialize_line(line.line),
        "lots": [
            {
                "lot": chosen.lot.code,
                "expires_on": chosen.lot.expires_on,
                "location": proposal.locations[chosen.location_id],
                "quantity": chosen.quantity,
                "reason": chosen.reason,
            }
            for chosen in (found.chosen if found else ())
        ],
        "missing": found.short if found else 0,
        "refused": [
            {"lot": refused.lot.code, "obstacle": refused.obstacle, "reason": refused.reason}
            for refused in (found.refused if found else ())
        ],
    }


def _read_assignment_id(request: Request) -> int:
    assignment_id = parse_id(str(request.path_params["assignment"]))
    if assignment_id is None:
        raise NotFound("There is no assignment with this id.")
    return assignment_id


def _read_order_id(request: Request) -> str:
    return str(request.path_params["order"])


routes = [
    Route("/orders/{order}/propose", build_endpoint(propose_lots, 200), methods=["GET", "POST"]),
    Route("/orders/{order}/assignments", build_endpoint(show_assignments, 200), methods=["GET"]),
    Route("/orders/{order}/assignments", build_endpoint(assign_lots, 200), methods=["POST"]),
    Route("/orders/{order}/assignments", build_endpoint(unassign_lots, 200), methods=["DELETE"]),
    Route("/assignments/{assignment}", build_endpoint(reassign_lot, 200), methods=["PUT"]),
    Route("/assignments/{assignment}/correct", build_endpoint(correct_lot, 200), methods=["POST"]),
]
