"""A bundle arrives whole over HTTP, however often it is cut, and a model arrives right or not at all."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from hub.demo.badroad import BadRoad
from hub.demo.processes import wait_for
from shared.errors import DayUsedUp, GaveWay, HubRefused, RoadClosed
from sync.bundle import Run
from sync.http_road import HttpRoad
from sync.patience import terse_session
from sync.reply import Reply
from sync.room import LEAST_BYTES
from tests.sync.builders import NODE, any_model, incarnation, sealed
from tests.sync.live_hub import PATIENCE_S, Script, live_hub
from tests.usage_events import uses

BUNDLE = sealed([Run(incarnation("a"), 1, list(uses(1_000)))])
MANIFEST, MODEL = any_model()


def deliver(script: Script, *, resume: bool = False) -> tuple[Reply | None, HttpRoad]:
    with live_hub(script) as url, requests.Session() as session:
        road = HttpRoad(url, timeout_s=PATIENCE_S, session=session)
        return road.deliver(BUNDLE, resume=resume), road


def test_one_request_is_enough_when_all_goes_well() -> None:
    script = Script()
    reply, road = deliver(script)

    assert reply is not None
    assert script.seen == ["PUT 0"]
    assert road.traffic.requests == 1
    assert len(BUNDLE.data) < road.traffic.bytes_up < len(BUNDLE.data) + 500
    assert 0 < road.traffic.bytes_down < 1_000


def test_the_connection_that_was_opened_beforehand_is_the_one_that_carries() -> None:
    script = Script()
    with live_hub(script) as url, BadRoad(("127.0.0.1", urlsplit(url).port or 0)) as way:
        road = HttpRoad(way.url)
        road.approach()
        wait_for("a connection", lambda: way.traffic.connections == 1, timeout_s=10, every_s=0.01)
        asked_before = way.traffic.requests
        reply = road.deliver(BUNDLE)

        assert asked_before == 0
        assert reply is not None
        assert way.traffic.connections == 1


def test_a_hub_that_cannot_be_approached_is_a_closed_road_to_who_sends() -> None:
    road = HttpRoad("http://127.0.0.1:9")
    road.approach()
    with pytest.raises(RoadClosed):
        road.deliver(BUNDLE)


def test_a_request_carries_no_header_that_the_hub_does_not_need() -> None:
    script = Script()
    with live_hub(script) as url, terse_session() as session:
        HttpRoad(url, session=session).deliver(BUNDLE)

    assert script.headers == [{"Host", "Content-Length"}]


def test_a_road_that_cut_an_answer_is_asked_for_a_smaller_one() -> None:
    script = Script(cut_reply=[60])
    with live_hub(script) as url, terse_session() as session:
        road = HttpRoad(url, session=session)
        road.deliver(BUNDLE)

    assert script.headers == [{"Host", "Content-Length"}, {"Host", "Content-Length", "Most", "Have"}]
    assert road.traffic.room.bytes == LEAST_BYTES


def test_an_upload_that_is_cut_says_nothing_of_the_answers() -> None:
    _, road = deliver(Script(cut_after=[1_000, 500]))

    assert road.traffic.room.headers == {}


def test_a_cut_upload_goes_on_where_it_was_cut() -> None:
    script = Script(cut_after=[1_000, 500, 700])
    reply, _ = deliver(script)

    assert reply is not None
    assert [line for line in script.seen if line.startswith("PUT")] == ["PUT 0", "PUT 1000", "PUT 1500", "PUT 2200"]
    assert len(script.hub.held) == 1_000


def test_a_reply_that_was_lost_comes_again_and_adds_nothing() -> None:
    script = Script(lose_reply=1)
    reply, _ = deliver(script)

    assert reply is not None
    assert len(script.hub.held) == 1_000


def test_a_kept_bundle_asks_first_how_much_is_there() -> None:
    script = Script(spool={BUNDLE.id: BUNDLE.data[:2_000]})
    deliver(script, resume=True)

    assert [line.split("/")[0] for line in script.seen] == ["GET ", "PUT 2000"]


def test_a_hub_that_holds_more_or_less_than_thought_is_followed() -> None:
    script = Script(spool={BUNDLE.id: BUNDLE.data[:2_000]})
    deliver(script)

    assert script.seen == ["PUT 0", "PUT 2000"]


def test_a_hub_that_holds_everything_but_did_not_answer_is_asked_to() -> None:
    script = Script(spool={BUNDLE.id: BUNDLE.data})
    reply, _ = deliver(script, resume=True)

    assert reply is not None
    assert script.seen[1] == f"PUT {len(BUNDLE.data)}"


@pytest.mark.parametrize("status", [500, 503, 507, 429, 302])
def test_a_hub_that_cannot_now_is_not_pressed(status: int) -> None:
    script = Script(statuses=[(status, {"Retry-After": "9"}, b"")] * 9)

    with pytest.raises(RoadClosed):
        deliver(script)
    assert len(script.seen) <= 3


def test_a_refusal_is_told_in_the_hubs_words() -> None:
    with pytest.raises(HubRefused, match="código vencido"):
        deliver(Script(statuses=[(403, {}, '{"error": "código vencido"}'.encode())]))


def test_an_upload_that_never_moves_gives_up_for_now() -> None:
    script = Script(cut_after=[0] * 20)

    with pytest.raises(RoadClosed):
        deliver(script)
    assert len(script.seen) < 10


def test_a_hub_that_forgets_what_it_was_sent_is_not_pressed_for_ever() -> None:
    with pytest.raises(RoadClosed):
        deliver(Script(statuses=[(202, {}, b'{"held": 0}')] * 20))


def test_no_hub_at_all_is_a_closed_road() -> None:
    with requests.Session() as session, pytest.raises(RoadClosed):
        HttpRoad("http://127.0.0.1:9", session=session).deliver(BUNDLE)


def test_a_road_that_was_broken_off_asks_for_nothing_more() -> None:
    script = Script()
    with live_hub(script) as url, requests.Session() as session:
        road = HttpRoad(url, session=session)
        road.deliver(BUNDLE)
        road.break_off()
        with pytest.raises(GaveWay):
            road.deliver(BUNDLE)

    assert script.seen == ["PUT 0"]


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    script = Script(statuses=[(200, {}, bytes(20_000_000))] * 5)
    with live_hub(script) as url, requests.Session() as session:
        road = HttpRoad(url, timeout_s=PATIENCE_S, session=session)
        with pytest.raises(RoadClosed):
            road.deliver(BUNDLE)

    assert road.traffic.bytes_down < 3 * 2_200_000


def test_nothing_waits_on_a_wire() -> None:
    with requests.Session() as session:
        assert HttpRoad("http://127.0.0.1:9", session=session).collect(NODE.node_id) == []


def fetch(script: Script, into: Path) -> HttpRoad:
    script.models = script.models or {MANIFEST.sha256: MODEL}
    with live_hub(script) as url, requests.Session() as session:
        road = HttpRoad(url, timeout_s=PATIENCE_S, session=session)
        road.model(MANIFEST, into)
    return road


@pytest.mark.parametrize("ranges", [True, False])
def test_a_model_goes_on_after_a_cut(tmp_path: Path, ranges: bool) -> None:
    fetch(Script(cut_after=[50_000, 20_000] if ranges else [50_000], ranges=ranges), tmp_path / "m.tflite")

    assert (tmp_path / "m.tflite").read_bytes() == MODEL
    assert [path.name for path in tmp_path.iterdir()] == ["m.tflite"]


@pytest.mark.parametrize("cut", [700, 8_192])
def test_a_model_arrives_although_each_answer_is_cut_early_and_each_byte_is_counted(tmp_path: Path, cut: int) -> None:
    road = fetch(Script(cut_after=[cut] * 200), tmp_path / "m.tflite")

    assert len(MODEL) <= road.traffic.bytes_down <= len(MODEL) + 300 * road.traffic.requests
    assert road.traffic.requests == -(-len(MODEL) // cut)


def test_another_part_of_a_model_than_asked_for_is_not_put_behind_what_is_there(tmp_path: Path) -> None:
    script = Script(cut_after=[50_000], off_by=7)
    fetch(script, tmp_path / "m.tflite")

    assert script.seen == [f"GET /v1/models/{MANIFEST.sha256}"] * 3


def test_the_bytes_of_a_day_end_a_fetch_that_is_cut_over_and_over(tmp_path: Path) -> None:
    script = Script(cut_after=[1_000] * 400, models={MANIFEST.sha256: MODEL})
    with live_hub(script) as url, requests.Session() as session:
        road = HttpRoad(url, timeout_s=PATIENCE_S, session=session)
        road.traffic.most = 5_000
        with pytest.raises(DayUsedUp):
            road.model(MANIFEST, tmp_path / "m.tflite")

    assert 5_000 <= road.traffic.on_line < 10_000


def test_a_request_whose_answer_never_came_is_counted_too() -> None:
    script = Script(lose_reply=3)
    with live_hub(script) as url, requests.Session() as session:
        road = HttpRoad(url, timeout_s=PATIENCE_S, session=session)
        with pytest.raises(RoadClosed):
            road.deliver(BUNDLE)

    asked = [len(f"{line.split()[0]} /v1/bundles/{BUNDLE.id} HTTP/1.1") for line in script.seen]
    assert road.traffic.bytes_up > 3 * len(BUNDLE.data) + sum(asked)
    assert road.traffic.bytes_up - 3 * len(BUNDLE.data) >= 90 * len(asked)


def test_a_model_that_was_cut_for_good_goes_on_in_the_next_session(tmp_path: Path) -> None:
    with pytest.raises(RoadClosed):
        fetch(Script(cut_after=[50_000, *[0] * 9]), tmp_path / "m.tflite")
    script = Script()
    fetch(script, tmp_path / "m.tflite")

    assert (tmp_path / "m.tflite").read_bytes() == MODEL


def test_a_model_with_a_flipped_byte_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(RoadClosed):
        fetch(Script(models={MANIFEST.sha256: b"\xff" + MODEL[1:]}), tmp_path / "m.tflite")
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_larger_than_announced_is_not_read_to_its_end(tmp_path: Path) -> None:
    with pytest.raises(RoadClosed):
        fetch(Script(models={MANIFEST.sha256: MODEL * 20}), tmp_path / "m.tflite")
    assert not (tmp_path / "m.tflite").exists()


def test_a_model_that_the_hub_does_not_have_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(HubRefused):
        fetch(Script(statuses=[(404, {}, b'{"error": "no hay tal modelo"}')]), tmp_path / "m.tflite")
