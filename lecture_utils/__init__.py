"""Interactive companion to the lectures *Detection, Segmentation* and *Attention, Transformers*.

The floors, from the bottom: :mod:`~lecture_utils.scenes` (what goes in), :mod:`~lecture_utils.methods` (what the
lecture teaches), :mod:`~lecture_utils.training`, :mod:`~lecture_utils.pictures`, :mod:`~lecture_utils.stage`,
:mod:`~lecture_utils.exercises`, :mod:`~lecture_utils.demos` and :mod:`~lecture_utils.start` (the first page).
Imports run downwards only.
"""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lecture_utils.start.contents import Contents
    from lecture_utils.start.problems import Problems

# One thread gives every reader the same digits, and thirty students on one server ten times the speed of torch's
# default. Nothing here is large enough to gain from two. A recipe or a benchmark sets the variable before it starts.
if "OMP_NUM_THREADS" not in os.environ and "torch" in sys.modules:
    sys.modules["torch"].set_num_threads(1)  # torch has read the variable already, when it was imported
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", os.environ["OMP_NUM_THREADS"])


def check_setup() -> None:
    """Show whether this computer can show the lectures, and what to do where it can't."""
    from lecture_utils.start.setup_check import check_setup as check

    check()


def contents(folder: str = ".") -> "Contents":
    """List the lectures in a folder: topic, what you can do afterwards, minutes, slides."""
    from lecture_utils.start.contents import contents as table

    return table(folder)


def problems(folder: str = ".") -> "Problems":
    """List the slides' four problems of computer vision, each with the lectures in a folder that are about it."""
    from lecture_utils.start.problems import problems as table

    return table(folder)
