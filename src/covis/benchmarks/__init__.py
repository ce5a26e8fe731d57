"""Benchmarks: read, asked, scored and reported; and marking itself, held against the truth."""
