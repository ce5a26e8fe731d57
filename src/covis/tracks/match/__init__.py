"""The tracker `match`: the same things in unordered views."""
