"""What a webhook's topic says happened, in words."""

_VERBS = {
    "approve": "approved",
    "cancel": "cancelled",
    "close": "closed",
    "create": "created",
    "decline": "declined",
    "delete": "deleted",
    "process": "processed",
    "reopen": "reopened",
    "request": "requested",
    "update": "updated",
}


def describe_topic(topic: str) -> str:
    """`orders/create` is `Order created`, `fulfillment_orders/placed_on_hold` is `Fulfillment order placed on hold`."""
    noun, _, verb = topic.partition("/")
    noun = noun.removesuffix("s").replace("_", " ")
    return f"{noun[:1].upper()}{noun[1:]} {_VERBS.get(verb, verb.replace('_', ' '))}".strip()
