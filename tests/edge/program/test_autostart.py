"""What the system is given to start the node, and what is clicked, say what they should in the system's own form."""

import configparser
import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.program.autostart import desktop_of, task_of, unit_of

ODD = '/home/una "casa"/100% $HOME \\ fin/launch.py'
SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="needs systemd-analyze: as root, make units installs it"
)
def test_systemd_takes_the_unit_and_reads_every_letter_of_its_paths(tmp_path: Path) -> None:
    unit = tmp_path / "chasqui-edge.service"
    unit.write_text(unit_of("/bin/sh", ODD), encoding="utf-8")
    # It reads where other services would have their sockets, whose names must be short.
    environment = os.environ | {"XDG_RUNTIME_DIR": "/tmp"}
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(unit)], capture_output=True, text=True, env=environment, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_starts_with_the_machine_again_after_a_failure_and_lets_the_node_end_in_order() -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(unit_of("/usr/bin/python3", ODD))

    assert unit["Install"]["WantedBy"] == "default.target"
    assert unit["Service"]["Restart"] == "on-failure"
    assert unit["Service"]["KillMode"] == "mixed"
    assert unit["Service"]["ExecStart"].endswith(r'"/home/una \"casa\"/100%% $$HOME \\ fin/launch.py" run')


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, blacklist_characters='"'), min_size=1))
def test_the_task_names_its_program_whatever_the_folder_is_called(name: str) -> None:
    text = task_of(f"C:\\{name}\\pythonw.exe", f"C:\\{name}\\launch.py", f"PC\\{name}")
    task = Xml.fromstring(text.encode("utf-16"))
    command = task.find(f"{SPACE}Actions/{SPACE}Exec")

    assert command is not None
    assert command.findtext(f"{SPACE}Command") == f"C:\\{name}\\pythonw.exe"
    assert command.findtext(f"{SPACE}Arguments") == f'"C:\\{name}\\launch.py" run'
    assert task.findtext(f"{SPACE}Triggers/{SPACE}LogonTrigger/{SPACE}UserId") == f"PC\\{name}"


def test_the_task_goes_on_without_mains_for_as_long_as_the_laptop_is_on() -> None:
    settings = Xml.fromstring(task_of("p", "l", "u").encode("utf-16")).find(f"{SPACE}Settings")
    assert settings is not None
    told = {one.tag.removeprefix(SPACE): one.text for one in settings}

    assert told["DisallowStartIfOnBatteries"] == told["StopIfGoingOnBatteries"] == "false"
    assert told["ExecutionTimeLimit"] == "PT0S"
    assert told["MultipleInstancesPolicy"] == "IgnoreNew"


def test_the_icon_opens_the_page() -> None:
    icon = configparser.ConfigParser(interpolation=None)
    icon.read_string(desktop_of("http://127.0.0.1:8070/"))

    assert icon["Desktop Entry"]["Exec"] == "xdg-open http://127.0.0.1:8070/"
