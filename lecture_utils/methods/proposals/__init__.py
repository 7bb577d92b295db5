"""Region proposals: boxes that are likely to contain an object, of whatever category, the likeliest first.

- `selective_search` (Uijlings et al., IJCV 2013) groups segments by similarity. ``selective_search.py``; colour spaces
  in ``colour_spaces.py``, what segments are compared by in ``segments.py``, the merges in ``grouping.py``
- `edge_boxes` (Zitnick & Dollár, ECCV 2014) counts the contours that lie wholly inside a box. ``edge_boxes.py``;
  the score in ``box_scorer.py``, edges in ``edges.py``, groups and affinities in ``edge_groups.py``
- `bing` (Cheng et al., CVPR 2014) scores 8×8 normed gradients by a linear model. ``bing.py``; the gradients in
  ``normed_gradients.py``, the model's binarised form in ``binary_scores.py``; it learns by the
  recipe ``training/bing.py``
- `objectness` (Alexe et al., TPAMI 2012) combines four cues by naive Bayes. ``objectness.py``; the cues in
  ``objectness_cues.py``; it learns by the recipe ``training/objectness.py``

All return `Proposals` (``result.py``) and keep their steps on request.
`proposal_recall` and `scene_recall` compare them. ``methods/evaluation/recall.py``
"""

from lecture_utils.methods.detections import Proposals
from lecture_utils.methods.evaluation.recall import ProposalRecall, proposal_recall, scene_recall
from lecture_utils.methods.proposals.binary_scores import BinaryModel, BitPlane, binarise, binary_score_map, bit_planes
from lecture_utils.methods.proposals.bing import (
    BingModel,
    BingSize,
    bing,
    learned_model,
    local_maxima,
    score_map,
)
from lecture_utils.methods.proposals.box_scorer import BoxScorer
from lecture_utils.methods.proposals.colour_spaces import COLOUR_SPACES, to_colour_space
from lecture_utils.methods.proposals.edge_boxes import (
    EdgeBoxesSteps,
    RefinementStep,
    edge_boxes,
    refinement_steps,
    sliding_boxes,
)
from lecture_utils.methods.proposals.edge_groups import EdgeGroups, group_edges, strongest_paths
from lecture_utils.methods.proposals.edges import Edges, find_edges
from lecture_utils.methods.proposals.grouping import SIMILARITIES, MergeTree, group_segments
from lecture_utils.methods.proposals.integral_image import box_sums, integral_image
from lecture_utils.methods.proposals.normed_gradients import NormedGradients, gradient_magnitude, normed_gradients
from lecture_utils.methods.proposals.objectness import (
    ObjectnessModel,
    ObjectnessSteps,
    combine,
    learned_objectness,
    likelihoods,
    objectness,
    search_boxes,
)
from lecture_utils.methods.proposals.objectness_cues import (
    CUES,
    CueParameters,
    ObjectnessMaps,
    contrast_cue,
    edge_cue,
    measure_cues,
    objectness_maps,
    saliency_cue,
    spectral_saliency,
    straddling_cue,
)
from lecture_utils.methods.proposals.result import ranked
from lecture_utils.methods.proposals.segments import Appearance, Segments, describe_segments, segment_image
from lecture_utils.methods.proposals.selective_search import (
    MODES,
    ORDERS,
    Grouping,
    Mode,
    hierarchy_position,
    selective_search,
)
from lecture_utils.methods.proposals.similarities import histogram_intersection, size_and_fill

__all__ = [
    "COLOUR_SPACES",
    "CUES",
    "MODES",
    "ORDERS",
    "SIMILARITIES",
    "Appearance",
    "BinaryModel",
    "BingModel",
    "BingSize",
    "BitPlane",
    "BoxScorer",
    "CueParameters",
    "EdgeBoxesSteps",
    "EdgeGroups",
    "Edges",
    "Grouping",
    "MergeTree",
    "Mode",
    "NormedGradients",
    "ObjectnessMaps",
    "ObjectnessModel",
    "ObjectnessSteps",
    "ProposalRecall",
    "Proposals",
    "RefinementStep",
    "Segments",
    "binarise",
    "binary_score_map",
    "bing",
    "bit_planes",
    "box_sums",
    "combine",
    "contrast_cue",
    "describe_segments",
    "edge_boxes",
    "edge_cue",
    "find_edges",
    "gradient_magnitude",
    "group_edges",
    "group_segments",
    "hierarchy_position",
    "histogram_intersection",
    "integral_image",
    "learned_model",
    "learned_objectness",
    "likelihoods",
    "local_maxima",
    "measure_cues",
    "normed_gradients",
    "objectness",
    "objectness_maps",
    "proposal_recall",
    "ranked",
    "refinement_steps",
    "saliency_cue",
    "scene_recall",
    "score_map",
    "search_boxes",
    "segment_image",
    "selective_search",
    "size_and_fill",
    "sliding_boxes",
    "spectral_saliency",
    "straddling_cue",
    "strongest_paths",
    "to_colour_space",
]
