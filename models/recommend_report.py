"""Recommendations on weeks that came after, beside what is most used: recall, rank, and where the difference lies."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from models.recommend_als import als
from shared.demand import Floats
from shared.errors import BadInput
from shared.recommend import Shelf
from shared.recommend_scores import (
    HORIZON_WEEKS,
    Held,
    Ranker,
    Score,
    Uses,
    best_weight,
    gain,
    held_out,
    last_origins,
    mean,
    most_used,
    recommender,
    score,
    trained,
)  # fmt: skip
from shared.similarity import LEAST_LEARNERS

MINE, FALLBACK, FAVOURITES, ALS = "recommender", "most_used_fitting", "most_used", "als"
_SCORES = ("recall5", "mrr", "recall5_new", "mrr_new")


@dataclass(frozen=True, slots=True)
class Origins:
    """The first weeks of what is held out: those that the weight is chosen on, then those that it is tested on."""

    validate: tuple[int, ...]
    test: tuple[int, ...]


def origins_of(uses: Uses, validate: int, test: int) -> Origins:
    """
    Return the last origins of the weeks with a use, four such weeks apart.

    Raises:
        BadInput: There are not as many weeks.
    """
    found = last_origins(uses.week.tolist(), validate + test)
    if not found:
        raise BadInput(
            "Hay uso en %(n)s semanas y se necesitan %(needed)s para probar recomendaciones. Traiga más historia.",
            n=len(set(uses.week.tolist())),
            needed=2 * (validate + test) * HORIZON_WEEKS,
        )
    return Origins(found[:validate], found[validate:])


def report(uses: Uses, origins: Origins) -> dict[str, Any]:
    """
    Return the scores of each way to recommend on the test origins, each trained anew on what was before.

    The weight of likeness, and that of its peer ALS, come from the validation origins. Where it is 0, or where it lost
    on the test, ``released`` is false, and what is most used of what fits is offered.
    """
    weight = best_weight(uses, origins.validate)
    held = [held_out(uses, origin) for origin in origins.test]
    started = time.perf_counter()
    shelves = [Shelf(uses.materials, trained(uses, origin, weight)) for origin in origins.test]
    seconds = time.perf_counter() - started
    als_weight = best_weight(uses, origins.validate, known=[als(uses, origin, 100) for origin in origins.validate])
    others = [Shelf(uses.materials, als(uses, origin, als_weight)) for origin in origins.test]
    rankers: Mapping[str, Sequence[Ranker]] = {
        MINE: [recommender(one) for one in shelves],
        FALLBACK: [recommender(Shelf(uses.materials))] * len(held),
        FAVOURITES: [most_used] * len(held),
        ALS: [recommender(one) for one in others],
    }
    scores = {name: _by_learner(held, ranks) for name, ranks in rankers.items()}
    gains = {peer: _gains(scores[MINE], scores[peer]) for peer in (FALLBACK, FAVOURITES, ALS)}
    return {
        "uses": len(uses.learner),
        "learners": len({one.who for ones in held for one in ones}),
        "materials": len(uses.materials),
        "origins": {"validate": list(origins.validate), "test": list(origins.test), "weeks": HORIZON_WEEKS},
        "least_learners": LEAST_LEARNERS,
        "weight_pct": weight,
        "als_weight_pct": als_weight,
        "released": weight > 0 and gains[FALLBACK]["recall5_new"]["mean"] >= 0,
        "models": {name: dict(zip(_SCORES, map(mean, found), strict=True)) for name, found in scores.items()},
        "gain_over": gains,
        "bytes": len(msgspec.json.encode(trained(uses, origins.test[-1], weight))),
        "train_seconds": round(seconds / len(held), 3),
        "ms_per_learner": round(1000 * _seconds_each(held[-1], rankers[MINE][-1]), 3),
    }


def _by_learner(held: Sequence[Sequence[Held]], ranks: Sequence[Ranker]) -> Score:
    """Return the mean scores of each learner over the origins, NaN where there is none: who comes twice is one."""
    parts = [np.stack(score(ones, rank)) for ones, rank in zip(held, ranks, strict=True)]
    who = np.array([one.who for ones in held for one in ones], dtype=np.int64)
    rows = np.concatenate(parts, axis=1)
    return Score(*(np.array([_known_mean(row[who == one]) for one in np.unique(who)]) for row in rows))


def _known_mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def _gains(mine: Score, peer: Score) -> dict[str, Any]:
    found = {name: gain(a, b)._asdict() for name, a, b in zip(_SCORES, mine, peer, strict=True)}
    return {name: {key: round(value, 4) for key, value in one.items()} for name, one in found.items()}


def _seconds_each(held: Sequence[Held], rank: Callable[[Held, bool], object]) -> float:
    started = time.perf_counter()
    for one in held[:200]:
        rank(one, False)
    return (time.perf_counter() - started) / max(len(held[:200]), 1)


def words(found: Mapping[str, Any]) -> str:
    """Say in Spanish what was found, a line for each way to recommend."""
    names = {
        MINE: "recomendador", FALLBACK: "lo más usado del aula que le sirve", FAVOURITES: "lo más usado del aula",
        ALS: "recomendador con ALS",
    }  # fmt: skip
    scores = [
        f"{names[name]}: recall@5 {one['recall5']:.3f}, MRR {one['mrr']:.3f}; "
        f"de lo nuevo {one['recall5_new']:.3f}, {one['mrr_new']:.3f}"
        for name, one in found["models"].items()
    ]
    over = found["gain_over"][FALLBACK]["recall5_new"]
    told = (
        f"Sobre lo más usado que le sirve, recall@5 de lo nuevo: {over['mean']:+.3f} [{over['low']:+.3f}, "
        f"{over['high']:+.3f}]."
    )
    use = (
        f"Se usa el parecido, con peso {found['weight_pct']} %."
        if found["released"]
        else "No gana: se ofrece lo más usado del aula."
    )
    return "\n".join([f"{found['learners']} estudiantes, {found['materials']} materiales", *scores, told, use])
