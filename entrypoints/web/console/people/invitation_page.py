"""`/console/invitation`: an invited person chooses a password."""

from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.errors import InvalidUser
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import User
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import SIGN_IN_PATH, ConsoleRequest


def show_invitation(request: ConsoleRequest) -> Response:
    token = Secret(request.get_query_param("token"))
    return _render(request, request.container.invite_user().find_invited(token), token)


def accept_invitation(request: ConsoleRequest) -> Response:
    token = Secret(request.get_form_field("token"))
    invite = request.container.invite_user()
    try:
        if request.get_form_field("password") != request.get_form_field("repeated"):
            raise InvalidUser("The two passwords differ.", "repeated")
        invite.accept(token, request.get_form_field("name"), Secret(request.get_form_field("password")))
    except InvalidUser as refusal:
        return _render(request, invite.find_invited(token), token, refusal)
    # Signing in comes next, so that a link alone opens nothing, and password managers see where the password belongs.
    return RedirectResponse(SIGN_IN_PATH, 303)


def _render(request: ConsoleRequest, user: User, token: Secret, refusal: InvalidUser | None = None) -> Response:
    name = request.get_form_field("name") or user.name
    return render(
        request,
        "people/invitation.html",
        422 if refusal else 200,
        user=user,
        token=token.value,
        name=name,
        error_field=refusal.field if refusal else "",
        error=str(refusal or ""),
    )
