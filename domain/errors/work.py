"""Errors about stored work, settings and the database."""

from novex_shopify.domain.errors.kinds import NovexError, PermanentError, TransientError


class DatabaseUnavailable(TransientError):
    """The database did not respond or could not finish a transaction. Nothing of it was stored."""

    title = "Database isn't available"

    outage = "database"


class NewerStateApplied(TransientError):
    """Another transaction stored a newer state of the same record. This one is rolled back."""

    title = "A newer state came first"


class UnreadablePayload(PermanentError):
    """A signed body that does not have its topic's shape."""

    title = "Payload can't be read"


class NoJsonObject(UnreadablePayload):
    """A signed body that no webhook of Shopify has. An OAuth query, for example, is signed with the same secret."""

    def __init__(self) -> None:
        super().__init__("The body does not match its topic: it is not valid JSON, or not an object.")


class SampleBody(UnreadablePayload):
    """A body of Shopify's samples and test notifications, in which what it is about is null."""

    def __init__(self, missing: str) -> None:
        super().__init__(f"A sample of Shopify, which is about nothing: {missing} is null.")


class WorkersDied(PermanentError):
    """Several workers crashed while they processed this."""

    title = "Workers crashed"

    def __init__(self, times: int) -> None:
        super().__init__(
            f"{times} workers crashed while they processed this. Unless a person stopped them, this work crashes them"
            " (for example, a large order with too little memory). Read the workers' last log lines, then retry it."
        )


class InvalidShopSetting(NovexError):
    """A store's setting is out of range. `setting` is its name."""

    def __init__(self, message: str, setting: str) -> None:
        super().__init__(message)
        self.setting = setting


class InvalidCustomerSetting(NovexError):
    """A customer's setting is out of range."""

    title = "Customer's setting isn't valid"


class ProductsNotImported(NovexError):
    """Not all products of a shop are known yet."""

    def __init__(self, shop: str) -> None:
        super().__init__(
            f"The products of {shop} are not all imported yet, so it is not known which SKUs are used twice. Wait for"
            f" the running import, or start one with `novex-shopify products sync {shop}`."
        )


class UnreadableCsvFile(NovexError):
    """A CSV file without the required columns."""


class NotFound(PermanentError):
    """The requested thing does not exist."""

    code = "not_found"
