"""What comes from outside: the ministry's listing, catalogues, calendars, depots, panels."""
