"""PaStA: the vision encoder learns which patches of two pictures show the same surface."""
