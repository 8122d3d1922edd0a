"""The office's commands, run as somebody types them."""

from pathlib import Path

from click.testing import CliRunner, Result

from hub.cli import main
from tests.hub.builders import NOW

LISTING = "cod_mod,anexo,nombre,codlocal\n0403691,0,IE 38001,074294\nX,0,IE mala,1\n"


def run(*words: str | Path, told: str | None = None) -> Result:
    """Run a command at the time of these tests; *told* is what is typed into it."""
    clock = {"CHASQUI_HUB_CLOCK": NOW.isoformat()}
    return CliRunner().invoke(main, [str(word) for word in words], input=told, env=clock)


def new_hub(folder: Path) -> Path:
    """Return the folder of a hub that was just made."""
    done = run("init", "--dir", folder / "hub")
    assert done.exit_code == 0, done.output
    return folder / "hub"
