"""Browsers of users who are signed in."""

from dataclasses import replace

from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.user import Role, User, Visitor


def add_user(container: Container, name: str, role: Role = Role.ADMIN) -> User:
    """A user without a password: `sign_in_as` needs none."""
    with container.transaction() as tx:
        user = tx.users.add(f"{name.lower()}@example.com", name, role, container.clock().now())
        tx.commit()
    return user


def sign_in_as(client: TestClient, container: Container, user: User) -> None:
    """Give the browser a session of this user."""
    with container.transaction() as tx:
        current = tx.users.get(user.id)
        assert current
        token = container.open_session().in_transaction(tx, current, Visitor("10.0.0.1", "Firefox"))
        tx.commit()
    client.cookies.clear()
    client.cookies.set("__Host-novex" if container.settings().uses_https else "novex", token.value)


def change_user(container: Container, user: User, **changes: object) -> None:
    with container.transaction() as tx:
        tx.users.save(replace(user, **changes))  # type: ignore[arg-type]
        tx.commit()
