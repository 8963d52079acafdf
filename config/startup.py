"""Build a container from the environment, ready for work, or fail with one clear message."""

import structlog
from sqlalchemy.exc import DBAPIError, ProgrammingError

from novex_shopify.adapters.persistence import migrate
from novex_shopify.adapters.persistence.schema_version import SchemaVersion
from novex_shopify.config.container import Container
from novex_shopify.config.errors import CannotStart
from novex_shopify.config.settings import Settings, read_settings

_log = structlog.get_logger()

_SECRET_PARAMETERS = ("password", "sslpassword")


def build_container() -> Container:
    """Build the container, and check that the database is migrated.

    A SQLite file is created and migrated here; a PostgreSQL database is migrated by `novex-shopify migrate`, once per
    release, and only checked here. Redis may be away, as it may be later: then work waits for the next sweep. Raises
    `InvalidSettings` or `CannotStart`.
    """
    settings = read_settings()
    container = Container(settings=settings)
    container.token_cipher()
    try:
        if settings.uses_sqlite:
            migrate_database(container)
        else:
            _check_migrated(container, settings)
    except CannotStart:
        container.engine().dispose()
        raise
    return container


def warn_about_redis(container: Container) -> None:
    """Log that a configured Redis cannot be used, or is not verified, and what that means."""
    if container.settings().redis_url and (problem := container.redis_probe().find_problem()):
        _log.warning("redis.unavailable", outage="redis", cause=problem, effect="work waits for the next sweep")
    if container.settings().redis_url and container.redis_probe().accepts_any_certificate():
        _log.warning(
            "redis.certificate_not_verified",
            cause="REDIS_TLS_VERIFY is false",
            effect="a server between this one and Redis could read the password of Redis and drop notifications",
        )


def warn_about_address(container: Container) -> None:
    """Log that the database was used at another address, and what that means."""
    with container.read_transaction() as tx:
        previous = container.check_address().find_previous(tx)
    if previous:
        _log.warning(
            "address.changed",
            previous=previous,
            app_url=container.settings().app_url,
            effect="nothing is sent to Shopify",
            fix="if the installation has moved: `novex-shopify moved`, or the console at /console/moved",
        )


def migrate_database(container: Container, to: str | None = None) -> str:
    """Migrate the database to the newest schema, or to a given revision; returns the one that it has then.

    A database that a newer version of the product has migrated stays as it is, if this version can work with it.
    """
    settings: Settings = container.settings()
    try:
        _require_supported_encoding(container)
        version = migrate.fetch_schema_version(container.engine())
        if version.is_newer:
            _require_usable(version)
            return _keep_newer(version, to)
        if version.current == version.needed and to is None:
            return version.needed
        _migrate(container, version, to)
    except DBAPIError as error:
        raise CannotStart(_describe_unreachable(settings, error)) from error
    return migrate.fetch_current_revision(container.engine()) or "none"


def fetch_schema_version(container: Container) -> SchemaVersion:
    """The revision that the database has, and those that this version of the product knows."""
    return migrate.fetch_schema_version(container.engine())


def find_schema_problem(version: SchemaVersion) -> tuple[str, str] | None:
    """The cause and the fix, if this version of the product cannot work with the database; it says which is older."""
    if version.is_usable:
        return None
    if version.is_newer:
        return (
            f"This program is older than the database: it needs revision {version.needed}, and the database is at"
            f" {version.current}",
            "start the version that migrated the database; or, with that version, run"
            f" `novex-shopify migrate --to {version.needed}`",
        )
    return (
        f"The database is at revision {version.current or 'none'}, this version needs {version.needed}",
        "run `novex-shopify migrate`",
    )


def find_encoding_problem(container: Container) -> tuple[str, str] | None:
    """The cause and the fix, if the database cannot hold every character."""
    encoding = container.database_probe().find_unsupported_encoding()
    if encoding is None:
        return None
    return (
        f"The database of DATABASE_URL has the encoding {encoding}, which cannot hold every name; it must be UTF8",
        "create it with: CREATE DATABASE name ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0",
    )


def _migrate(container: Container, version: SchemaVersion, to: str | None) -> None:
    engine, schema = container.engine(), container.settings().database_schema
    if to is None:
        migrate.upgrade(engine, schema=schema)
        return
    if to not in (*version.known, "base"):
        raise CannotStart(f"There is no revision {to}. This version has {', '.join(version.known)}.")
    if version.current is None or version.current < to < "base":
        migrate.upgrade(engine, to, schema)
    else:
        migrate.downgrade(engine, to)


def _keep_newer(version: SchemaVersion, to: str | None) -> str:
    if to is None:
        return str(version.current)
    raise CannotStart(
        f"This program is older than the database, which is at revision {version.current}: only the version that"
        f" migrated it can go back. Run `novex-shopify migrate --to {to}` with that version."
    )


def _check_migrated(container: Container, settings: Settings) -> None:
    try:
        _require_supported_encoding(container)
        version = fetch_schema_version(container)
    except DBAPIError as error:
        raise CannotStart(_describe_unreachable(settings, error)) from error
    _require_usable(version)


def _require_supported_encoding(container: Container) -> None:
    if problem := find_encoding_problem(container):
        raise CannotStart(_to_sentences(*problem))


def _require_usable(version: SchemaVersion) -> None:
    if problem := find_schema_problem(version):
        cause, fix = problem
        raise CannotStart(_to_sentences(cause, fix if version.is_newer else f"{fix} first"))


def _to_sentences(cause: str, fix: str) -> str:
    return f"{cause}. {fix[:1].upper()}{fix[1:]}."


def _describe_unreachable(settings: Settings, error: DBAPIError) -> str:
    cause = str(error.orig).strip().splitlines()[0]
    url = settings.parsed_database_url.difference_update_query(_SECRET_PARAMETERS)
    address = url.render_as_string(hide_password=True)
    # A server that is away is an OperationalError; one that refuses a statement for a missing right answers.
    fix = "Give its user this right" if isinstance(error, ProgrammingError) else "Start it"
    return f"The database of DATABASE_URL ({address}) cannot be used: {cause}. {fix}, or correct DATABASE_URL."
