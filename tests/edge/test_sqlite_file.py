import subprocess
import sys

HEAVY = {"pandas", "scipy", "tensorflow", "pyspark", "zeroconf", "ai_edge_litert"}


def test_the_running_node_imports_nothing_heavy_wherever_it_is_installed() -> None:
    told = "import sys, edge.serve; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert not HEAVY & set(done.stdout.split())
