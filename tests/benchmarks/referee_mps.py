"""What HiGHS finds for a file of MPS: a program of its own, in an environment of its own (``make referee``)."""

import json
import sys

import highspy


def main(file: str) -> None:
    """Solve *file* and print the best value as JSON."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    if solver.readModel(file) == highspy.HighsStatus.kError:
        raise SystemExit(f"HiGHS cannot read {file}")
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise SystemExit(f"HiGHS ended with {solver.modelStatusToString(status)}")
    print(json.dumps({"value": solver.getInfo().objective_function_value}))


if __name__ == "__main__":
    main(sys.argv[1])
