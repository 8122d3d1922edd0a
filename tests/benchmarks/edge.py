"""
What a school's node costs a weak laptop, and how long twenty people wait who press at once.

A real node (``chasqui-edge run``, from an environment that holds the ``edge`` extra alone) with a class of 30, 2,000
uses, the region's catalogue and a small model of its own. The visitors are threads on the same machine: their work is
in the figures.

Keys: cold_start_s (from the command to the first answered page, files in the cache, median of 5); idle_pss_mb (with
the model, forecasts made, nobody there); loaded_pss_mb (the most while twenty use it) and after_class_pss_mb (once they
have left); installed_mb (what the extra adds to an empty environment, compiled modules too); home_bytes (the
coordinator's first page, HTML and CSS, as sent); student_first_view_bytes (the pupils' first page, HTML and CSS,
gzipped as sent); and of what a pupil waits for, p50 and p95, alone (``_at_1``), twenty and thirty at once, five rounds:
signin (the third picture to the answer), page (their materials, whole) and write (*Abrir* to the answer that says it is
on the disk).

Peers: ``flask_minimal``, see its module; ``blocks_kept``, the same node after the same class, where what checking
secrets took of memory is left to glibc (``edge/memory.py``): after_class_pss_mb alone. With ``--peers`` also
``kolibri`` 0.19 from PyPI, with as many learners who sign in by password and one document: installed_mb (its whole
environment), first_page_bytes (HTML, scripts and style sheets of its first page, as sent), and the same waits: page
(the HTML of its first page alone), write (a session of use begun).
"""

import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests

from hub.demo.browsing import Browser
from hub.demo.processes import free_port
from tests.benchmarks.edge_kolibri import KolibriSchool, class_at_work, first_page_bytes, kolibri_school, ready_at
from tests.benchmarks.environment import edge_environment
from tests.benchmarks.frame import PROJECT, Figures, main, median, p95, say
from tests.benchmarks.processes import cpu_s, pss_mb
from tests.benchmarks.school import COORDINATOR, PASSPHRASE, School, school
from tests.benchmarks.visitors import PupilsBrowser, at_once, first_view_bytes

AT_ONCE, WHOLE_CLASS = 20, 30
CROWDS = (1, AT_ONCE, WHOLE_CLASS)
START_TIMEOUT_S, REST_TIMEOUT_S, STOP_TIMEOUT_S = 60.0, 90.0, 20.0
BLOCKS_KEPT = """
import sys
from pathlib import Path
from edge.config import Config
from edge.serve import serve
serve(Config.from_env(Path(sys.argv[1])), gives_back=False)
"""


def add_options(parser: ArgumentParser) -> None:
    """Add what only this module takes."""
    parser.add_argument("--peers", action="store_true", help="Kolibri too, installed into build/peers")


def measure(options: Namespace, figures: Figures) -> None:
    """Measure the node, then the least that does the same."""
    # A quick run takes this checkout as it is; a real one what an installation holds.
    commands, settings = Path(sys.executable).parent, {"PYTHONPATH": str(PROJECT)}
    if not options.quick:
        environment = edge_environment()
        commands, settings = environment.commands, {}
        figures.put("ours", installed_mb=environment.added_mb)
    rounds, starts = (1, 1) if options.quick else (5, 5)
    with tempfile.TemporaryDirectory(prefix="chasqui-edge-") as folder:
        say("edge: a school, its hub and its model")
        with school(Path(folder), with_model=not options.quick, seed=options.seed) as found:
            _ours(found, commands, settings, figures, rounds=rounds, starts=starts)
        say("edge: flask_minimal")
        _minimal(Path(folder), commands, figures, rounds=rounds, starts=starts)
        if options.peers and (peer := kolibri_school(Path(folder), WHOLE_CLASS)):
            say("edge: kolibri")
            _kolibri(peer, figures, rounds=rounds, starts=starts)


def _ours(
    found: School, commands: Path, settings: dict[str, str], figures: Figures, *, rounds: int, starts: int
) -> None:
    port, folder = free_port(), found.laptop.config.dir
    url = f"http://127.0.0.1:{port}"
    command = [str(commands / "chasqui-edge"), "run", "--dir", str(folder)]
    settings = settings | {"CHASQUI_EDGE_PORT": str(port)}
    say("edge: starting the node")
    times = [_started(command, settings, f"{url}/entrar") for _ in range(starts)]
    figures.put("ours", cold_start_s=median(times))
    with _serving(command, settings, f"{url}/entrar") as pid:
        _at_rest(pid)
        figures.put("ours", idle_pss_mb=pss_mb(pid))
        _pages(url, figures)
        with _most(lambda: pss_mb(pid)) as peak:
            _crowd(url, found, figures, AT_ONCE, rounds)
        _at_rest(pid)
        figures.put("ours", loaded_pss_mb=max(peak), after_class_pss_mb=pss_mb(pid))
        for crowd in (1, WHOLE_CLASS):
            _crowd(url, found, figures, crowd, rounds)
    say("edge: the same class, and nothing is given back")
    keeping = [str(commands / "python"), "-c", BLOCKS_KEPT, str(folder)]
    with _serving(keeping, settings, f"{url}/entrar") as pid:
        _class_at_work(url, found, AT_ONCE, rounds)
        _at_rest(pid)
        figures.put("blocks_kept", after_class_pss_mb=pss_mb(pid))


def _pages(url: str, figures: Figures) -> None:
    with requests.Session() as stranger:
        figures.put("ours", student_first_view_bytes=first_view_bytes(stranger, url, "/a/"))
    coordinator = Browser(url)
    coordinator.sign_in(COORDINATOR, PASSPHRASE)
    figures.put("ours", home_bytes=first_view_bytes(coordinator.session, url, "/"))
    coordinator.session.close()


