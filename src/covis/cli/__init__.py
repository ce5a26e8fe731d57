"""The command line: reads arguments, calls the rooms, prints. Nobody imports it."""
