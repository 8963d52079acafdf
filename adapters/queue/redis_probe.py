"""Whether Redis answers."""

from dataclasses import dataclass

from redis import Redis, RedisError


@dataclass(frozen=True, slots=True)
class RedisProbe:
    redis: Redis

    def find_error(self) -> Exception | None:
        try:
            self.redis.ping()
        except RedisError as error:
            return error
        return None
