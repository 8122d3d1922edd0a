"""A file that is given to be kept has a name of its own."""

from shared.web.downloads import attachment


def test_a_browser_keeps_it_under_its_name_and_reads_text_as_utf_8() -> None:
    answer = attachment("año;3", "uso-2026-06.csv", "text/csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="uso-2026-06.csv"'
    assert (answer.content_type, answer.get_data()) == ("text/csv; charset=utf-8", "año;3".encode())
