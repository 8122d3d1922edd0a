"""
Make the bundle of a school's node: every wheel that it needs and what installs them on a laptop without internet.

Needs the package index; only wheels are taken, and ours is made here, from a clean copy, never fetched by its name: on
PyPI that name is somebody else's.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from email import message_from_bytes
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
OUT = ROOT / "build" / "bundle"
SOURCES = ("edge", "hub", "models", "shared", "sync", "setup.cfg", "pyproject.toml", "README.md")
SCRIPTS = {"linux_x64": ("install.sh",), "windows_x64": ("install.ps1", "instalar.cmd")}
TAGS = {
    "linux_x64": ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "windows_x64": ("win_amd64",),
}
ENVIRONMENTS = {
    "linux_x64": {
        "os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64",
    },
    "windows_x64": {
        "os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64",
    },
}  # fmt: skip
_STAMP = (2026, 1, 1, 0, 0, 0)


def main(arguments: Sequence[str]) -> int:
    """Make the bundles asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.edge.build", description=__doc__.strip().splitlines()[0])
    parser.add_argument("--platform", choices=sorted(TAGS), action="append", help="both where none is said")
    parser.add_argument("--python", action="append", help="3.11 where none is said; more than one makes it larger")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        own = own_wheel(Path(folder))
        made = [bundle(own, one, told.python or ["3.11"], told.out) for one in told.platform or sorted(TAGS)]
    report = [{"file": str(file), "bytes": file.stat().st_size, "wheels": count} for file, count in made]
    words = "\n".join(f"{one['file']}: {one['bytes'] / 1e6:.1f} MB, {one['wheels']} wheels" for one in report)
    print(json.dumps(report) if told.json else words)
    return 0


def own_wheel(folder: Path) -> Path:
    """Return our wheel, made from a copy without what earlier builds left."""
    source = folder / "source"
    for name in SOURCES:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            source.mkdir(exist_ok=True)
            shutil.copy2(path, source / name)
    _pip("wheel", "--no-deps", "-w", str(folder), str(source))
    return next(folder.glob("chasqui-*.whl"))


def bundle(own: Path, platform: str, pythons: Sequence[str], out: Path) -> tuple[Path, int]:
    """Write the bundle of a platform into *out*; return its file and how many wheels it holds."""
    version = own.name.split("-")[1]
    name = f"chasqui-edge-{version}-{platform}"
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder) / "wheels"
        for python in pythons:
            fetch(own, platform, python, wheels)
        told = {"version": version, "platform": platform, "pythons": list(pythons), "mark": mark(wheels)}
        out.mkdir(parents=True, exist_ok=True)
        pack(out / f"{name}.zip", name, told, wheels)
        return out / f"{name}.zip", len(list(wheels.iterdir()))


def fetch(own: Path, platform: str, python: str, wheels: Path) -> None:
    """Bring every wheel that a node needs on a platform into a folder."""
    wanted = [f"{own}[edge]", "pip"]
    while wanted:
        tags = [word for tag in TAGS[platform] for word in ("--platform", tag)]
        where = ["--only-binary=:all:", "--implementation", "cp", "--python-version", python, *tags]
        _pip("download", *where, "-d", str(wheels), "-c", str(ROOT / "constraints.txt"), *wanted)
        # The marks of a requirement are judged by the machine that fetches: what only the other one needs comes after.
        wanted = sorted(lacking(wheels, platform, python))
    if (wheels / own.name).read_bytes() != own.read_bytes():
        raise SystemExit(f"{own.name} came from an index, not from here")


def lacking(wheels: Path, platform: str, python: str) -> set[str]:
    """Return what the wheels of a folder need on a platform and is not among them."""
    needs = {path: _requirements(path) for path in wheels.glob("*.whl")}
    there = {canonicalize_name(path.name.split("-")[0]) for path in needs}
    ours = _environment(platform, python)
    found = set()
    for path, requirements in needs.items():
        extras = ("", "edge") if path.name.startswith("chasqui-") else ("",)
        for one in requirements:
            holds = any(one.marker is None or one.marker.evaluate(ours | {"extra": extra}) for extra in extras)
            if holds and canonicalize_name(one.name) not in there:
                found.add(f"{one.name}{one.specifier}")
    return found


def mark(wheels: Path) -> str:
    """Return the hash that tells a set of wheels from every other."""
    lines = (f"{path.name} {_sha256(path)}\n" for path in sorted(wheels.iterdir()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def pack(file: Path, name: str, told: Mapping[str, object], wheels: Path) -> None:
    """Write the bundle, the same bytes for the same wheels; what is compressed already is stored."""
    part = file.with_suffix(".part")
    texts = {"bundle.json": json.dumps(told, indent=1).encode() + b"\n", "LEEME.txt": _crlf(HERE / "LEEME.txt")}
    texts |= {script: (HERE / script).read_bytes() for script in ("install.py", *SCRIPTS[str(told["platform"])])}
    with zipfile.ZipFile(part, "w") as archive:
        for inner, data in sorted(texts.items()):
            archive.writestr(zipfile.ZipInfo(f"{name}/{inner}", _STAMP), data)
        for wheel in sorted(wheels.iterdir()):
            archive.writestr(zipfile.ZipInfo(f"{name}/wheels/{wheel.name}", _STAMP), wheel.read_bytes())
    part.replace(file)


def _environment(platform: str, python: str) -> dict[str, str]:
    return ENVIRONMENTS[platform] | {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
    }


def _requirements(wheel: Path) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", one))
        told = message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])
    return [Requirement(one) for one in told]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _crlf(path: Path) -> bytes:
    return path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8-sig")


def _pip(*arguments: str) -> None:
    # An index that answers badly for a minute is no reason to begin a hundred wheels anew.
    line = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "--retries", "10", *arguments]
    done = subprocess.run(line, capture_output=True, text=True, env=os.environ | {"SOURCE_DATE_EPOCH": "1767225600"})
    if done.returncode:
        raise SystemExit(done.stderr[-4_000:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
