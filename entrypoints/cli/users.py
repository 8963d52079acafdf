"""`novex-shopify users`."""

from typing import Annotated

import typer

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role, User
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container

app = typer.Typer(no_args_is_help=True, help="Invite people to the console, and change what they may do.")

INVITATION_PATH = "/console/invitation"

EmailArgument = Annotated[
    str, typer.Argument(metavar="EMAIL", help="The user's e-mail address; `admin` is the first admin.")
]
RoleOption = Annotated[Role, typer.Option(help="What the user may do.")]


@app.command("list")
def list_users(*, as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Show all users."""
    with open_container() as container, container.read_transaction() as tx:
        invited = {each.user_id for each in tx.users.list_invitations(container.clock().now())}
        rows = [
            {
                "id": user.id,
                "email": user.email,
                "name": user.name,
                "role": user.role,
                "active": user.active,
                "invited": user.id in invited,
                "signed_in_at": user.signed_in_at,
            }
            for user in tx.users.list_all()[:limit]
        ]
    empty_message = "No users yet. Invite one with: novex-shopify users invite EMAIL --role admin"
    print_rows(rows, as_json=as_json, empty_message=empty_message)


@app.command()
def invite(
    email: EmailArgument,
    *,
    role: RoleOption = Role.VIEWER,
    name: Annotated[str, typer.Option(help="What the person is called; by default the e-mail address.")] = "",
) -> None:
    """Add a user, and print the link with which the person chooses a password. It works once, for 7 days."""
    with open_container() as container:
        _, token = container.invite_user()(email, name or email, role)
        _print_link(container, token)


@app.command("reset-password")
def reset_password(email: EmailArgument) -> None:
    """Delete a user's password, end the sessions, and print a link with which the person chooses another one."""
    with open_container() as container:
        _, token = container.invite_user().reset_password(_find_user(container, email).id)
        _print_link(container, token)


@app.command("set-role")
def set_role(email: EmailArgument, role: Annotated[Role, typer.Argument(metavar="ROLE")]) -> None:
    """Change what a user may do: viewer, packer, operator or admin."""
    with open_container() as container:
        user = container.change_user().set_role(_find_user(container, email).id, role)
    typer.echo(f"{user.name} is {user.role} now.")


@app.command("remove-second-factor")
def remove_second_factor(email: EmailArgument) -> None:
    """Turn off two-step sign-in of a user who has lost the phone and the recovery codes."""
    with open_container() as container:
        user = _find_user(container, email)
        removed = container.set_up_second_factor().remove_without_code(user.id)
    typer.echo(f"Two-step sign-in of {user.name} is off." if removed else f"{user.name} has no two-step sign-in.")


@app.command("unlink")
def unlink_identity(email: EmailArgument) -> None:
    """Unlink a user from single sign-on. The next sign-in there with this e-mail address links another account."""
    with open_container() as container:
        user = _find_user(container, email)
        unlinked = container.unlink_identity()(user.id)
    typer.echo(f"{user.name} is unlinked." if unlinked else f"{user.name} was not linked.")


@app.command()
def deactivate(email: EmailArgument) -> None:
    """Sign a user out everywhere, and refuse further sign-ins. The user stays named in the audit log."""
    with open_container() as container:
        user = container.change_user().set_active(_find_user(container, email).id, active=False)
    typer.echo(f"{user.name} is deactivated.")


@app.command()
def activate(email: EmailArgument) -> None:
    """Let a deactivated user sign in again."""
    with open_container() as container:
        user = container.change_user().set_active(_find_user(container, email).id, active=True)
    typer.echo(f"{user.name} is active.")


def _find_user(container: Container, email: str) -> User:
    with container.read_transaction() as tx:
        user: User | None = tx.users.find_by_email(email)
    if user is None:
        raise NotFound(f"There is no user {email}. `users list` shows all.")
    return user


def _print_link(container: Container, token: Secret) -> None:
    typer.echo(f"{container.settings().app_url}{INVITATION_PATH}?token={token.value}")
