"""``python -m tests.faults.protocol_model [ERROR|all] [RUNS] [SEED]``; exit status 1 when something breaks."""

import sys

from tests.faults.histories import written
from tests.faults.protocol_model.parts import Rules
from tests.faults.protocol_model.search import PLANTED, directed, search, spool


def tell(name: str, runs: int, seed: int) -> bool:
    """Print what catches an error; tell whether anything does."""
    rules = Rules(name)
    found = directed(rules)
    chance = None if name.startswith("spool") else search(rules, runs, seed)
    offsets = spool(rules, 3_000)
    print(
        f"{name or 'the protocol':26} directed: {f'{found[1]} [{found[0]}]' if found else '-'}"
        f" | random ({runs}): {f'run {chance[0]}, {chance[1]}' if chance else '-'}"
        f" | spool: {offsets or '-'}",
        flush=True,
    )
    if chance and not name:
        print("   ", written(chance[2]))
    return bool(found or chance or offsets)


def main(which: str = "", runs: str = "3000", seed: str = "1") -> int:
    """Return 1 where the protocol breaks or, with "all", where a planted error does not."""
    if which == "all":
        return int(not all(tell(name, int(runs), int(seed)) for name in PLANTED))
    return int(tell(which, int(runs), int(seed)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
