"""``python -m edge``: the same as ``chasqui-edge``, for a service manager that names its interpreter."""

from edge.cli import main

if __name__ == "__main__":
    main(prog_name="chasqui-edge")
