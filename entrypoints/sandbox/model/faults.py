"""What goes wrong on the way: an answer that is late, lost, cut off, or an error, before or after the work was done."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send


class FaultKind(StrEnum):
    """How a call ends for the caller."""

    ERROR = "error"
    DISCONNECT = "disconnect"
    SLOW = "slow"


class ApiFault(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`document` is the name of the operation, such as fulfillmentCreate; `seconds` is for a slow answer."""

    operation_name: str
    kind: FaultKind
    after_completion: bool = True
    times: int = 1
    status: int = 502
    seconds: float = 60


@dataclass(slots=True)
class PlannedFaults:
    """The faults that are still to come."""

    _planned: list[ApiFault] = field(default_factory=list)

    def add(self, fault: ApiFault) -> None:
        """Have the next calls of a document go wrong."""
        self._planned += [fault] * fault.times

    def take_next(self, operation_name: str, *, after_completion: bool) -> ApiFault | None:
        """Give the next fault that fits, once."""
        for fault in self._planned:
            if (fault.operation_name, fault.after_completion) == (operation_name, after_completion):
                self._planned.remove(fault)
                return fault
        return None


async def apply_fault(fault: ApiFault, response: Response) -> Response:
    """End a call as the fault has it; `answer` is what it would have been."""
    if fault.kind is FaultKind.ERROR:
        return JSONResponse({"errors": "Bad gateway"}, status_code=fault.status)
    if fault.kind is FaultKind.DISCONNECT:
        return _DisconnectingResponse()
    await asyncio.sleep(fault.seconds)
    return response


class _DisconnectingResponse(Response):
    """Promises a body and hangs up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin an answer, and break off."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        raise ConnectionResetError("cut, as asked for")
