"""Questions of lecture 13: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "numbers_of_a_region",
        "The paper's mask head gives a mask of 28 × 28 points for each of 80 classes. How many scores does it give for "
        "one region?",
        number=62720,
        unit="scores",
        slips={
            784: "Does the mask head know which class the classifier will choose?",
            63504: "There is no mask of the background.",
            1568: "That is the slide's form: thing or not. The paper has a mask for each class.",
        },
        explanation="80 · 28 · 28 = 62,720. All are computed, one of the 80 masks is used: the class is chosen by the "
        "other head.",
    ),
    Question(
        "which_mask",
        "In the scene of the herd, the classifier says of one box: horse, with 0.70. Of its five masks, the cow's has "
        "the highest probabilities on average. Which mask is pasted into the picture?",
        choices={
            "the cow's": "Masks don't say which class it is: they don't compete.",
            "the mean of all five, weighted by class": "One mask is read, the others are thrown away.",
            "the horse's": RIGHT,
            "none, since both heads disagree": "The mask head isn't asked about the class at all.",
        },
        explanation="The class decides which mask is read. A cow's mask may be high on a horse: in training nothing "
        "told it to be low there, since a region of a horse gives the cow's mask no gradient.",
    ),
    Question(
        "half_a_pixel",
        "The box of the lying cat in scene 1 moves right by half a pixel, an eighth of a cell. By how much do the mask "
        "probabilities of the network with RoI pooling change at most?",
        choices={
            "by about 0.3, as with RoI Align": "RoI pooling rounds the box to whole cells first.",
            "not at all": RIGHT,
            "by about 0.05": "Which cells belong to the region before, and which after?",
        },
        explanation="x1 goes from 61 to 61.5 pixels, from 15.25 to 15.375 cells: both are rounded to 15. The network "
        "with RoI pooling can't notice, and pastes the same mask half a pixel farther right. With RoI Align the "
        "probabilities change by up to 0.28.",
    ),
    Question(
        "corners_of_a_mask",
        "A mask of 20 × 20 cells that are all 1 is pasted into a box of exactly 80 × 80 pixels, and pixels from 0.5 on "
        "are kept. How many are kept?",
        number=6396,
        unit="pixels",
        slips={
            6400: "Around the mask lie cells of 0. What is left at a corner, where the mask fades along both axes?",
            400: "Cells aren't pixels: the mask is stretched.",
            5776: "A pixel at the edge, away from the corners, still has 0.625.",
        },
        explanation="A cell is 4 pixels wide. The middle of the first pixel is ½ pixel inside the box, and that of the "
        "first cell 2 pixels: 0.375 cells apart, so the row counts 1 − 0.375 = 0.625. At a corner 0.625 · 0.625 = 0.39 "
        "is below 0.5: four pixels are lost.",
    ),
    Question(
        "claimed_twice",
        "Can one pixel belong to two of the things that Mask R-CNN finds?",
        choices={
            "no: a softmax divides each pixel among the things": "Each box gets its mask alone, with a sigmoid.",
            "no: NMS leaves no two boxes that overlap": "NMS removes a box only if it overlaps one of its class by "
            "more than the threshold.",
            "yes: nothing forbids it": RIGHT,
        },
        explanation="Masks are computed box by box, and no box knows of another. In the scene with eight things 37 "
        "pixels are claimed twice. Semantic segmentation gives each pixel exactly one label; a mask can also leave "
        "pixels to nobody.",
    ),
    Question(
        "mask_branch_share",
        "The slide's network has 107 million weights. What share of them is in its mask branch?",
        choices={
            "about 1 %": RIGHT,
            "about 10 %": "Convolutions have few weights. Where are most of the 107 million?",
            "about a third, as one of three branches": "The layer from 7 · 7 · 512 to 4096 numbers alone has 103 "
            "million.",
        },
        explanation="1.4 of 107 million: convolutions use the same few weights at all points. The fully connected "
        "layer of the box branch has 96 % of all weights, and gives up rows and columns, which a mask needs.",
    ),
]
