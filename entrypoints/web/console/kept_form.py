"""A form that was sent after its session had expired: it is kept while the person signs in, and then sent again."""

from dataclasses import dataclass

from starlette.datastructures import UploadFile

from novex_shopify.entrypoints.web.console.request import CSRF_FIELD, ConsoleRequest, sanitize_next_path

_PATH_FIELD = "kept-path"
_PREFIX = "kept:"
_NOT_KEPT = frozenset({CSRF_FIELD, "password", "current", "repeated", "code"})
"""The token of the old session, and secrets, which stand in no page."""


@dataclass(frozen=True, slots=True)
class KeptForm:
    """The target of a form, empty for none, and its fields without files and without secrets."""

    path: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_expired(cls, request: ConsoleRequest) -> "KeptForm":
        """Keep the form of this request, whose CSRF token must have been checked."""
        return cls(request.http_request.url.path, _list_texts(request, ""))

    @classmethod
    def from_sign_in(cls, request: ConsoleRequest) -> "KeptForm":
        """What the sign-in form carries along."""
        path = request.get_form_field(_PATH_FIELD)
        return cls(sanitize_next_path(path), _list_texts(request, _PREFIX)) if path else cls()

    def list_hidden_fields(self) -> list[tuple[str, str]]:
        """The names and values that the sign-in form carries along."""
        fields = [(_PREFIX + name, value) for name, value in self.fields]
        return [(_PATH_FIELD, self.path), *fields] if self.path else []


def _list_texts(request: ConsoleRequest, prefix: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.removeprefix(prefix), value)
        for name, value in request.form.multi_items()
        if name.startswith(prefix) and name.removeprefix(prefix) not in _NOT_KEPT and not isinstance(value, UploadFile)
    )
