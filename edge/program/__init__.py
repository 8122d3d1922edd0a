"""The program itself on the laptop: its versions side by side, what starts it, how it comes and goes."""
