"""A laptop that never sees the internet: the bundle is made, carried, installed, opened, and taken off again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.edge.live_node import wait_for

PROJECT = Path(__file__).resolve().parents[2]
DEAD = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "PIP_INDEX_URL"), "http://127.0.0.1:9")

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("una memoria usb")
    subprocess.run([sys.executable, "-m", "deploy.edge.build", "--out", str(out)], check=True, cwd=PROJECT)
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
def test_on_linux_it_is_installed_without_a_network_answers_and_is_taken_off_without_its_data(
    bundles: Path, home: Path
) -> None:
    with zipfile.ZipFile(next(bundles.glob("*linux_x64.zip"))) as archive:
        archive.extractall(home / "de la usb")
    script = next((home / "de la usb").glob("*/install.sh"))

    done = offline(home, "sh", script, "--no-service")
    assert done.returncode == 0, done.stderr

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "HOME": str(home), "CHASQUI_EDGE_PORT": str(port)}
    with subprocess.Popen([home / ".local/bin/chasqui-edge", "run"], env=environment, cwd=home) as node:
        wait_for(f"http://127.0.0.1:{port}/")
        page = requests.get(f"http://127.0.0.1:{port}/", timeout=10)
        node.send_signal(signal.SIGTERM)
        assert node.wait(30) == 0
    assert page.status_code == 200
    assert "invitación" in page.text
    assert (home / "Desktop" / "chasqui.desktop").exists()

    data = home / ".chasqui" / "edge"
    data.mkdir(parents=True, exist_ok=True)
    (data / "kept").touch()
    gone = offline(home, home / ".local/share/chasqui/desinstalar")
    assert gone.returncode == 0, gone.stderr
    assert (data / "kept").exists()
    left = [path for path in (home / ".local").rglob("*") if not path.is_dir()]
    assert (left, (home / "Desktop" / "chasqui.desktop").exists()) == ([], False)


def test_the_one_for_windows_holds_wheels_of_windows_alone_and_what_only_windows_needs(bundles: Path) -> None:
    with zipfile.ZipFile(next(bundles.glob("*windows_x64.zip"))) as archive:
        names = [Path(name).name for name in archive.namelist() if "/wheels/" in name]
        own = archive.open(next(name for name in archive.namelist() if "/wheels/chasqui-" in name))
        inside = zipfile.ZipFile(own).namelist()

    assert all(name.endswith(("-none-any.whl", "-win_amd64.whl")) for name in names)
    assert {"colorama", "tzdata", "pip", "ai_edge_litert"} <= {name.split("-")[0] for name in names}
    assert "edge/program/launcher.py" in inside
    assert not [name for name in inside if name.startswith(("deploy/", "tests/"))]
