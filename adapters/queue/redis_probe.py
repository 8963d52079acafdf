"""Whether Redis can be used."""

from dataclasses import dataclass
from ssl import SSLCertVerificationError

from redis import Redis, SSLConnection
from redis.exceptions import AuthenticationError, OutOfMemoryError, ReadOnlyError, RedisError, ResponseError

from novex_shopify.domain.errors import describe_kind

_KEY_TTL_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RedisProbe:
    """Judges by a write: a replica and a full Redis answer a ping as well."""

    redis: Redis
    prefix: str

    def find_problem(self) -> str | None:
        """What keeps Redis from taking notifications, in words."""
        try:
            self.redis.set(f"{self.prefix}:probe", "1", ex=_KEY_TTL_SECONDS)
        except RedisError as error:
            return _describe(error)
        return None

    def accepts_any_certificate(self) -> bool:
        """Whether the connection is encrypted, but the server's identity is not verified."""
        pool = self.redis.connection_pool
        return issubclass(pool.connection_class, SSLConnection) and (
            pool.connection_kwargs.get("ssl_cert_reqs") == "none"
        )


def _describe(error: RedisError) -> str:
    # The library's own messages can contain the address with its password.
    match error:
        case ReadOnlyError():
            return "read-only: a replica answers"
        case OutOfMemoryError():
            return "full: it takes no writes"
        case AuthenticationError():
            return "its password is wrong or missing"
    if isinstance(error, ResponseError):  # such as MISCONF, if its disk is full
        code = str(error).partition(" ")[0]
        return f"it refuses writes ({code if code.isupper() else describe_kind(error)})"
    if isinstance(error.__context__, SSLCertVerificationError):
        return f"its certificate is not trusted ({error.__context__.verify_message})"
    return f"cannot be reached ({describe_kind(error)})"
