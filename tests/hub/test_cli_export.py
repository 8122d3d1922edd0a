"""The command says what there is when it is asked for what there is not."""

from pathlib import Path

from click.testing import CliRunner

from hub.cli import main
from tests.hub.office import office


def test_an_unknown_table_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    store = office(tmp_path)
    asked = ["export", "pupils", "--to", str(tmp_path / "one.csv"), "--dir", str(store.config.folder)]
    done = CliRunner().invoke(main, asked)

    assert done.exit_code == 1
    assert "weekly_demand" in done.output
    assert not (tmp_path / "one.csv").exists()
