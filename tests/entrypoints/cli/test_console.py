"""`novex-shopify console password`: from a password to its hash for the environment."""

from typer.testing import CliRunner

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.cli.app import app

PASSWORD = "correct horse battery staple"


def test_the_printed_hash_verifies_the_password_and_no_other(settings: Settings) -> None:
    result = CliRunner().invoke(app, ["console", "password"], input=f"{PASSWORD}\n{PASSWORD}\n")
    (printed,) = [line for line in result.stdout.splitlines() if line.startswith("$argon2id$")]
    assert PASSWORD not in result.stdout
    changed = Settings.model_validate({**settings.model_dump(), "console_password_hash": printed})
    passwords = Container(settings=changed).passwords()
    verified = [passwords.verify(Secret(word), changed.password_hash) for word in (PASSWORD, "another password")]
    assert verified == [True, False]


def test_a_short_password_is_refused() -> None:
    result = CliRunner().invoke(app, ["console", "password"], input="tea\ntea\n")
    assert result.exit_code == 2
    assert "at least 12 characters" in result.output


def test_a_password_in_the_command_is_warned_about() -> None:
    asked = CliRunner().invoke(app, ["console", "password"], input=f"{PASSWORD}\n{PASSWORD}\n")
    given = CliRunner().invoke(app, ["console", "password", "--password", PASSWORD])
    assert [("list of processes" in each.stderr) for each in (asked, given)] == [False, True]
