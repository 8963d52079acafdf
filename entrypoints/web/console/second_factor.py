"""Two-step sign-in of the user who is signed in."""

import segno
from markupsafe import Markup
from starlette.responses import Response

from novex_shopify.domain.errors import NotFound, SignInDelayed, SignInRefused
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import User
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import SECOND_FACTOR_PATH, ConsoleRequest, redirect

_APP_NAME = "Novex Shopify"


def show_second_factor(request: ConsoleRequest) -> Response:
    return _render_page(request)


def begin(request: ConsoleRequest) -> Response:
    request.container.set_up_second_factor().begin(_get_user(request).id)
    return redirect(SECOND_FACTOR_PATH)


def confirm(request: ConsoleRequest) -> Response:
    try:
        codes = request.container.set_up_second_factor().confirm(_get_user(request).id, _get_code(request))
    except SignInRefused as refusal:
        return _render_page(request, "confirm", refusal)
    return _show_recovery_codes(request, codes)


def renew_recovery_codes(request: ConsoleRequest) -> Response:
    user = _get_user(request)
    try:
        codes = request.container.set_up_second_factor().renew_recovery_codes(user.id, _get_code(request))
    except SignInRefused as refusal:
        return _render_page(request, "recovery-codes", refusal)
    return _show_recovery_codes(request, codes)


def remove(request: ConsoleRequest) -> Response:
    try:
        request.container.set_up_second_factor().remove(_get_user(request).id, _get_code(request))
    except SignInRefused as refusal:
        return _render_page(request, "remove", refusal)
    return redirect(SECOND_FACTOR_PATH, "Two-step sign-in is off")


def _get_user(request: ConsoleRequest) -> User:
    if request.user is None:
        raise NotFound("Two-step sign-in is for users. On this machine, the console needs no sign-in.")
    return request.user


def _get_code(request: ConsoleRequest) -> Secret:
    return Secret(request.get_form_field("code"))


def _render_page(request: ConsoleRequest, failed: str = "", refusal: SignInRefused | None = None) -> Response:
    """`failed` is the last part of the address of the form that was refused."""
    user = _get_user(request)
    with request.container.read_transaction() as tx:
        factor = tx.second_factors.get(user.id)
        codes_left = tx.second_factors.count_recovery_codes(user.id)
    pending = factor.secret if factor and not factor.confirmed else None
    return render(
        request,
        "account/second_factor.html",
        _get_status(refusal),
        failed=failed,
        error=str(refusal or ""),
        factor=factor,
        codes_left=codes_left,
        pending_secret=_group(pending.value) if pending else "",
        qr_code=_draw_qr_code(request, pending, user) if pending else "",
    )


def _show_recovery_codes(request: ConsoleRequest, codes: tuple[Secret, ...]) -> Response:
    return render(request, "account/recovery_codes.html", codes=[code.value for code in codes])


def _draw_qr_code(request: ConsoleRequest, secret: Secret, user: User) -> Markup:
    """An SVG without styles, which the security policy would not allow."""
    uri = request.container.one_time_codes().build_uri(secret, user.email, _APP_NAME)
    svg = segno.make_qr(uri).svg_inline(omitsize=True, svgclass="qr-code", lineclass=None, title="QR code")
    return Markup(svg)  # noqa: S704 - segno's drawing, without any text of ours


def _group(secret: str) -> str:
    """In groups of four, as people type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _get_status(refusal: SignInRefused | None) -> int:
    if refusal is None:
        return 200
    return 429 if isinstance(refusal, SignInDelayed) else 422
