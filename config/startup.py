"""Build a container from the environment, ready for work, or fail with one clear message."""

from redis import RedisError
from sqlalchemy.exc import DBAPIError

from novex_shopify.adapters.persistence import migrate
from novex_shopify.config.container import Container
from novex_shopify.config.errors import CannotStart
from novex_shopify.config.settings import Settings, read_settings


def build_container() -> Container:
    """Build the container, and check that the database is migrated and Redis (if configured) responds.

    A SQLite file is created and migrated here; a PostgreSQL database is migrated by `novex-shopify migrate`, once per
    release, and only checked here. Raises `InvalidSettings` or `CannotStart`.
    """
    settings = read_settings()
    container = Container(settings=settings)
    container.token_cipher()
    if settings.uses_sqlite:
        migrate_database(container)
    else:
        _check_migrated(container, settings)
    if settings.redis_url:
        _check_redis(container)
    return container


def migrate_database(container: Container) -> str:
    """Migrate the database to the newest schema; returns its revision."""
    settings: Settings = container.settings()
    try:
        migrate.upgrade(container.engine())
    except DBAPIError as error:
        raise CannotStart(_describe_unreachable(settings, error)) from error
    return migrate.get_head_revision()


def fetch_schema_revisions(container: Container) -> tuple[str | None, str]:
    """The revision that the database has (None for an empty one), and the one that this version needs."""
    return migrate.fetch_current_revision(container.engine()), migrate.get_head_revision()


def _check_migrated(container: Container, settings: Settings) -> None:
    try:
        current, needed = fetch_schema_revisions(container)
    except DBAPIError as error:
        raise CannotStart(_describe_unreachable(settings, error)) from error
    if current != needed:
        raise CannotStart(
            f"The database is at revision {current or 'none'}, this version needs {needed}."
            " Run `novex-shopify migrate` first."
        )


def _describe_unreachable(settings: Settings, error: DBAPIError) -> str:
    cause = str(error.orig).strip().splitlines()[0]
    address = settings.parsed_database_url.render_as_string(hide_password=True)
    return f"The database of DATABASE_URL ({address}) cannot be used: {cause}. Start it, or correct DATABASE_URL."


def _check_redis(container: Container) -> None:
    try:
        container.redis().ping()
    except RedisError as error:
        raise CannotStart(
            f"The Redis of REDIS_URL cannot be used: {error}. Start it, correct REDIS_URL, or unset REDIS_URL to run"
            " the worker inside the web process."
        ) from error
