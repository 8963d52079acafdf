"""Who does something: a fact of the call, which no signature has to carry."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum, auto


class ActorKind(StrEnum):
    """How somebody reaches the product."""

    USER = auto()
    API_TOKEN = auto()
    COMMAND_LINE = auto()
    WORKER = auto()
    IN_PROCESS = auto()
    SHOPIFY = auto()
    CARRIERS = auto()
    STRANGER = auto()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a program. `id` is that of the user or the API token."""

    kind: ActorKind
    name: str
    id: str = ""

    def is_same_as(self, other: "Actor") -> bool:
        """Whether both are one person or program, which may have been renamed since if it has an id."""
        return (self.kind, self.id) == (other.kind, other.id) and bool(self.id or self.name == other.name)


ERP_CODE = Actor(ActorKind.IN_PROCESS, "ERP code")
"""Who acts unless somebody else was named: code that calls the product in its own process."""

LOCAL_USER = Actor(ActorKind.USER, "local user")
"""Who uses a console that needs no sign-in."""

STRANGER = Actor(ActorKind.STRANGER, "not signed in")

_current_actor: ContextVar[Actor] = ContextVar("novex_shopify_actor", default=ERP_CODE)


def get_current_actor() -> Actor:
    return _current_actor.get()


@contextmanager
def acting_as(actor: Actor) -> Generator[None]:
    """Whatever this thread or task changes in the block is done by `actor`. Other threads are not affected."""
    token = _current_actor.set(actor)
    try:
        yield
    finally:
        _current_actor.reset(token)
