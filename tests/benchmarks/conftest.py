"""What runs in an environment of its own is not imported here for its doctests."""

collect_ignore = ["referee_flow.py", "referee_mps.py"]
