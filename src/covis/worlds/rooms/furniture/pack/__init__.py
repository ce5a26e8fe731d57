"""Furniture modelled by others: pieces of the Debian package `sweethome3d-furniture`, if installed."""
