"""Reads a Dockerfile as far as ours go, and does in plain folders, by chroot, what an engine would do in layers."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


class Instruction(NamedTuple):
    word: str
    rest: str

    @property
    def listed(self) -> list[str]:
        """What an instruction in JSON says."""
        found: list[str] = json.loads(self.rest)
        return found


def instructions(file: Path) -> list[Instruction]:
    """Return the instructions of a file, a line of each, without comments."""
    lines = [line for line in file.read_text("utf-8").splitlines() if not re.match(r"\s*#", line)]
    text = "\n".join(lines).replace("\\\n", " ")
    return [Instruction(*line.split(None, 1)) for line in text.splitlines() if line.strip()]


@dataclass
class Stage:
    """A file system and what is said of whoever runs in it."""

    root: Path
    variables: dict[str, str] = field(default_factory=lambda: {"PATH": "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"})
    user: str = "0:0"
    folder: str = "/"
    entry: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def run(self, command: Sequence[str], **settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(self.inside(command), env={**self.variables, **settings}, capture_output=True, text=True)

    def inside(self, command: Sequence[str]) -> list[str]:
        """Return the command of this machine that runs *command* in the stage, as its user, in its folder."""
        line = f"cd {self.folder} && exec {shlex.join(command)}"
        chroot = shlex.join(["/usr/sbin/chroot", f"--userspec={self.user}", str(self.root), "/bin/sh", "-c", line])
        # Java, for one, looks at /proc; what is mounted for a command goes with it.
        return ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", f"mount -t proc proc {self.root}/proc && exec {chroot}"]


def build(file: Path, context: Path, base: Path, work: Path, settings: Mapping[str, str]) -> Stage:
    """Do what *file* says, each stage from a copy of *base*; return the last. *settings* are for its commands alone."""
    stages: dict[str, Stage] = {}
    stage = Stage(base)
    for word, rest in instructions(file):
        if word == "FROM":
            name = rest.partition(" AS ")[2] or "last"
            subprocess.run(["cp", "-a", str(base), str(work / name)], check=True)
            stage = stages[name] = Stage(work / name)
        elif word == "RUN":
            done = stage.run(["/bin/sh", "-c", rest], **settings)
            assert done.returncode == 0, f"{rest}\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}"
        elif word == "COPY":
            _copy(shlex.split(rest), stage, stages, context)
        else:
            _note(word, rest, stage)
    return stage


def _copy(words: list[str], stage: Stage, stages: Mapping[str, Stage], context: Path) -> None:
    options = [word for word in words if word.startswith("--")]
    *sources, target = [word for word in words if not word.startswith("--")]
    origin, mode = context, 0
    for option in options:
        name, _, value = option.partition("=")
        if name == "--from":
            origin = stages[value].root
        else:
            assert name == "--chmod"
            mode = int(value, 8)
    into = stage.root / os.path.normpath(f"{stage.folder}/{target}" if target[0] != "/" else target).lstrip("/")
    for source in (origin / one.lstrip("/") for one in sources):
        place = into / source.name if target.endswith("/") else into
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, place)
            if mode:
                place.chmod(mode)


def _note(word: str, rest: str, stage: Stage) -> None:
    if word == "ENV":
        stage.variables |= dict(one.split("=", 1) for one in shlex.split(rest))
    elif word == "USER":
        stage.user = rest
    elif word == "WORKDIR":
        stage.folder = rest
        (stage.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
    elif word in ("ENTRYPOINT", "CMD"):
        said = Instruction(word, rest).listed
        if word == "CMD":
            stage.command = said
        else:
            stage.entry = said
    elif word == "HEALTHCHECK":
        stage.health = Instruction(word, rest.partition("CMD ")[2]).listed
    else:
        assert word in ("VOLUME", "EXPOSE"), word
