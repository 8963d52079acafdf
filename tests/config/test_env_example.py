"""`.env.example` and the README name every setting."""

import re
from pathlib import Path
from typing import Any

from novex_shopify.config.example_values import EXAMPLE_VALUES
from novex_shopify.config.settings import Settings

ROOT = Path(__file__).parents[2]


def test_the_example_file_has_every_setting_with_its_default() -> None:
    stated = dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))
    fields = Settings.model_fields
    assert stated == {
        name.upper(): "" if field.is_required() else _write(field.default) for name, field in fields.items()
    }


def test_every_setting_has_an_example_and_a_line_in_the_readme() -> None:
    names = {name.upper() for name in Settings.model_fields}
    assert set(EXAMPLE_VALUES) == names
    assert set(re.findall(r"`([A-Z_]+)`", _read_settings_table())) >= names


def _read_settings_table() -> str:
    lines = (ROOT / "README.md").read_text().splitlines()
    return "\n".join(line.split("|")[1] for line in lines if line.startswith("| `"))


def _write(default: Any) -> str:
    match default:
        case None:
            return ""
        case bool():
            return str(default).lower()
        case tuple():
            return ",".join(default)
    return str(default)
