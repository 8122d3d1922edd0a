"""
Kolibri on both sides, run by the Python of the peer's own environment; KOLIBRI_HOME names whose data.

``people FILE`` makes the learners of a JSON file, ``send URL LIMIT EVENTS`` records the uses of one, each a session log
with the names it has there, and pushes them by Kolibri's own command, which is given again where it ended with an error
(once a second). With no uses the command pulls too, as it usually does. The last line says what it took, as JSON.
"""

import json
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import NAMESPACE_URL, uuid5

USER, PASSWORD = "admin", "sincronizar"


def people(file: Path) -> None:
    """Make a learner of each name."""
    from kolibri.core.auth.models import Facility, FacilityUser

    facility = Facility.get_default_facility()
    for name in json.loads(file.read_text()):
        FacilityUser(username=name, full_name=name, facility=facility, password="NOT_SPECIFIED").save()


def record(events: list[dict[str, Any]]) -> None:
    """Write each use as the log of a session, which is what Kolibri has for it."""
    from django.db import transaction
    from kolibri.core.auth.models import FacilityUser
    from kolibri.core.logger.models import ContentSessionLog

    users = {user.username: user for user in FacilityUser.objects.all()}
    with transaction.atomic():
        for event in events:
            ended = datetime.fromisoformat(event["ts"].replace("Z", "+00:00"))
            log = ContentSessionLog(
                user=users[event["learner_id"]],
                content_id=uuid5(NAMESPACE_URL, event["resource_id"]).hex,
                start_timestamp=ended - timedelta(seconds=event["seconds"]),
                end_timestamp=ended,
                time_spent=event["seconds"],
                kind=event["action"],
            )
            log._morango_source_id = event["event_id"].replace("-", "")
            log.save()


def send(url: str, limit_s: float, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Push until all is integrated at the server, or *limit_s* is over."""
    before = _disk_bytes()
    record(events)
    started, cpu_started = time.monotonic(), time.process_time()
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(max(1, int(limit_s)))
    finished = False
    try:
        while not (finished := _synced(url, push_only=bool(events))):
            time.sleep(1)
    except _LimitReached:
        finished = False
    signal.alarm(0)
    return {
        "seconds": time.monotonic() - started,
        "cpu_s": time.process_time() - cpu_started,
        "peak_rss_mb": _peak_rss_mb(),
        "disk_bytes": _disk_bytes() - before,
        "finished": finished,
    }


class _LimitReached(BaseException):
    """Not an error of Kolibri's, which handles any."""


def _give_up(number: int, frame: FrameType | None) -> None:
    raise _LimitReached


def _synced(url: str, *, push_only: bool) -> bool:
    from django.core.management import CommandError, call_command
    from kolibri.core.auth.models import Facility
    from kolibri.core.discovery.utils.network.errors import NetworkClientError
    from morango.errors import MorangoError
    from requests import RequestException

    facility = Facility.get_default_facility().id
    try:
        call_command(
            "sync", baseurl=url, facility=facility, username=USER, password=PASSWORD, noninteractive=True,
            no_pull=push_only,
        )  # fmt: skip
    except (CommandError, NetworkClientError, MorangoError, RequestException, ValueError, SystemExit) as error:
        # Kolibri's command may end its whole process, and with success, where a road was cut.
        print(f"once more, after {error!r}", file=sys.stderr)
        return False
    return True


def _peak_rss_mb() -> float:
    # getrusage would tell the peak of whoever started this process, where that is larger.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _disk_bytes() -> int:
    from django.db import connection
    from kolibri.utils.conf import KOLIBRI_HOME

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (Path(KOLIBRI_HOME) / "db.sqlite3").stat().st_size


def main(what: str, *rest: str) -> None:
    """Do what the command says."""
    from kolibri.utils.main import initialize

    initialize(skip_update=True)
    if what == "people":
        people(Path(rest[0]))
    else:
        told = send(rest[0], float(rest[1]), json.loads(Path(rest[2]).read_text()))
        print("\n" + json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
