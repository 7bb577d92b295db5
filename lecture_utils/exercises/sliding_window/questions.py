"""Questions of lecture 02: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "half_a_width",
        "Two equal boxes lie one on the other. One of them is moved to the right by half its width. What is their IoU?",
        number=1 / 3,
        tolerance=0.005,
        slips={
            0.5: "They share half of each box. But what do they cover together?",
            0.25: "The union is not twice the boxes' sum.",
            0.67: "That is larger than the share of one box that the other covers.",
        },
        explanation="They share 1/2 of a box and cover 3/2 of one: (1/2) / (3/2) = 1/3. Half a width is already too "
        "far for the usual threshold of 0.5.",
    ),
    Question(
        "box_inside",
        "A box lies inside another one, with half its width and half its height. What is their IoU?",
        number=0.25,
        tolerance=0.001,
        slips={
            0.5: "Half of the width *and* half of the height: how much of the area?",
            1: "All of the small box is shared, but the union is the large one.",
            0.33: "The small box adds nothing to the union.",
        },
        explanation="They share the small box, 1/4 of the large one, and cover the large one.",
    ),
    Question(
        "half_the_stride",
        "The stride of the window is halved along both axes. How does the number of crops of a large picture change?",
        choices={
            "it stays about the same": "Each axis has more places now.",
            "it doubles": "Along each axis it does. There are two.",
            "it becomes about four times as large": RIGHT,
            "it becomes about eight times as large": "That would need a third axis with more places.",
        },
        explanation="Twice as many places along each of the two axes. Every further scale adds its crops to that.",
    ),
    Question(
        "chain_of_three",
        "Three boxes of one category in a row, A, B and C, by falling score. IoU of A and B is 0.6, of B and C 0.6, "
        "of A and C 0.33. How many boxes does NMS keep at a threshold of 0.5?",
        number=2,
        unit="boxes",
        slips={
            1: "Who would drop C? Only boxes that are kept drop others.",
            3: "B overlaps A, which is kept, by more than the threshold.",
        },
        explanation="A is kept and drops B. B is gone when it comes to C, so nothing drops C.",
    ),
    Question(
        "zero_threshold",
        "The threshold of NMS is 0. Which boxes of one category are left?",
        choices={
            "a single one": "What about a box that shares nothing with the best one?",
            "none": "The box with the highest score is always kept.",
            "boxes that share nothing with each other": RIGHT,
            "all of them": "An IoU of 0.1 is above a threshold of 0.",
        },
        explanation="A box goes as soon as it shares anything with a kept one. Boxes whose IoU is exactly 0 are not "
        "above the threshold, so they stay.",
    ),
    Question(
        "pull_of_iou",
        "Two boxes share nothing. A network should move one of them to the other by gradient descent on 1 − IoU. In "
        "which direction does the gradient move it?",
        choices={
            "towards the other box": "Would a small step change the IoU at all?",
            "away from the other box": "Would a small step change the IoU at all?",
            "in no direction: it is 0": RIGHT,
        },
        explanation="The IoU is 0 before and after a small step. The generalized IoU of boxes that share nothing "
        "grows as they come closer, so its gradient pulls. DETR's loss uses it for that reason.",
    ),
]
