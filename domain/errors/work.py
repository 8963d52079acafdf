"""Work that cannot be done as it was asked for, and the database it is done in."""

from novex_shopify.domain.errors.kinds import NovexError, PermanentError, TransientError


class DatabaseUnavailable(TransientError):
    """The database did not answer, or could not finish a transaction; nothing of it was stored."""


class NewerStateApplied(TransientError):
    """Another transaction brought a newer state of the same record while this one was at work; this one is undone."""


class UnreadablePayload(PermanentError):
    """A body that is signed, but is not what its topic promises."""


class WorkersDied(PermanentError):
    """Worker after worker was killed in the middle of this piece of work."""

    def __init__(self, times: int) -> None:
        super().__init__(
            f"{times} workers died while they had this. If nobody stopped them, it is what kills them (a large"
            " order and too little memory, for one). Look at the workers' last words, then replay it."
        )


class InvalidShopSetting(NovexError):
    """A setting of a store that would do harm."""


class UnreadableMappingFile(NovexError):
    """A file of mappings that does not say what it holds."""


class NotFound(PermanentError):
    """The thing asked for does not exist."""
