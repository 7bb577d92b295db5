"""Kinds of picture (images, matrices, heatmaps, volumes, charts) and the one theme."""