def _crowd(url: str, found: School, figures: Figures, crowd: int, rounds: int) -> None:
    say(f"edge: {crowd} pupils sign in, see their page and open a material at once, {rounds} rounds")
    # One alone is asked often, for a p95 of five would be the slowest.
    waits = _class_at_work(url, found, crowd, rounds if crowd > 1 else rounds * 8)
    for what, waited in waits.items():
        figures.put("ours", **{f"{what}_p50_s_at_{crowd}": median(waited), f"{what}_p95_s_at_{crowd}": p95(waited)})


def _class_at_work(url: str, found: School, crowd: int, rounds: int) -> dict[str, list[float]]:
    """Return how long each of *crowd* pupils waited, by what for."""
    browsers = [PupilsBrowser(url, pupil) for pupil in found.pupils[:crowd]]
    waits: dict[str, list[float]] = {"signin": [], "page": [], "write": []}
    for _ in range(rounds):
        for browser in browsers:
            browser.tap_twice()
        waits["signin"] += at_once(browsers, PupilsBrowser.sign_in)
        waits["page"] += at_once(browsers, PupilsBrowser.see_materials, status=200)
        waits["write"] += at_once(browsers, PupilsBrowser.open_material)
    for browser in browsers:
        browser.session.close()
    return waits


def _minimal(folder: Path, commands: Path, figures: Figures, *, rounds: int, starts: int) -> None:
    port = free_port()
    url, script = f"http://127.0.0.1:{port}", PROJECT / "tests" / "benchmarks" / "flask_minimal.py"
    command = [str(commands / "python"), str(script), str(port), str(folder / "minimal.db")]
    figures.put("flask_minimal", cold_start_s=median([_started(command, {}, f"{url}/") for _ in range(starts)]))
    with _serving(command, {}, f"{url}/") as pid:
        _at_rest(pid)
        figures.put("flask_minimal", idle_pss_mb=pss_mb(pid))
        sessions = {str(number): requests.Session() for number in range(AT_ONCE)}

        def save(who: str) -> requests.Response:
            data = {"who": who, "material": "Material 1"}
            return sessions[who].post(f"{url}/abrir", data=data, timeout=60, allow_redirects=False)

        writing = []
        for _ in range(rounds):
            for who, session in sessions.items():
                session.get(f"{url}/", params={"who": who}, timeout=60)
            writing += at_once(list(sessions), save)
        for session in sessions.values():
            session.close()
        figures.put("flask_minimal", write_p95_s_at_20=p95(writing))


def _kolibri(peer: KolibriSchool, figures: Figures, *, rounds: int, starts: int) -> None:
    port = free_port()
    url, (command, settings) = f"http://127.0.0.1:{port}", peer.command(port)
    # The first start of all writes its tables.
    times = [_started(command, settings, ready_at(port)) for _ in range(starts + 1)][1:]
    figures.put("kolibri", installed_mb=peer.installed_mb, cold_start_s=median(times))
    with _serving(command, settings, ready_at(port)) as pid:
        _at_rest(pid)
        figures.put("kolibri", idle_pss_mb=pss_mb(pid), first_page_bytes=first_page_bytes(url))
        with _most(lambda: pss_mb(pid)) as peak:
            for crowd in (1, AT_ONCE):
                waits = class_at_work(url, peer, crowd, rounds)
                for what, waited in waits.items():
                    figures.put("kolibri", **{f"{what}_p50_s_at_{crowd}": median(waited)})
                    figures.put("kolibri", **{f"{what}_p95_s_at_{crowd}": p95(waited)})
        figures.put("kolibri", loaded_pss_mb=max(peak))


def _started(command: Sequence[str], settings: Mapping[str, str], address: str) -> float:
    began = time.monotonic()
    with _serving(command, settings, address):
        return time.monotonic() - began


@contextmanager
def _serving(command: Sequence[str], settings: Mapping[str, str], address: str) -> Iterator[int]:
    """Run a server until the block ends; give its process once it answers."""
    # Only what it needs: no PYTHONPATH of this checkout, or the environment would not be what runs.
    process = subprocess.Popen(command, env=settings, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _answers(process, address)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            # A peer that does not hear it, just started, is nobody's loss.
            process.kill()
            process.wait()


def _answers(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        try:
            requests.get(address, timeout=5).raise_for_status()
        except requests.ConnectionError:
            time.sleep(0.005)
        else:
            return
    raise TimeoutError(f"nothing answered at {address} in {START_TIMEOUT_S:.0f} s")


def _at_rest(pid: int) -> None:
    """Wait until the process has done what it does after starting: three quiet seconds."""
    until = time.monotonic() + REST_TIMEOUT_S
    quiet, before = 0, cpu_s(pid)
    while quiet < 3 and time.monotonic() < until:
        time.sleep(1)
        now = cpu_s(pid)
        quiet, before = (quiet + 1 if now - before < 0.03 else 0), now


@contextmanager
def _most(look: Callable[[], float]) -> Iterator[list[float]]:
    """Look again and again while the block runs; give the list of what was seen."""
    seen, over = [look()], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            seen.append(look())

    with ThreadPoolExecutor(1) as watcher:
        watching = watcher.submit(watch)
        try:
            yield seen
        finally:
            over.set()
        watching.result()


VERSIONS = ("ai-edge-litert", "argon2-cffi", "flask", "numpy", "requests", "waitress")

if __name__ == "__main__":
    sys.exit(main("edge", measure, versions=VERSIONS, options=add_options))
