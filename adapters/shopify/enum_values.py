"""Enum values: GraphQL writes them in upper case, webhooks in lower case. The domain has them as webhooks do."""


def lower_enum_value(value: str | None) -> str | None:
    return value.lower() if value else None
