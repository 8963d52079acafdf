"""Secrets in the options of commands."""

import typer


def warn_about_secret(context: typer.Context, parameter: str, name: str) -> None:
    """Warn if this secret is a part of the command, and not from a prompt or the environment."""
    source = context.get_parameter_source(parameter)
    if source and source.name == "COMMANDLINE":
        message = f"Warning: {name} in a command is seen in the list of processes and stays in the shell's history."
        typer.echo(f"{message} Leave it out, and it is asked for.", err=True)
