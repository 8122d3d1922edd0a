import subprocess
import sys


def test_a_letter_that_the_output_does_not_know_does_not_end_the_command() -> None:
    program = "from shared.console import write_what_it_can as it; it(); print('Ñawi ★'); print('quedó')"
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONIOENCODING": "cp1252", "PYTHONPATH": "."}, capture_output=True
    )

    assert (done.returncode, done.stdout.decode("cp1252").split("\n")[:2]) == (0, ["Ñawi ?", "quedó"])
