"""What a user's name, e-mail address and password must be."""

from novex_shopify.domain.errors import InvalidUser
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role, User

MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_LENGTH = 1000
"""Longer than any passphrase; hashing takes the time that its length needs."""

_MAX_LENGTH = 254
"""Of an e-mail address, by RFC 5321."""


def fold_email(text: str) -> str:
    """Return the address in lower case, but only of A to Z: U+212A would become the k of another person's address."""
    return "".join(each.lower() if each.isascii() else each for each in text.strip())


def check_email(text: str) -> str:
    """Return the address in lower case. Raises `InvalidUser`."""
    email = fold_email(text)
    name, _, domain = email.rpartition("@")
    is_plain = email.isprintable() and " " not in email
    if not (name and "." in domain and is_plain) or len(email) > _MAX_LENGTH:
        raise InvalidUser("Enter an e-mail address, such as anna@example.com.", "email")
    return email


def check_name(text: str) -> str:
    """Return the name without blanks around it. Raises `InvalidUser`."""
    name = " ".join(text.split())
    if not name or len(name) > _MAX_LENGTH or not name.isprintable():
        raise InvalidUser(f"Enter a name of at most {_MAX_LENGTH} letters and other visible characters.", "name")
    return name


def check_password(password: Secret) -> Secret:
    """Return the password. Raises `InvalidUser`."""
    if len(password.value) < MIN_PASSWORD_LENGTH:
        raise InvalidUser(f"Use at least {MIN_PASSWORD_LENGTH} characters.", "password")
    if len(password.value) > MAX_PASSWORD_LENGTH:
        raise InvalidUser(f"Use at most {MAX_PASSWORD_LENGTH} characters.", "password")
    return password


def is_admin(user: User) -> bool:
    """Whether the user may change roles now."""
    return user.active and user.role is Role.ADMIN
