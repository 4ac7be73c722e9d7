"""`mtvgen completion`: the script that teaches the shell's Tab key."""

import click
from click.shell_completion import get_completion_class

from ..errors import MtvgenError
from . import console
from .main import COMPLETION_VARIABLE

_HELP = """Print the script that teaches the shell's Tab key the commands and options of mtvgen.

\b
Examples, one for each shell; then open a new terminal:
  mtvgen completion bash > ~/.local/share/bash-completion/completions/mtvgen
  echo 'eval "$(mtvgen completion zsh)"' >> ~/.zshrc
  mtvgen completion fish > ~/.config/fish/completions/mtvgen.fish
"""


@click.command("completion", help=_HELP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script for *shell*."""
    from .group import mtvgen

    script = get_completion_class(shell)
    if script is None:
        raise MtvgenError(f"click has no completion for {shell}.", hint="Install a newer click.")
    console.say(script(mtvgen, {}, "mtvgen", COMPLETION_VARIABLE).source())
