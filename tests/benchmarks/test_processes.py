"""Memory and processor time are those of the process that did the work."""

import os
import subprocess
import sys

import pytest

from tests.benchmarks.processes import call, cpu_s, cpu_s_at_rest, family, peak_rss_mb, pss_mb, run

EATER = "print(len(bytearray(80 << 20)), sum(range(3_000_000)))"


def _eat(size_mb: int) -> int:
    return len(bytearray(b"x") * (size_mb << 20))


def test_a_command_that_takes_memory_and_time_is_seen_to() -> None:
    told, cost = run([sys.executable, "-c", EATER])

    assert told.startswith(str(80 << 20))
    assert cost.peak_rss_mb > 80
    assert 0 < cost.cpu_s <= cost.seconds * 4


def test_a_small_command_is_small_whoever_starts_it() -> None:
    large = bytearray(b"x") * (150 << 20)

    _, cost = run([sys.executable, "-c", "sum(range(3_000_000))"])

    assert cost.peak_rss_mb < 50 < peak_rss_mb(os.getpid())
    assert len(large) == 150 << 20


def test_a_command_that_fails_gives_no_cost() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run([sys.executable, "-c", "raise SystemExit(3)"])


def test_a_call_in_a_fresh_process_answers_with_its_own_peak() -> None:
    (small, light), (large, heavy) = call(_eat, 1), call(_eat, 90)

    assert (small, large) == (1 << 20, 90 << 20)
    assert heavy.peak_rss_mb - light.peak_rss_mb > 60


def test_a_server_is_measured_with_the_workers_it_started() -> None:
    shell = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    with subprocess.Popen([sys.executable, "-c", shell], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()

        assert len(family(parent.pid)) == 2
        assert pss_mb(parent.pid) > 0
        assert cpu_s(parent.pid) > 0
        parent.communicate(b"\n")


def test_what_a_server_does_after_its_start_is_not_counted_to_whoever_comes_next() -> None:
    busy = "import time; end = time.process_time() + 0.6\nwhile time.process_time() < end: pass\ninput()"
    with subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE) as server:
        before = cpu_s_at_rest(server.pid, quiet_s=0.5)

        assert before >= 0.6
        assert cpu_s(server.pid) - before < 0.05
        server.communicate(b"\n")


def test_the_peak_is_never_below_what_is_resident() -> None:
    assert peak_rss_mb(os.getpid()) > 10


def test_a_family_is_told_while_its_threads_come_and_go() -> None:
    coming_and_going = "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(0.001,)).start()"
    with subprocess.Popen([sys.executable, "-c", coming_and_going], stderr=subprocess.DEVNULL) as busy:
        try:
            assert all(family(busy.pid) == [busy.pid] for _ in range(300))
        finally:
            busy.kill()
