"""Region proposals: boxes that are likely to contain an object, of whatever category, the likeliest first.

- `selective_search` (Uijlings et al., IJCV 2013) groups segments by similarity. ``selective_search.py``; colour spaces
  in ``colour_spaces.py``, what segments are compared by in ``segments.py``, the merges in ``grouping.py``
- `edge_boxes` (Zitnick & Dollár, ECCV 2014) counts the contours that lie wholly inside a box. ``edge_boxes.py``;
  edges in ``edges.py``, groups and affinities in ``edge_groups.py``

All return `Proposals` (``result.py``) and keep their steps on request.
`~lecture_utils.methods.evaluation.proposal_recall` compares them.
"""

from lecture_utils.methods.proposals.colour_spaces import COLOUR_SPACES, to_colour_space
from lecture_utils.methods.proposals.edge_boxes import (
    BoxScorer,
    EdgeBoxesSteps,
    edge_boxes,
    refine_boxes,
    sliding_boxes,
    suppress,
)
from lecture_utils.methods.proposals.edge_groups import EdgeGroups, group_edges, strongest_paths
from lecture_utils.methods.proposals.edges import Edges, find_edges
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
    "BoxScorer",
    "EdgeBoxesSteps",
    "EdgeGroups",
    "Edges",
    "Grouping",
    "MergeTree",
    "Mode",
    "Proposals",
    "Segments",
    "describe_segments",
    "edge_boxes",
    "find_edges",
    "group_edges",
    "group_segments",
    "hierarchy_position",
    "ranked",
    "refine_boxes",
    "segment_image",
    "selective_search",
    "sliding_boxes",
    "strongest_paths",
    "suppress",
    "to_colour_space",
]
