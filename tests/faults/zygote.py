"""How a test gives birth to processes that die at a chosen point (see ``tests.faults.dying``)."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Zygote:
    """The process that forks one child per life."""

    process: subprocess.Popen[str]
    said: Path
    power_cut: bool = False
    stride: int = 1
    """Of how many points one is tried."""
    removals: bool = False
    """Whether a child may also die just before it removes a file or a folder."""

    def begin(self, life: str, under: Path, *, dies_at: int = 0, **more: Any) -> int:
        """Begin a life whose files lie *under* a folder, and which ends at point *dies_at*; return its process id."""
        self.said.unlink(missing_ok=True)
        fate = {"dies_at": dies_at, "power_cut": self.power_cut, "folder": str(under), "said": str(self.said)}
        fate |= {"removals": self.removals}
        words = {name: str(value) if isinstance(value, Path) else value for name, value in more.items()}
        return int(self._ask({"life": life, "more": words} | fate)["pid"])

    def end(self, pid: int) -> bool:
        """Wait for a child; tell whether it died, and fail where it failed by itself."""
        answer = self._ask({"wait": pid})
        assert answer["signal"] or not answer["code"], "the process failed by itself"
        return bool(answer["signal"] == signal.SIGKILL)

    def dies(self, life: str, under: Path, *, dies_at: int, **more: Any) -> bool:
        """Live a life to its end; tell whether it died."""
        return self.end(self.begin(life, under, dies_at=dies_at, **more))

    def words(self) -> list[str]:
        """Return what the last life said before it ended."""
        return self.said.read_text().splitlines() if self.said.exists() else []

    def wait_for(self, word: str, pid: int) -> bool:
        """Wait until the life says *word*; tell whether it did before it died."""
        for _ in range(2_000):
            if word in self.words():
                return True
            if "Z" in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]:
                return word in self.words()
            time.sleep(0.01)
        raise TimeoutError(f"nobody said {word}")

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def zygote(folder: Path) -> Iterator[Zygote]:
    """Give a zygote that ends with the block."""
    command = [sys.executable, "-m", "tests.faults.dying"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Zygote(process, folder / "said")
        assert process.stdin is not None
        process.stdin.close()
