"""
One file of a network in a process that loads nothing else: prints what it took, as JSON.

``python -m tests.benchmarks.network_alone FILE``.
"""

import json
import statistics
import sys
import time
from pathlib import Path

ROWS_AT_ONCE, TIMES = 50, 300


def main(file: Path) -> dict[str, float]:
    """Open the file and let 50 rows through, again and again; return what each step took."""
    at = time.perf_counter()
    import numpy as np

    from shared.features import input_widths
    from shared.tflite import Network

    told = {"import_s": time.perf_counter() - at}
    at = time.perf_counter()
    network = Network(file.read_bytes())
    told["load_s"] = time.perf_counter() - at
    widths = input_widths(covariates=network.covariates)
    rows = {name: np.full((ROWS_AT_ONCE, width), 3.0, dtype=np.float32) for name, width in widths.items()}
    took = []
    for _ in range(TIMES):
        at = time.perf_counter()
        network.run(rows)
        took.append(time.perf_counter() - at)
    assert not {"tensorflow", "pandas", "pyspark"} & sys.modules.keys()
    return told | {"latency_50_ms": 1000 * statistics.median(took)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
