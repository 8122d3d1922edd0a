"""Content packs for tests: folders with a manifest that the release key of these tests signed."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from edge.pack_import import add_pack
from edge.store import Store
from shared.ids import ResourceId
from shared.packs import MANIFEST, Needs, Pack, PackFile, kind_of, manifest_of, signed
from sync.keys import HubPublic, ReleaseKey

RELEASE = ReleaseKey.from_seed(b"r" * 32)
HUB = HubPublic(bytes(32), bytes(32), RELEASE.public)
STORY, SONG = b"El zorro y el condor. " * 400, bytes(range(256)) * 300
FILES = {"zorro.pdf": STORY, "cantos/lluvia.mp3": SONG}


def pack_of(
    files: Mapping[str, bytes] = FILES,
    *,
    resource: str = "relatos",
    version: int = 1,
    expires: date | None = None,
    needs: Needs | None = None,
    contents: Mapping[str, str] | None = None,
) -> Pack:
    """Return the manifest of these files; *contents* are codes by path."""
    told = [
        PackFile(path, hashlib.sha256(data).hexdigest(), len(data), kind_of(path), (contents or {}).get(path, ""))
        for path, data in files.items()
    ]
    return Pack(
        resource=ResourceId(resource),
        version=version,
        language="quy",
        expires=expires,
        needs=needs or Needs(),
        files=tuple(told),
    )


def lay_out(folder: Path, pack: Pack, files: Mapping[str, bytes] = FILES, *, key: ReleaseKey = RELEASE) -> Path:
    """Write a signed pack with its files into *folder*, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    manifest = manifest_of(pack)
    (folder / MANIFEST).write_bytes(signed(manifest, key.sign_pack(manifest)))
    return folder


def with_a_pack(store: Store, name: str = "lecturas") -> None:
    """Take in a pack that no catalogue lists, for what holds of every page."""
    files = {f"{one}.pdf": f"Lectura {one}. ".encode() * 9 for one in ("zorro", "lluvia")}
    folder = lay_out(store.path.parent / "usb", pack_of(files, resource=name), files)
    add_pack(store.packs, HUB, folder, None)
