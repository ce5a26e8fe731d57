"""Recipes: typed settings of a training run, read from YAML."""
