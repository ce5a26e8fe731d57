"""Points on a plane, as images with questions: the world of Sparkle (arXiv 2410.16162)."""
