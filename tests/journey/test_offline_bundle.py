"""A laptop that never sees the internet: the bundle is made, carried, installed, updated, and taken off again."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from edge.program.folder import version_of
from edge.program.launcher import State, read_state
from sync.program_package import sign_package
from tests.edge.building import FakeHub
from tests.edge.live_node import wait_for

PROJECT = Path(__file__).resolve().parents[2]
DEAD = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "PIP_INDEX_URL"), "http://127.0.0.1:9")

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("una memoria usb")
    command = [sys.executable, "-m", "deploy.edge.build", "--out", str(out)]
    made = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2_000:]
    return out


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "la casa de la profesora"
    (folder / "Desktop").mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


def offline(home: Path, *line: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command where no network is: without interfaces where the system allows it, else with all ways blocked."""
    command = [str(word) for word in line]
    alone = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0:
        command = alone + command
    environment = {**os.environ, **DEAD, "PIP_NO_INDEX": "1", "HOME": str(home)}
    return subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, check=False)


@pytest.mark.skipif(sys.platform != "linux" or sys.version_info[:2] != (3, 11), reason="the bundle is of CPython 3.11")
def test_on_linux_it_is_installed_and_updated_without_a_network_and_taken_off_without_its_data(
    bundles: Path, home: Path
) -> None:
    made, hub = next(bundles.glob("*linux_x64.zip")), FakeHub()
    with zipfile.ZipFile(made) as archive:
        archive.extractall(home / "de la usb")
    script = next((home / "de la usb").glob("*/install.sh"))
    (home / "invitation.json").write_bytes(hub.invitation().to_json())
    sign_package(as_version(made, "9.9.9", home / "newer.zip"), home / "newer.chasqui", hub.release)
    chasqui, program = home / ".local/bin/chasqui-edge", home / ".local/share/chasqui"

    done = offline(home, "sh", script, "--no-service")
    assert done.returncode == 0, done.stderr
    assert (home / "Desktop" / "chasqui.desktop").exists()
    assert offline(home, chasqui, "init", "--invitation", home / "invitation.json").returncode == 0

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "HOME": str(home), "CHASQUI_EDGE_PORT": str(port)}
    with subprocess.Popen([chasqui, "run"], env=environment, cwd=home) as node:
        wait_for(f"http://127.0.0.1:{port}/")
        page = requests.get(f"http://127.0.0.1:{port}/", timeout=60)
        updated = offline(home, chasqui, "update", home / "newer.chasqui")
        state = settled(program)
        wait_for(f"http://127.0.0.1:{port}/")
        node.send_signal(signal.SIGTERM)
        assert node.wait(30) == 0
    assert (page.status_code, "Entrar" in page.text) == (200, True)
    assert updated.returncode == 0, updated.stderr
    assert (version_of(state["current"]), state["trial"]) == ("9.9.9", None)

    gone = offline(home, program / "desinstalar")
    assert gone.returncode == 0, gone.stderr
    assert (home / ".chasqui" / "edge" / "node.db").exists()
    left = [path for path in (home / ".local").rglob("*") if not path.is_dir()]
    assert (left, (home / "Desktop" / "chasqui.desktop").exists()) == ([], False)


def as_version(bundle: Path, version: str, to: Path) -> Path:
    """Write a bundle that says another version of itself, and is the same for the rest."""
    with zipfile.ZipFile(bundle) as source, zipfile.ZipFile(to, "w") as target:
        for one in source.infolist():
            data = source.read(one)
            if one.filename.endswith("bundle.json"):
                data = json.dumps({**json.loads(data), "version": version}).encode()
            target.writestr(one, data)
    return to


def settled(program: Path) -> State:
    """Return what is in force, once no version is on trial."""
    until = time.monotonic() + 60
    while read_state(program)["trial"] and time.monotonic() < until:
        time.sleep(0.2)
    return read_state(program)


def test_the_one_for_windows_holds_wheels_of_windows_alone_and_what_only_windows_needs(bundles: Path) -> None:
    with zipfile.ZipFile(next(bundles.glob("*windows_x64.zip"))) as archive:
        names = [Path(name).name for name in archive.namelist() if "/wheels/" in name]
        own = archive.open(next(name for name in archive.namelist() if "/wheels/chasqui-" in name))
        inside = zipfile.ZipFile(own).namelist()

    assert all(name.endswith(("-none-any.whl", "-win_amd64.whl")) for name in names)
    assert {"colorama", "tzdata", "pip", "ai_edge_litert"} <= {name.split("-")[0] for name in names}
    assert "edge/program/launcher.py" in inside
    assert not [name for name in inside if name.startswith(("deploy/", "tests/"))]
