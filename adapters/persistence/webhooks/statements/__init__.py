"""SQL of the queue, as files."""

from importlib.resources import files


def read_sql(name: str) -> str:
    """The text of `{name}.sql` without its comments."""
    lines = files(__name__).joinpath(f"{name}.sql").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--"))
