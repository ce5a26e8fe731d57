"""Data sets on disk: scenes made one by one, lines of samples, a card, a manifest and pages to look at."""
