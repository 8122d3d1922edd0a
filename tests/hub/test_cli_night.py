"""The steps of the night, by command, where there is nothing to do yet."""

from pathlib import Path

import pytest

from tests.hub.commands import new_hub, run


@pytest.mark.parametrize(("step", "says"), [("allocate", "chasqui-hub forecast"), ("forecast-watch", "chasqui-hub")])
def test_a_step_whose_table_is_not_there_says_which_command_makes_it(tmp_path: Path, step: str, says: str) -> None:
    done = run(step, "--dir", new_hub(tmp_path))

    assert done.exit_code == 1
    assert says in done.output
