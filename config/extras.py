"""The extras: packages that only some installations need."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from novex_shopify.config.errors import CannotStart


class Extra(NamedTuple):
    """A group of optional packages in pyproject.toml; one of them shows whether it is installed."""

    name: str
    package: str
    purpose: str


SERVER = Extra("server", "typer", "The command line and the server are")
POSTGRES = Extra("postgres", "psycopg", "The driver for PostgreSQL, which DATABASE_URL names, is")
REDIS = Extra("redis", "redis", "The client for Redis, which REDIS_URL names, is")
SANDBOX = Extra("sandbox", "graphql", "The sandbox is")


def is_installed(package: str) -> bool:
    return find_spec(package) is not None


def require_extra(extra: Extra) -> None:
    """Raise `CannotStart` unless the extra is installed."""
    if not is_installed(extra.package):
        raise CannotStart(f"{extra.purpose} not installed. Run: pip install 'novex-shopify[{extra.name}]'")


def import_when_called(location: str) -> Callable[..., Any]:
    """A factory like `adapters.queue.redis_client:open_redis`, whose module needs an extra."""
    module, _, name = location.partition(":")

    def build(*args: Any, **options: Any) -> Any:
        return getattr(import_module(f"novex_shopify.{module}"), name)(*args, **options)

    return build
