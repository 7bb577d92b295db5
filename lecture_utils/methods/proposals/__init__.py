"""Region proposals: boxes that are likely to contain an object, of whatever category, the likeliest first.

- `selective_search` (Uijlings et al., IJCV 2013) groups segments by similarity. ``selective_search.py``; colour spaces
  in ``colour_spaces.py``, what segments are compared by in ``segments.py``, the merges in ``grouping.py``

All return `Proposals` (``result.py``) and keep their steps on request.
`~lecture_utils.methods.evaluation.proposal_recall` compares them.
"""

from lecture_utils.methods.proposals.colour_spaces import COLOUR_SPACES, to_colour_space
from lecture_utils.methods.proposals.grouping import SIMILARITIES, MergeTree, group_segments
from lecture_utils.methods.proposals.result import Proposals, ranked
from lecture_utils.methods.proposals.segments import Appearance, Segments, describe_segments, segment_image
from lecture_utils.methods.proposals.selective_search import (
    MODES,
    ORDERS,
    Grouping,
    Mode,
    hierarchy_position,
    selective_search,
)

__all__ = [
    "COLOUR_SPACES",
    "MODES",
    "ORDERS",
    "SIMILARITIES",
    "Appearance",
    "Grouping",
    "MergeTree",
    "Mode",
    "Proposals",
    "Segments",
    "describe_segments",
    "group_segments",
    "hierarchy_position",
    "ranked",
    "segment_image",
    "selective_search",
    "to_colour_space",
]
