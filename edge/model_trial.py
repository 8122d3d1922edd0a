"""The trial of a released model, in a process of its own: ``python -m edge.model_trial MODEL < CARD``."""

import sys
from pathlib import Path

from edge.models_store import TRIAL_REFUSED
from shared.errors import BadModel
from shared.forecaster import Forecaster
from shared.sentences import kept


def main(model: Path, card: bytes) -> int:
    """Put a model through all its gates; print why it is refused, if it is, and return the exit code."""
    try:
        Forecaster.load(model, card)
    except BadModel as error:
        sys.stdout.buffer.write(kept(error.said).encode())
        return TRIAL_REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.stdin.buffer.read()))
