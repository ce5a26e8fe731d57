"""The vocabulary that furniture is built from: boxes, turned and extruded solids, tubes, sheets."""
