"""What the provider says of a person."""

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator

VERIFIED = "verified"


class Validator(OAuth2Validator):  # type: ignore[misc]  # django-oauth-toolkit has no types
    """Adds what most providers add. Django has no field for whether an address is verified: it is the last name."""

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        user = request.user
        return {"email": user.email, "email_verified": user.last_name == VERIFIED, "name": user.first_name}
