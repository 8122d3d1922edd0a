"""The region of learners: seeded, within what each may use, and with tastes that show in what they choose."""

from functools import cache

import msgspec
import numpy as np

from models.recommend_region import Truth, simulate_uses
from models.settings import read_params
from shared.recommend import reaches
from shared.recommend_scores import Uses

SETTINGS = msgspec.structs.replace(read_params().recommend, schools=2, class_size=4, weeks=10)


@cache
def region() -> Uses:
    return simulate_uses(SETTINGS)


def test_the_same_seed_makes_the_same_region() -> None:
    again = simulate_uses(SETTINGS)

    assert all(np.array_equal(getattr(again, name), getattr(region(), name)) for name in ("learner", "item", "week"))
    assert again.materials == region().materials


def test_nobody_uses_what_is_in_no_language_of_their_class_or_opens_on_no_device_of_theirs() -> None:
    told = region()

    for who, item in set(zip(told.learner.tolist(), told.item.tolist(), strict=True)):
        learner, material = told.learners[who], told.materials[item]
        assert material.language in (learner.languages or ())
        assert material.android <= (learner.android or 0)


def test_by_choice_nothing_is_begun_before_what_it_builds_on_is_finished() -> None:
    settings = msgspec.structs.replace(SETTINGS, lessons=0.0)
    told = simulate_uses(settings)
    place = {one.id: at for at, one in enumerate(told.materials)}
    done: set[tuple[int, int]] = set()

    for who, item, progress in zip(told.learner.tolist(), told.item.tolist(), told.progress.tolist(), strict=True):
        for before in told.materials[item].after:
            assert (who, place[before]) in done
        if progress >= 100:
            done.add((who, item))
    assert any(one.after for one in told.materials)


def test_progress_only_grows_and_ends_at_the_whole() -> None:
    told, known = region(), {}

    for who, item, progress in zip(told.learner.tolist(), told.item.tolist(), told.progress.tolist(), strict=True):
        assert known.get((who, item), 0) <= progress <= 100
        known[who, item] = progress


def test_who_likes_a_theme_opens_more_of_it_than_others_do() -> None:
    told = region()
    truth = Truth(SETTINGS, np.random.default_rng(SETTINGS.seed))
    taste = (truth.taste[told.learner] * truth.themes[told.item]).sum(axis=1)
    strangers = (truth.taste[np.roll(told.learner, 7)] * truth.themes[told.item]).sum(axis=1)

    assert taste.mean() > 1.1 * strangers.mean()


def test_materials_of_other_grades_do_not_reach_a_class() -> None:
    told = region()
    first = next(one for one in told.learners if one.grade == 1)

    assert not any(reaches(one, first) for one in told.materials if one.grades == (5, 6))
