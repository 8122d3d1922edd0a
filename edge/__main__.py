"""``chasqui-edge``, and ``python -m edge``: the same, for a service manager that names its interpreter."""

from edge.memory import kept_for_good

with kept_for_good():
    from edge.cli import main

if __name__ == "__main__":
    main(prog_name="chasqui-edge")
