"""Errors as EasyPost answers them."""

from typing import Any


class EasyPostError(Exception):
    """A refused request: the HTTP status, and the code, message and details of the body."""

    def __init__(self, status: int, code: str, message: str, *details: dict[str, Any] | str) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, list(details)

    @property
    def body(self) -> dict[str, Any]:
        return {"error": {"code": self.code, "message": self.message, "errors": self.details}}


def build_not_found(resource_id: str) -> EasyPostError:
    message = "The requested resource could not be found."
    return EasyPostError(404, "NOT_FOUND", message, {"field": resource_id, "message": "not found"})


def build_missing_parameter(field: str) -> EasyPostError:
    detail = {"field": field, "message": "cannot be blank"}
    return EasyPostError(422, "PARAMETER.REQUIRED", "Missing required parameter.", detail)


def build_invalid(code: str, message: str) -> EasyPostError:
    return EasyPostError(422, code, message)
