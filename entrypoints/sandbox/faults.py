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
    CUT = "cut"
    SLOW = "slow"


class FaultWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`document` is the name of the operation, such as fulfillmentCreate; `seconds` is for a slow answer."""

    document: str
    kind: FaultKind
    after_the_work: bool = True
    times: int = 1
    status: int = 502
    seconds: float = 60


@dataclass(slots=True)
class Faults:
    """The faults that are still to come."""

    _coming: list[FaultWish] = field(default_factory=list)

    def plan(self, wish: FaultWish) -> None:
        """Have the next calls of a document go wrong."""
        self._coming += [wish] * wish.times

    def take(self, document: str, *, after_the_work: bool) -> FaultWish | None:
        """Give the next fault that fits, once."""
        for fault in self._coming:
            if (fault.document, fault.after_the_work) == (document, after_the_work):
                self._coming.remove(fault)
                return fault
        return None


async def go_wrong(fault: FaultWish, answer: Response) -> Response:
    """End a call as the fault has it; `answer` is what it would have been."""
    if fault.kind is FaultKind.ERROR:
        return JSONResponse({"errors": "Bad gateway"}, status_code=fault.status)
    if fault.kind is FaultKind.CUT:
        return _Cut()
    await asyncio.sleep(fault.seconds)
    return answer


class _Cut(Response):
    """Promises a body and hangs up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin an answer, and break off."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        raise ConnectionResetError("cut, as asked for")
