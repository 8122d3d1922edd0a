"""``deploy/hub.sh`` gives an order as the hub's user, and takes files as they are called where one stands."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_docs import PROJECT

PROGRAM = '#!/bin/sh\npwd\nfor word in "$@"; do cat "$word"; done\n'


@pytest.fixture
def installed() -> Iterator[Path]:
    """An installation that any user may open, and beside it a folder that its owner alone may."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o755)
    for name in ("etc/chasqui", "opt/chasqui/env/bin", "opt/chasqui/deploy", "closed"):
        (folder / name).mkdir(parents=True)
    (folder / "etc/chasqui/hub.env").write_text("CHASQUI_HUB_DIR=/srv/chasqui\n")
    (folder / "opt/chasqui/env/bin/chasqui-hub").write_text(PROGRAM)
    (folder / "opt/chasqui/env/bin/chasqui-hub").chmod(0o755)
    shutil.copy2(PROJECT / "deploy" / "hub.sh", folder / "opt/chasqui/deploy")
    (folder / "closed" / "m.csv").write_text("what it holds\n")
    (folder / "closed").chmod(0o700)
    yield folder
    shutil.rmtree(folder)


def order(installed: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "CHASQUI_ROOT": str(installed), **settings}
    command = [str(installed / "opt/chasqui/deploy/hub.sh"), *words]
    return subprocess.run(command, env=env, cwd=installed / "closed", capture_output=True, text=True, check=False)


def test_a_file_is_the_one_that_is_called_so_where_one_stands(installed: Path) -> None:
    done = order(installed, "m.csv")

    assert (done.returncode, done.stdout) == (0, f"{installed}/closed\nwhat it holds\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone becomes another user")
def test_where_the_hub_s_user_may_not_look_other_orders_are_given_and_a_file_is_not_looked_for_elsewhere(
    installed: Path,
) -> None:
    other, file, option = (
        order(installed, *words, CHASQUI_USER="nobody") for words in ((), ("m.csv",), ("--key=m.csv",))
    )

    assert (other.returncode, other.stdout) == (0, "/\n")
    assert (file.returncode, file.stdout) == (2, "")
    assert "No se hizo nada" in file.stderr
    assert option.returncode == 2
