"""Copies of the whole node on USB sticks, sealed with a phrase: how they are made, named and found."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edge.backup_file import Backup, back_up
from edge.config import Config
from edge.database import Database
from edge.outside import check_outside
from edge.stick_times import note_on_stick
from shared.clock import LIMA
from shared.disk import full_disk_told
from shared.errors import NotReady
from shared.os_errors import reason

FOLDER = "CHASQUI-COPIAS"
"""On the stick; beside what goes to the region, which the office's computer reads."""
_NAME = re.compile(r"chasqui-\w{1,12}-\d{4}-\d{2}-\d{2}_\d{2}-\d{2}\.copia", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """A copy that lies on a stick, by its name alone."""

    path: Path
    site: str
    made: datetime


def copy_to(
    config: Config, db: Database, site: str, folder: Path, phrase: str, people: Callable[[], bytes] | None = None
) -> tuple[Path, Backup]:
    """
    Copy the node to a stick, read it back, and note when; what lay there before stays. See ``back_up``.

    Raises:
        BadInput: The phrase is too short, or the folder is the node's own.
        NotReady: The node cannot be copied, or the stick not be written or read back.
        NoSpace: It does not fit, here or there.
    """
    check_outside(config.dir, folder)
    now = config.clock.now()
    into = folder / FOLDER
    try:
        with full_disk_told():
            into.mkdir(exist_ok=True)
    except OSError as error:
        raise NotReady(
            "El USB «%(name)s» no deja escribir: %(why)s. Vea que siga puesto y que se pueda escribir en él.",
            name=folder.name or str(folder),
            why=reason(error),
        ) from error
    file = into / f"chasqui-{site}-{now.astimezone(LIMA):%Y-%m-%d_%H-%M}.copia"
    done = back_up(config, file, phrase, people)
    note_on_stick(db, done.made_s)
    return file, done


def copies_on(folder: Path) -> list[Found]:
    """Return the copies that lie on a stick, by the time in their names, the newest first."""
    found = []
    here = folder / FOLDER
    for path in here.iterdir() if here.is_dir() else ():
        if _NAME.fullmatch(path.name) and path.is_file():
            _, site, stamp = path.stem.split("-", 2)
            try:
                made = datetime.strptime(stamp, "%Y-%m-%d_%H-%M").replace(tzinfo=LIMA)
            except ValueError:
                continue
            found.append(Found(path, site, made))
    return sorted(found, key=lambda one: (one.made, one.path.name), reverse=True)
