"""
Write what each image installs, every file with its SHA-256, as ``pip install --require-hashes`` checks it.

``make locks``, on the system and Python that the images have (Linux x86-64, 3.11): the hashes are those of the files
that pip chooses there, and it takes no other.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "deploy" / "containers"
EXTRAS = {"hub": "hub", "node": "edge"}
"""What an image is called, and the extra that it installs; Spark's is the hub's."""
_HEAD = (
    "# Hecho por «make locks»: lo que instala la imagen, archivo por archivo. Se cambia constraints.txt y se repite.\n"
)


def main() -> int:
    """Write all of them anew."""
    for name, extra in EXTRAS.items():
        (FOLDER / f"{name}.lock").write_text(_HEAD + "".join(lines(resolved(extra))), encoding="utf-8")
    return 0


def resolved(extra: str) -> Mapping[str, Any]:
    """Return pip's report of what it would install for an extra of ours, and for building us."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", str(report)]
        wanted = ["-c", "constraints.txt", f".[{extra}]", "setuptools"]
        subprocess.run([sys.executable, "-m", "pip", *command, *wanted], cwd=ROOT, check=True)
        found: Mapping[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """
    Return a line for each file of a report but our own, by name.

    >>> metadata, hashes = {"name": "Flask", "version": "3.1.3"}, {"hashes": {"sha256": "f4"}}
    >>> list(lines({"install": [{"metadata": metadata, "download_info": {"archive_info": hashes}}]}))
    ['Flask==3.1.3 --hash=sha256:f4\\n']
    """
    told = ((one["metadata"], one["download_info"]) for one in report["install"])
    found = {
        f"{metadata['name']}=={metadata['version']}": from_["archive_info"]["hashes"]["sha256"]
        for metadata, from_ in told
        if metadata["name"] != "chasqui"
    }
    return (f"{pin} --hash=sha256:{found[pin]}\n" for pin in sorted(found, key=str.lower))


if __name__ == "__main__":
    sys.exit(main())
