"""Data and models as they are, or as they were at a revision: what DVC keeps, read through its API."""

from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import yaml

from shared.errors import BadInput
from shared.forecaster import Forecaster

MODEL, CARD, METRICS = "build/models/model.tflite", "build/models/card.json", "build/models/metrics.json"
"""What the pipeline makes, by its path in the repository."""
PARAMS = "models/params.yaml"


def read(path: str, *, rev: str | None = None, repo: Path = Path()) -> bytes:
    """
    Return a file that DVC or git keeps, as it was at *rev* (a branch, tag, commit or experiment); None: as it is now.

    Raises:
        BadInput: There is no such repository, revision or file, or nothing kept its content.
    """
    import dvc.api
    from dvc.exceptions import DvcException
    from dvc.scm import SCMError

    try:
        with dvc.api.open(path, repo=str(repo.absolute()), rev=rev, mode="rb") as opened:
            return bytes(opened.read())
    except (DvcException, SCMError, OSError) as error:
        raise BadInput(
            "No se puede leer %(path)s de la revisión %(rev)s: %(why)s. Vea las revisiones con «git log» y lo guardado "
            "con «dvc status».",
            path=path, rev=rev or "-", why=str(error).strip().rstrip("."),
        ) from error  # fmt: skip


def panel(*, rev: str | None = None, repo: Path = Path()) -> Any:
    """Return the panel that a revision was trained on (``prepare.panel`` of its numbers); raises as ``read``."""
    import pandas as pd

    numbers = yaml.safe_load(read(PARAMS, rev=rev, repo=repo))
    return pd.read_parquet(BytesIO(read(numbers["prepare"]["panel"], rev=rev, repo=repo)))


def model(*, rev: str | None = None, repo: Path = Path()) -> Forecaster:
    """Return the model of a revision, put through its gates; raises as ``read``, and BadModel where it fails one."""
    return Forecaster.load(read(MODEL, rev=rev, repo=repo), read(CARD, rev=rev, repo=repo))


def metrics(*, rev: str | None = None, repo: Path = Path()) -> dict[str, Any]:
    """Return what the model of a revision was scored at; raises as ``read``."""
    return msgspec.json.decode(read(METRICS, rev=rev, repo=repo), type=dict[str, Any])
