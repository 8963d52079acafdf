"""The form with the filters of a list, if one of them is a text: it must not stand in an address as it was typed."""

from starlette.responses import Response

from novex_shopify.entrypoints.web.console.request import (
    CSRF_FIELD,
    ConsoleRequest,
    build_query,
    redirect,
    sanitize_next_path,
)


def apply_filters(request: ConsoleRequest) -> Response:
    """Lead to the address of the list with these filters."""
    path = sanitize_next_path(request.get_form_field("path"))
    names = dict.fromkeys(name for name in request.form if name not in (CSRF_FIELD, "path"))
    fields = {name: request.get_form_field(name) for name in names}
    return redirect(path + build_query(**{**fields, "text": request.hide_text(fields.get("text", ""))}))
