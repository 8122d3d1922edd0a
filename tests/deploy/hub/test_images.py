"""An image without an engine: a bare Debian, each instruction of its file by chroot, what it runs, and its check."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deploy.hub.dockerfile import Stage, build
from tests.test_docs import PROJECT

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
MIRROR = "http://deb.debian.org/debian"
pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``debian:bookworm-slim`` is, from Debian itself."""
    if not shutil.which("debootstrap", path="/usr/sbin:/usr/bin") or os.geteuid():
        pytest.skip("needs root and debootstrap")
    root = tmp_path_factory.mktemp("debian") / "root"
    command = ["debootstrap", "--variant=minbase", "bookworm", str(root), MIRROR]
    subprocess.run(command, check=True, capture_output=True)
    for name in ("resolv.conf", "hosts"):
        shutil.copy2(f"/etc/{name}", root / "etc" / name)
    # This machine's own, for an index that it reaches by a certificate of its own.
    shutil.copy2(CERTIFICATES, root / "etc" / "here.crt")
    return root


@contextmanager
def running(stage: Stage, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = stage.inside([*stage.entry, *stage.command])
    process = subprocess.Popen(command, env={**stage.variables, **settings})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def is_well(stage: Stage, process: "subprocess.Popen[bytes]") -> bool:
    for _ in range(60):
        if process.poll() is not None:
            return False
        if stage.run(stage.health).returncode == 0:
            return True
        time.sleep(1)
    return False


def test_the_nodes_image_serves_the_page_on_which_a_school_joins(debian: Path, tmp_path: Path) -> None:
    file = PROJECT / "deploy" / "containers" / "node.Dockerfile"
    stage = build(file, PROJECT, debian, tmp_path, {"PIP_CERT": "/etc/here.crt"})

    with running(stage) as process:
        assert is_well(stage, process)
