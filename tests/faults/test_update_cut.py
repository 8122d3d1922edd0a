"""An update of the program, cut anywhere: killed, or without power just before or after any sync or rename."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.program.folder import is_whole, version_of
from edge.program.launcher import VERSIONS, python_of, read_state
from edge.program.updating import update
from tests.edge.program.packages import FILES, HUB, OLD, builder, installed, package
from tests.faults.zygote import Zygote, zygote

MOST_POINTS = 200

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks")


@pytest.fixture(scope="module")
def any_zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with zygote(tmp_path_factory.mktemp("said")) as found:
        yield found


@pytest.mark.parametrize("power_cut", [True, False])
def test_cut_anywhere_one_whole_version_is_in_force_and_again_it_goes_on(
    any_zygote: Zygote, tmp_path: Path, power_cut: bool
) -> None:
    any_zygote.power_cut = power_cut
    for dies_at in range(1, MOST_POINTS):
        folder = tmp_path / str(dies_at)
        program, file = installed(folder / "program"), package(folder / "usb")
        died = any_zygote.dies("updating", folder, dies_at=dies_at, program=program, file=file)
        state = read_state(program)

        assert is_whole(program, OLD)
        assert is_whole(program, state["current"])
        if state["current"] == OLD:
            assert (state["trial"], any_zygote.words()) == (None, [])
            update(program, file, HUB, run=builder(program))
        name = read_state(program)["current"]
        assert version_of(name) == "0.2.0"
        made = [python_of(program, name), *(program / VERSIONS / name / one for one in FILES)]
        assert all(path.read_bytes() for path in made)
        if not died:
            break
    assert 10 < dies_at < MOST_POINTS - 1
