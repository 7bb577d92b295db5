"""Interactive companion to the lectures *Detection, Segmentation* and *Attention, Transformers*.

The floors, from the bottom: :mod:`~lecture_utils.scenes` (what goes in), :mod:`~lecture_utils.methods` (what the lecture
teaches), :mod:`~lecture_utils.training`, :mod:`~lecture_utils.pictures`, :mod:`~lecture_utils.stage`,
:mod:`~lecture_utils.exercises` and :mod:`~lecture_utils.demos`. Imports run downwards only.
"""

import os

# One thread gives every reader the same digits, and thirty students on one server ten times the speed of torch's
# default. Nothing here is large enough to gain from two. A recipe or a benchmark sets the variable before it starts.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
