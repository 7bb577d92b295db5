"""Unpooling: how a network's maps grow again. Lecture 10, slides "In-network Up Sampling (a.k.a "Unpooling")".

- `nearest_neighbour`, `bed_of_nails`: each cell becomes a block, filled with it or empty but for one.
  ``fixed_unpooling.py``
- `max_pool2d`: max pooling that remembers where its maxima were. ``max_pooling.py``
- `max_unpool2d`: max unpooling, which puts values back there. ``max_unpooling.py``
- `nearest_neighbour_steps`, `bed_of_nails_steps`, `max_unpooling_steps`, `max_pooling_steps`: the same on one channel,
  a cell at a time; each step also tells what its gradient is. ``steps.py``
- `max_pool_with_positions`, `max_unpool_at`, `bed_of_nails_gradient`: one channel, as the slides' loops.
  ``slide_loops.py``
- `input_gradient`: what comes back to the input of any of them. ``gradient.py``

`max_pool2d` and `max_unpool2d` have the names, arguments and results of :mod:`torch.nn.functional`.
"""

from lecture_utils.methods.unpooling.fixed_unpooling import bed_of_nails, nearest_neighbour
from lecture_utils.methods.unpooling.gradient import input_gradient
from lecture_utils.methods.unpooling.max_pooling import max_pool2d
from lecture_utils.methods.unpooling.max_unpooling import max_unpool2d
from lecture_utils.methods.unpooling.slide_loops import (
    bed_of_nails_gradient,
    max_pool_with_positions,
    max_unpool_at,
)
from lecture_utils.methods.unpooling.steps import (
    PoolingStep,
    UnpoolingStep,
    bed_of_nails_steps,
    max_pooling_steps,
    max_unpooling_steps,
    nearest_neighbour_steps,
)

__all__ = [
    "PoolingStep",
    "UnpoolingStep",
    "bed_of_nails",
    "bed_of_nails_gradient",
    "bed_of_nails_steps",
    "input_gradient",
    "max_pool2d",
    "max_pool_with_positions",
    "max_pooling_steps",
    "max_unpool2d",
    "max_unpool_at",
    "max_unpooling_steps",
    "nearest_neighbour",
    "nearest_neighbour_steps",
]
