"""How a table is answered with: as it is read, to a program and to a person's browser alike."""

import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import IO

from flask import Response, send_file

from hub import export_forms
from hub.export_rows import Report
from shared.disk import full_disk_told


def answer(
    report: Report,
    name: str,
    form: str,
    first: int = 0,
    most: int = export_forms.PAGE,
    after: Callable[[int], str] = str,
) -> Response:
    """Answer with a table as it is read; Parquet once it is written, for what closes it stands at its end."""
    kind = export_forms.TYPES[form]
    if form == export_forms.PARQUET:
        file = _written(report)
        written = send_file(file, mimetype=kind, download_name=f"{name}.{form}", as_attachment=True)
        # What is sent as a file says otherwise of itself.
        written.headers["Cache-Control"] = "no-store"
        written.call_on_close(file.close)
        return written
    if form == export_forms.CSV:
        return as_file((bit.encode() for bit in export_forms.csv(report)), f"{name}.{form}", kind)
    return Response(export_forms.page(report, name, first, most, after), content_type=kind)


def _written(report: Report) -> IO[bytes]:
    with ExitStack() as until, full_disk_told():
        file = until.enter_context(tempfile.TemporaryFile())
        export_forms.parquet(report, file)
        file.seek(0)
        # The answer closes it, once it is sent.
        until.pop_all()
        return file


def as_file(bits: Iterable[bytes], name: str, kind: str) -> Response:
    """Answer with what a browser keeps as a file of that *name*."""
    return Response(bits, headers={"Content-Disposition": f'attachment; filename="{name}"'}, content_type=kind)
