"""Region proposals: boxes that are likely to contain an object, of whatever category, the likeliest first.

- `selective_search` (Uijlings et al., IJCV 2013) groups segments by similarity. ``selective_search.py``; colour spaces
  in ``colour_spaces.py``, what segments are compared by in ``segments.py``, the merges in ``grouping.py``
- `edge_boxes` (Zitnick & Dollár, ECCV 2014) counts the contours that lie wholly inside a box. ``edge_boxes.py``;
  edges in ``edges.py``, groups and affinities in ``edge_groups.py``
- `bing` (Cheng et al., CVPR 2014) scores 8×8 normed gradients by a linear model. ``bing.py``; the gradients in
  ``normed_gradients.py``, the model's binarised form in ``binary_scores.py``, how it learns in ``bing_learning.py``

All return `Proposals` (``result.py``) and keep their steps on request.
`~lecture_utils.methods.evaluation.proposal_recall` compares them.
"""

from lecture_utils.methods.proposals.binary_scores import BinaryModel, binarise, binary_score_map
from lecture_utils.methods.proposals.bing import (
    BingModel,
    BingSize,
    bing,
    learned_model,
    local_maxima,
    score_map,
)
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
from lecture_utils.methods.proposals.normed_gradients import NormedGradients, gradient_magnitude, normed_gradients
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
    "BinaryModel",
    "BingModel",
    "BingSize",
    "BoxScorer",
    "EdgeBoxesSteps",
    "EdgeGroups",
    "Edges",
    "Grouping",
    "MergeTree",
    "Mode",
    "NormedGradients",
    "Proposals",
    "Segments",
    "binarise",
    "binary_score_map",
    "bing",
    "describe_segments",
    "edge_boxes",
    "find_edges",
    "gradient_magnitude",
    "group_edges",
    "group_segments",
    "hierarchy_position",
    "learned_model",
    "local_maxima",
    "normed_gradients",
    "ranked",
    "refine_boxes",
    "score_map",
    "segment_image",
    "selective_search",
    "sliding_boxes",
    "strongest_paths",
    "suppress",
    "to_colour_space",
]
