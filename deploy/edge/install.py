"""Installs the bundle in whose folder it lies; ``--can-use`` only tells, by its exit code, whether this Python may."""

import json
import platform
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOLD = json.loads((HERE / "bundle.json").read_text(encoding="utf-8"))
PYTHON = ".".join(map(str, sys.version_info[:2]))
FITS = {
    "linux_x64": sys.platform == "linux" and platform.machine() == "x86_64",
    "windows_x64": sys.platform == "win32" and platform.machine() == "AMD64" and sys.maxsize > 2**32,
}

if PYTHON not in TOLD["pythons"]:
    sys.exit("Este Python es el {}; hace falta el {}.".format(PYTHON, " o el ".join(TOLD["pythons"])))
if not FITS[TOLD["platform"]]:
    sys.exit("Este paquete es para {}, y esta laptop o su Python es otra cosa.".format(TOLD["platform"]))
if "--can-use" in sys.argv:
    sys.exit(0)

sys.path.insert(0, str(next((HERE / "wheels").glob("chasqui-*.whl"))))

from edge.program.installing import main  # noqa: E402

sys.exit(main(HERE, sys.argv[1:]))
