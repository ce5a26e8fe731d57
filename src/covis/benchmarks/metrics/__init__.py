"""Measures that several benchmarks share: relative accuracy of numbers, harmonic means, averages."""

__all__: list[str] = []
