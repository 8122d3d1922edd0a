"""A copy of a hub that somebody wrote anew: other files, another manifest, every hash right again."""

import zipfile
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path

import msgspec

from hub.backup import LENGTH_BYTES, MANIFEST, Manifest
from hub.copy_signature import SIGNATURE, signed
from sync.keys import HubKeys


def rewritten(
    copy: Path,
    out: Path,
    files: Mapping[str, bytes] | None = None,
    *,
    without: Collection[str] = (),
    keys: HubKeys | None = None,
    **said: object,
) -> Path:
    """Write *copy* to *out* with other *files* and what else is *said*; the signature stays, unless *keys* sign it."""
    with zipfile.ZipFile(copy) as found, zipfile.ZipFile(out, "w") as made:
        manifest = msgspec.json.decode(found.read(MANIFEST), type=Manifest)
        held = {name: found.read(name) for name in manifest.files if name not in without} | dict(files or {})
        for name, data in held.items():
            made.writestr(name, data)
        hashes = {name: sha256(data).hexdigest() for name, data in held.items()}
        data = msgspec.json.encode(msgspec.structs.replace(manifest, **{"files": hashes, **said}))
        made.writestr(MANIFEST, data)
        signature = signed(data, keys) if keys else found.read(SIGNATURE)
        if said.get("format") != 1:
            made.writestr(SIGNATURE, signature)
    return out


def blocks(rows: list[dict[str, object]]) -> bytes:
    """Return rows as a copy has them."""
    data = msgspec.msgpack.encode(rows)
    return len(data).to_bytes(LENGTH_BYTES, "big") + data
