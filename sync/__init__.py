"""The road between a school and its region: bundles up, feed down, nothing lost on the way."""
