"""`/console/settings/users`: who may use the console, and what each of them may do."""

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidUser, LastAdmin, NotFound
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role, User
from novex_shopify.entrypoints.web.console.people.browser_names import describe_browser
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import INVITATION_PATH, ConsoleRequest, redirect

_PATH = "/console/settings/users"

ROLE_DESCRIPTIONS = {
    Role.VIEWER: "sees everything except personal data, and changes nothing",
    Role.PACKER: "also works on shipments, and sees the customers of orders",
    Role.OPERATOR: "also maps products, retries events, imports records, and sees stored webhooks whole",
    Role.ADMIN: "also connects stores, changes settings, users and API tokens, and reads the audit log",
}
ROLES_HINT = ". ".join(f"{role.title()}: {text}" for role, text in ROLE_DESCRIPTIONS.items()) + "."


def list_users(request: ConsoleRequest) -> Response:
    return _render_list(request)


def invite_user(request: ConsoleRequest) -> Response:
    read = request.get_form_field
    try:
        user, token = request.container.invite_user()(read("email"), read("name"), _read_role(request))
    except InvalidUser as refusal:
        return _render_list(request, refusal)
    return _render_link(request, user, token)


def show_user(request: ConsoleRequest) -> Response:
    user, now = _get_user(request), request.container.clock().now()
    with request.container.read_transaction() as tx:
        sessions = tx.console_sessions.list_for_user(user.id, now)
        invitation = next((each for each in tx.users.list_invitations(now) if each.user_id == user.id), None)
        factor = tx.second_factors.get(user.id)
    return render(
        request,
        "people/user.html",
        user=user,
        sessions=sessions,
        invitation=invitation,
        has_second_factor=factor is not None and factor.confirmed,
        describe_browser=describe_browser,
        roles=_list_roles(),
        roles_hint=ROLES_HINT,
        user_path=f"{_PATH}/{user.id}",
    )


def set_role(request: ConsoleRequest) -> Response:
    user = _get_user(request)
    try:
        changed = request.container.change_user().set_role(user.id, _read_role(request))
    except (InvalidUser, LastAdmin) as refusal:
        return _return_to(user, str(refusal))
    return _return_to(user, f"{changed.name} is {changed.role.title()} now")


def set_active(request: ConsoleRequest) -> Response:
    active, user = request.get_form_field("active") == "yes", _get_user(request)
    try:
        request.container.change_user().set_active(user.id, active=active)
    except LastAdmin as refusal:
        return _return_to(user, str(refusal))
    return _return_to(user, f"{user.name} is {'active' if active else 'deactivated and signed out'}")


def reset_password(request: ConsoleRequest) -> Response:
    user, token = request.container.invite_user().reset_password(_get_user(request).id)
    return _render_link(request, user, token)


def remove_second_factor(request: ConsoleRequest) -> Response:
    user = _get_user(request)
    request.container.set_up_second_factor().remove_without_code(user.id)
    return _return_to(user, f"Two-step sign-in of {user.name} is off")


def unlink_identity(request: ConsoleRequest) -> Response:
    user = _get_user(request)
    request.container.unlink_identity()(user.id)
    return _return_to(user, f"{user.name} is unlinked from single sign-on")


def end_sessions(request: ConsoleRequest) -> Response:
    user, token_hash = _get_user(request), request.get_form_field("session")
    if token_hash:
        request.container.end_sessions().end(user.id, token_hash)
    else:
        request.container.end_sessions().end_all(user.id)
    return _return_to(user, "Session ended" if token_hash else f"All sessions of {user.name} ended")


def _get_user(request: ConsoleRequest) -> User:
    user_id = request.get_path_id("user")
    with request.container.read_transaction() as tx:
        user = tx.users.get(user_id)
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    return user


def _read_role(request: ConsoleRequest) -> Role:
    try:
        return Role(request.get_form_field("role"))
    except ValueError:
        raise InvalidUser("Choose a role.", "role") from None


def _list_roles() -> list[tuple[str, str]]:
    return [(role.value, role.title()) for role in Role]


def _return_to(user: User, message: str) -> Response:
    return redirect(f"{_PATH}/{user.id}", message)


def _render_list(request: ConsoleRequest, refusal: InvalidUser | None = None) -> Response:
    with request.container.read_transaction() as tx:
        users = tx.users.list_all()
        invited = {each.user_id: each.expires_at for each in tx.users.list_invitations(request.container.clock().now())}
    return render(
        request,
        "people/users.html",
        422 if refusal else 200,
        users=users,
        invited=invited,
        roles=_list_roles(),
        roles_hint=ROLES_HINT,
        refusal=refusal,
        form={name: request.get_form_field(name) for name in ("email", "name", "role")},
    )


def _render_link(request: ConsoleRequest, user: User, token: Secret) -> Response:
    """The link is shown once: only a hash of it is stored."""
    link = f"{request.settings.app_url}{INVITATION_PATH}?token={token.value}"
    return render(request, "people/invitation_link.html", user=user, link=link)
