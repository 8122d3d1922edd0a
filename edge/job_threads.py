"""Threads for the scheduler's jobs that never keep a closing process waiting: an exchange may hang for minutes."""

import threading
from typing import Any

from apscheduler.executors.base import BaseExecutor, run_job

from shared.surviving import surviving


class JobThreads(BaseExecutor):  # type: ignore[misc]
    """
    A daemon thread for each run of a job.

    APScheduler's own pool is joined when the interpreter ends, so that Ctrl+C would wait for a silent hub.
    """

    def _do_submit_job(self, job: Any, run_times: Any) -> None:
        threading.Thread(target=self._run, args=(job, run_times), name=f"job {job.id}", daemon=True).start()

    def _run(self, job: Any, run_times: Any) -> None:
        events: list[Any] = []
        # A run that nobody counts as ended would keep its job from ever running again.
        with surviving(f"job not run job={job.id}"):
            events = run_job(job, job._jobstore_alias, run_times, self._logger.name)
        self._run_job_success(job.id, events)
