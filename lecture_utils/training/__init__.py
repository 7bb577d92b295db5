"""Recipes that train the small networks, their checkpoints and recorded figures.

- `recipe.py`: what a recipe is, with an example. Each recipe is a module of its own here.
- `data.py`: the order of examples, mirroring.
- `run.py`: the loop; `optimisation.py`: learning rate, averaged weights; `state.py`: stopping and going on;
  `progress.py`: the live table; `train.py`: from a recipe to its checkpoint; `provenance.py`: machine and code.
- `checkpoint.py`: ``load_network(name)``, ``load_weights(network, name)``, ``record(name)``.
- `snapshots.py`: ``load_snapshots(name)``, what a network made of something at some moments of its training.
- `study.py`: ``table(name)``, what many small trainings found, and how they are shared out and gone on with. Each study
  is a module of its own here.
- ``python -m lecture_utils.training``: lists recipes and studies; with a name, trains one.
"""
