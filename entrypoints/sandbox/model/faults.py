"""Planned failures of the Admin API: an error, a slow answer or a disconnect, before or after the work is done."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send


class FaultKind(StrEnum):
    ERROR = "error"
    DISCONNECT = "disconnect"
    SLOW = "slow"


class ApiFault(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`operation_name` is the GraphQL operation, such as fulfillmentCreate; `seconds` is for a slow answer.

    An error has `status`, `errors` and, for a redirect, `location`.
    """

    operation_name: str
    kind: FaultKind
    after_completion: bool = True
    times: int = 1
    status: int = 502
    errors: str | list[dict[str, Any]] = "Bad gateway"
    location: str | None = None
    seconds: float = 60


class InventoryRefusal(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A user error of the next inventorySetQuantities, about one of its rows."""

    code: str
    row: int = 0


@dataclass(slots=True)
class PlannedFaults:
    _planned: list[ApiFault] = field(default_factory=list)

    def add(self, fault: ApiFault) -> None:
        self._planned += [fault] * fault.times

    def take_next(self, operation_name: str, *, after_completion: bool) -> ApiFault | None:
        """Remove and return the next fault of this operation."""
        for fault in self._planned:
            if (fault.operation_name, fault.after_completion) == (operation_name, after_completion):
                self._planned.remove(fault)
                return fault
        return None


async def apply_fault(fault: ApiFault, response: Response) -> Response:
    if fault.kind is FaultKind.ERROR:
        headers = {"Location": fault.location} if fault.location else None
        return JSONResponse({"errors": fault.errors}, status_code=fault.status, headers=headers)
    if fault.kind is FaultKind.DISCONNECT:
        return _DisconnectingResponse()
    await asyncio.sleep(fault.seconds)
    return response


class _DisconnectingResponse(Response):
    """Announces a body and disconnects."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        raise ConnectionResetError("disconnected, as planned")
