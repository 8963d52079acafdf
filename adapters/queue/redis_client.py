"""The connection to Redis."""

from typing import Any

from redis import Connection, Redis
from redis.backoff import NoBackoff
from redis.exceptions import MasterDownError, ReadOnlyError, ResponseError
from redis.retry import Retry

_CONNECT_TIMEOUT_SECONDS = 2
_ANSWER_TIMEOUT_SECONDS = 5

PROBE_TIMEOUT_SECONDS = 0.8
"""For a probe, whose caller waits: even four of these, for two attempts that each connect twice, are over in time."""


class FailoverRedis(Redis):
    """Recognizes the refusal of a write in a script as well, which Redis 6 reports as an error of the script."""

    def parse_response(self, connection: Connection, command_name: str, **options: Any) -> Any:
        try:
            return super().parse_response(connection, command_name, **options)  # type: ignore[no-untyped-call]
        except ResponseError as error:
            if "-READONLY" in str(error):
                raise ReadOnlyError(str(error)) from error
            raise


def open_redis(url: str, *, verify_tls: bool = True, for_probe: bool = False) -> Redis:
    """A client that gives an unusable connection up, and tries once more on a new one.

    After a failover an open connection leads to a replica, which refuses writes for ever; a new one leads to where the
    address points. Without `verify_tls` any certificate is accepted: the connection is encrypted, but it may lead to
    another server. What the address states (`ssl_cert_reqs`, `ssl_ca_certs`) wins.
    """
    accept_any = url.startswith("rediss://") and not verify_tls
    tls = {"ssl_cert_reqs": "none", "ssl_check_hostname": False} if accept_any else {}
    return FailoverRedis.from_url(
        url,
        socket_connect_timeout=PROBE_TIMEOUT_SECONDS if for_probe else _CONNECT_TIMEOUT_SECONDS,
        socket_timeout=PROBE_TIMEOUT_SECONDS if for_probe else _ANSWER_TIMEOUT_SECONDS,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 1),
        retry_on_error=[ReadOnlyError, MasterDownError],
        **tls,
    )
