"""
Put a trained model through its gates and gather what is signed and published elsewhere: the key never comes here.

Run by ``make model`` after ``dvc repro``.
"""

import argparse
import hashlib
import json
import shutil
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

from shared.errors import BadModel
from shared.forecaster import Forecaster
from shared.model_card import Card, read_card
from shared.served_model import NAME, number_of

MODELS, OUT = Path("build/models"), Path("build/release")
FILES = ("model.tflite", "card.json", "card.md", "metrics.json")
SERVED = "serving.tar.gz"
SUMS = "SHA256SUMS"


def main(arguments: Sequence[str]) -> int:
    """Hand over what the pipeline made; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.handover", description=__doc__.strip().splitlines()[0])
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(arguments)
    try:
        card = passed(told.models)
    except (BadModel, FileNotFoundError) as error:
        print(f"Not handed over: {error}", file=sys.stderr)
        return 1
    folder = hand_over(told.models, card, told.out)
    report = {"folder": str(folder), "version": card.version, "sha256": card.sha256, "ratio": card.metrics["ratio"]}
    words = (
        f"{folder}: version {card.version}, {card.metrics['ratio']} of the baseline's loss. Where the key is:\n"
        f"chasqui-hub release {folder / FILES[0]} {folder / FILES[1]} --key release.key"
    )
    print(json.dumps(report) if told.json else words)
    return 0


def passed(models: Path) -> Card:
    """
    Return the card of a model that may be released.

    Raises:
        BadModel: It fails a gate, lost to the baseline, or what is served is of another file.
    """
    card = read_card((models / "card.json").read_bytes())
    if Forecaster.load(models / "model.tflite", (models / "card.json").read_bytes()).note:
        raise BadModel("Este equipo no tiene LiteRT: el modelo no se pudo probar.")
    if card.metrics.get("withdrawn", True):
        raise BadModel("El modelo no gana al pronóstico base. No se publica: sus pesos quedaron en 0.")
    if not (models / "serving" / NAME / str(number_of(card.sha256))).is_dir():
        raise BadModel("Lo que sirve TensorFlow Serving es de otro modelo. Repita «dvc repro».")
    return card


def hand_over(models: Path, card: Card, out: Path) -> Path:
    """Gather a model's files, what a server serves of it and their hashes, in a folder of its version; again: anew."""
    folder = out / f"{card.version}-{card.sha256[:12]}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(models / name, folder / name)
    with tarfile.open(folder / SERVED, "w:gz") as packed:
        packed.add(models / "serving" / NAME, arcname=NAME, filter=_of_nobody)
    names = (*FILES, SERVED)
    lines = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    return folder


def _of_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
