"""The school's node: records facts, forecasts offline, sends when a road opens, shows what will arrive and why."""
