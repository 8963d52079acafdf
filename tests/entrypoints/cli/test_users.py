"""`novex-shopify users`."""

import json

from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.entrypoints.cli.commands import run_command

INVITATION = "http://localhost:8000/console/invitation?token="


def list_users() -> list[dict[str, object]]:
    users: list[dict[str, object]] = json.loads(run_command("users", "list", "--json").stdout)
    return users


def test_the_first_admin_is_invited_by_a_link(connector: Connector) -> None:
    assert "No users yet" in run_command("users", "list").stderr
    link = run_command("users", "invite", "Olga@example.com", "--role", "admin", "--name", "Olga").stdout.strip()
    assert link.startswith(INVITATION)
    (olga,) = list_users()
    assert (olga["email"], olga["role"], olga["invited"], olga["active"]) == ("olga@example.com", "admin", True, True)
    token, password = Secret(link.removeprefix(INVITATION)), Secret("correct horse battery staple")
    assert connector.container.invite_user().accept(token, "Olga", password).name == "Olga"


def test_roles_passwords_and_access_are_changed(connector: Connector) -> None:
    for email, role in (("olga@example.com", "admin"), ("anna@example.com", "viewer")):
        run_command("users", "invite", email, "--role", role)
    assert run_command("users", "set-role", "anna@example.com", "packer").stdout == "anna@example.com is packer now.\n"
    assert run_command("users", "reset-password", "anna@example.com").stdout.startswith(INVITATION)
    assert "has no two-step sign-in" in run_command("users", "remove-second-factor", "anna@example.com").stdout
    assert run_command("users", "deactivate", "anna@example.com").stdout == "anna@example.com is deactivated.\n"
    assert [user["active"] for user in list_users()] == [False, True]
    assert run_command("users", "activate", "anna@example.com").stdout == "anna@example.com is active.\n"
