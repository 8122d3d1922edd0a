"""What a verification found broken: sentences, of each kind the first, and how many."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shared.sentences import Sentence, Value

SHOWN = 20


@dataclass(slots=True)
class Findings:
    """What is broken; of each kind the first are kept."""

    found: list[Sentence] = field(default_factory=list)
    count: int = 0
    unproven: int = 0
    """Schools of which it was not found out whether other packs would be worth more."""

    def add(self, words: str, **values: Value) -> None:
        """Note a finding."""
        self.count += 1
        if len(self.found) < SHOWN:
            self.found.append(Sentence(words, values))

    def over(self, used: Any, limit: Any, words: str) -> None:
        """Note where what is *used* is above its limit; both by the same keys."""
        used, limit = used.align(limit, join="left")
        for key in used.index[(used > limit.fillna(np.inf) + 1e-6).to_numpy()]:
            name = " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
            self.add(words, name=name, used=f"{used[key]:,.10g}", limit=f"{limit[key]:,.10g}")
