"""The three columns in which a table keeps an actor."""

from novex_shopify.domain.model.actor import Actor, ActorKind


def build_actor_columns(actor: Actor | None, prefix: str = "actor") -> dict[str, str | None]:
    """The columns `<prefix>_kind`, `<prefix>_name` and `<prefix>_id`; all NULL for no actor."""
    return {
        f"{prefix}_kind": actor.kind if actor else None,
        f"{prefix}_name": actor.name if actor else None,
        f"{prefix}_id": actor.id if actor else None,
    }


def to_actor(kind: str, name: str | None, actor_id: str | None) -> Actor:
    return Actor(ActorKind(kind), name or "", actor_id or "")


def to_optional_actor(kind: str | None, name: str | None, actor_id: str | None) -> Actor | None:
    """None for columns that are NULL."""
    return None if kind is None else to_actor(kind, name, actor_id)
