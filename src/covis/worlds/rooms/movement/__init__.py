"""Things that change places or are carried about, drawn from a seed."""
