"""Recipes that train the small networks, their checkpoints and recorded figures."""
