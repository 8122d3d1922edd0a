"""Rolling origins over any panel: ours beside the peers, refitted at each origin, scored in one run."""
