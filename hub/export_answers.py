"""How a table is answered with: as it is read, to a program and to a person's browser alike."""

import tempfile
from collections.abc import Callable, Iterable

from flask import Response, send_file

from hub import export_forms
from hub.exporting import Report


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
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it, once it is sent
        export_forms.parquet(report, file)
        file.seek(0)
        written = send_file(file, mimetype=kind, download_name=f"{name}.{form}", as_attachment=True)
        written.call_on_close(file.close)
        return written
    if form == export_forms.CSV:
        return as_file((bit.encode() for bit in export_forms.csv(report)), f"{name}.{form}", kind)
    return Response(export_forms.page(report, name, first, most, after), content_type=kind)


def as_file(bits: Iterable[bytes], name: str, kind: str) -> Response:
    """Answer with what a browser keeps as a file of that *name*."""
    return Response(bits, headers={"Content-Disposition": f'attachment; filename="{name}"'}, content_type=kind)
