"""`/console/account`: what users change about themselves."""

from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.errors import InvalidUser, NotFound
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import User
from novex_shopify.domain.policies.sessions import hash_token
from novex_shopify.entrypoints.web.console.people.browser_names import describe_browser
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import SIGN_IN_PATH, ConsoleRequest, redirect

_PATH = "/console/account"


def show_account(request: ConsoleRequest, refusal: InvalidUser | None = None) -> Response:
    user = _get_user(request)
    with request.container.read_transaction() as tx:
        sessions = tx.console_sessions.list_for_user(user.id, request.container.clock().now())
        factor = tx.second_factors.get(user.id)
    return render(
        request,
        "people/account.html",
        422 if refusal else 200,
        user=user,
        sessions=sessions,
        own_session=hash_token(request.session_token),
        has_second_factor=factor is not None and factor.confirmed,
        describe_browser=describe_browser,
        error_field=refusal.field if refusal else "",
        error=str(refusal or ""),
    )


def rename(request: ConsoleRequest) -> Response:
    try:
        request.container.change_user().rename(_get_user(request).id, request.get_form_field("name"))
    except InvalidUser as refusal:
        return show_account(request, refusal)
    return redirect(_PATH, "Saved")


def change_password(request: ConsoleRequest) -> Response:
    current, new, repeated = (Secret(request.get_form_field(name)) for name in ("current", "password", "repeated"))
    try:
        if new != repeated:
            raise InvalidUser("The two passwords differ.", "repeated")
        request.container.change_user().change_password(_get_user(request).id, current, new)
    except InvalidUser as refusal:
        return show_account(request, refusal)
    return RedirectResponse(SIGN_IN_PATH, 303)  # all sessions have ended, this one too


def end_session(request: ConsoleRequest) -> Response:
    request.container.end_sessions().end(_get_user(request).id, request.get_form_field("session"))
    return redirect(_PATH, "Session ended")


def _get_user(request: ConsoleRequest) -> User:
    if request.user is None:
        raise NotFound("On this machine the console needs no sign-in, so there is no account.")
    return request.user
