"""In a made-up region liking shows in faces first and in use later, and a pack is used less towards its end."""

from pathlib import Path

import msgspec
import numpy as np

from models.listing import made_up_schools
from models.opinions import Opinions, draw_opinions, told
from models.region import Region, place_of, simulate_region
from models.simulate import resources_of
from shared.demand import TOLD
from shared.resources import ResourceKind
from tests.models.tiny import tiny_params


def region(folder: Path, **changed: float) -> Region:
    settings = msgspec.structs.replace(tiny_params(folder).simulate, **changed)
    return simulate_region(settings, made_up_schools(30, 3), resources_of(settings.catalogue, 9))


def opinions(folder: Path, **changed: float) -> Opinions:
    settings = msgspec.structs.replace(tiny_params(folder).simulate, **changed)
    places = [place_of(school) for school in made_up_schools(30, 3)]
    return draw_opinions(settings, places, resources_of(settings.catalogue, 9), 60)


def test_what_is_liked_is_used_more_four_weeks_later(tmp_path: Path) -> None:
    drawn = opinions(tmp_path, liked=0.5, done=0.0, unfit=0.0)

    np.testing.assert_allclose(np.log(drawn.effect[:, :, 4:]), 0.5 * drawn.liking[:, :, :-4])
    assert (drawn.effect[:, :, :4] == 1).all()


def test_a_pack_is_used_less_towards_its_end_and_nothing_else_is(tmp_path: Path) -> None:
    drawn = opinions(tmp_path, liked=0.0, done=0.5, unfit=0.0)

    packs = ~np.isnan(drawn.progress)
    np.testing.assert_allclose(np.log(drawn.effect[packs]), -0.5 * (drawn.progress[packs] - 0.5))
    assert (drawn.effect[~packs] == 1).all()


def test_without_effects_use_is_what_it_was(tmp_path: Path) -> None:
    assert (opinions(tmp_path, liked=0.0, done=0.0, unfit=0.0).effect == 1).all()


def test_faces_follow_liking_and_progress_is_that_of_the_pack(tmp_path: Path) -> None:
    made = region(tmp_path)

    scores, seen = made.told["scores"], made.told["scores"] > 5
    mean = made.told["score_sum"] / np.maximum(scores, 1)
    assert np.corrcoef(mean[seen], made.opinions.liking[seen])[0, 1] > 0.7
    assert set(made.told) == set(TOLD)
    assert (made.told["score_sum"] >= scores).all()
    assert (made.told["score_sum"] <= 3 * scores).all()
    packs = np.array([one.kind is ResourceKind.PACK for one in made.resources])
    assert not made.told["progresses"][:, ~packs].any()
    assert (made.told["progress_sum"] <= 100 * made.told["progresses"]).all()


def test_the_same_seed_tells_the_same(tmp_path: Path) -> None:
    drawn = opinions(tmp_path)
    served = np.full(drawn.liking.shape, 12)

    first, again = told(drawn, served, 5), told(drawn, served, 5)

    assert all((first[name] == again[name]).all() for name in TOLD)
    assert (told(drawn, served, 6)["score_sum"] != first["score_sum"]).any()
