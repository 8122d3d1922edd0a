"""The bundle holds every wheel that a laptop without internet needs, and ours is ours."""

import json
import zipfile
from pathlib import Path

import pytest

from deploy.edge import build
from deploy.edge.build import lacking, mark, pack


def wheel(folder: Path, name: str, *requires: str, version: str = "1.0") -> Path:
    """Write a wheel of nothing but what it needs."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        needs = "".join(f"Requires-Dist: {one}\n" for one in requires)
        archive.writestr(f"{name}-{version}.dist-info/METADATA", f"Name: {name}\n{needs}\nRequires-Dist: no-header\n")
    return path


def test_what_only_the_other_system_needs_is_missed_there_alone(tmp_path: Path) -> None:
    wheel(tmp_path, "click", 'colorama; platform_system == "Windows"', 'old; python_version < "3.8"')

    assert lacking(tmp_path, "windows_x64", "3.11") == {"colorama"}
    assert lacking(tmp_path, "linux_x64", "3.11") == set()


def test_the_nodes_own_extra_counts_and_other_extras_do_not(tmp_path: Path) -> None:
    wheel(tmp_path, "chasqui", 'Flask>=3; extra == "edge"', 'pyspark; extra == "hub"', "numpy")
    wheel(tmp_path, "numpy", 'pytest; extra == "test"')

    assert lacking(tmp_path, "linux_x64", "3.11") == {"Flask>=3"}
    wheel(tmp_path, "flask")
    assert lacking(tmp_path, "linux_x64", "3.11") == set()


def test_a_wheel_of_our_name_from_an_index_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, theirs = wheel(tmp_path / "own", "chasqui"), tmp_path / "wheels"
    monkeypatch.setattr(build, "_pip", lambda *_: wheel(theirs, "chasqui", "something"))
    monkeypatch.setattr(build, "lacking", lambda *_: set())

    with pytest.raises(SystemExit, match="not from here"):
        build.fetch(own, "linux_x64", "3.11", theirs)


def test_the_same_wheels_make_the_same_bytes_and_others_another_mark(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheel(wheels, "chasqui")
    told = {"version": "1.0", "platform": "windows_x64", "pythons": ["3.11"], "mark": mark(wheels)}
    for name in ("one.zip", "two.zip"):
        pack(tmp_path / name, "chasqui-edge-1.0-windows_x64", told, wheels)
    wheel(wheels, "chasqui", "more")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert mark(wheels) != told["mark"]
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        inside = {name.removeprefix("chasqui-edge-1.0-windows_x64/") for name in archive.namelist()}
        assert json.loads(archive.read("chasqui-edge-1.0-windows_x64/bundle.json")) == told
    scripts = {"LEEME.txt", "bundle.json", "install.py", "install.ps1", "instalar.cmd"}
    assert inside == scripts | {"wheels/chasqui-1.0-py3-none-any.whl"}


def test_what_windows_runs_is_of_letters_that_every_code_page_has() -> None:
    for name in build.SCRIPTS["windows_x64"]:
        assert (build.HERE / name).read_bytes().isascii()
    assert b"\r\n" in (build.HERE / "instalar.cmd").read_bytes()
