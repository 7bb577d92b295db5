"""Questions of lecture 07: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "right_size_wrong_place",
        "Our cells, and so the anchors of one size, are 4 pixels apart. A thing is exactly as large as one of them, 16 "
        "× 16 pixels, but its centre is as far from all cells as it can be: 2 pixels in x and 2 in y. What is the IoU "
        "of its best 16 × 16 anchor?",
        number=0.62,
        tolerance=0.01,
        slips={
            0.77: "196 of 256 pixels are shared. The union is larger than one box.",
            0.78: "14 / 16 is for one direction, and the union is larger than one box.",
            0.75: "The distance is 2 pixels, not 4, and in both directions.",
            0.88: "It is moved in both directions, and the union is larger than one box.",
            1.0: "The anchor has the right size, but is it in the right place?",
        },
        explanation="Shared: 14 · 14 = 196. Union: 2 · 256 − 196 = 316. 196 / 316 = 0.62, below 0.7: an anchor of "
        "exactly the right size is no object by the threshold. That is why the best anchor of each thing is one in any "
        "case. For large things 2 pixels hardly matter.",
    ),
    Question(
        "mini_batch",
        "A picture has 20 anchors that are objects and thousands that are background. 256 anchors are drawn for the "
        "loss, at most half of them objects. How many background anchors are drawn?",
        number=236,
        unit="anchors",
        slips={
            128: "Half are objects *at most*. What if there are fewer?",
            20: "That would be equally many. Is the mini-batch then full?",
            256: "Objects are drawn too.",
            108: "128 − 20. What fills the places that objects leave?",
        },
        explanation="All 20 objects, and 256 − 20 = 236 background anchors: the mini-batch is padded with negatives. "
        "Without drawing, thousands of background anchors would outweigh the 20.",
    ),
    Question(
        "empty_meadow",
        "On a scene where nothing is, how many proposals does our trained network make? At most 300 are kept.",
        choices={
            "none": "Which step of the filter looks at the *value* of the objectness?",
            "about ten": "Some anchors are a little sure. But is there a threshold anywhere?",
            "300": RIGHT,
            "12,288": "That is the number of anchors. Is nothing cut off?",
        },
        explanation="The filter has no threshold for objectness: it takes the 1000 surest anchors, suppresses, and "
        "keeps the first 300, however little sure they are. Saying *nothing* is left to the second stage.",
    ),
    Question(
        "gradient_through_proposals",
        "The loss of the second stage's classes is computed on regions that the RPN has placed. Does its gradient "
        "reach the layer of the RPN that predicts offsets?",
        choices={
            "yes: if a region were placed better, it would be classified better": "True, and yet: how does "
            "`proposal_steps` treat gradients?",
            "only where a region holds a thing": "What does a region's place look like to autograd?",
            "no": RIGHT,
        },
        explanation="Regions are taken as given: no gradient flows through them. The paper calls this *approximate "
        "joint training* (section 3.2). The RPN learns from its own two losses, and the second stage's losses reach "
        "the backbone.",
    ),
    Question(
        "twenty_instead_of_300",
        "With all its proposals our network finds 32 of the 44 things on the lecture's scenes (score 0.5). How many "
        "does it find if only the first 20 proposals of each scene go on to the second stage?",
        choices={
            "31": RIGHT,
            "22": "That would be a loss of a third. Look at the recall of the first 20.",
            "7": "So few would be found if proposals came in any order.",
        },
        explanation="The surest 20 already contain nearly all that the second stage recognises. Selective Search's "
        "first 20 contain 16 of the 44 things. Order is what a proposal method has to learn.",
    ),
    Question(
        "larger_picture",
        "The picture becomes twice as wide and twice as high. How many times as many weights does the RPN need?",
        number=1,
        unit="times",
        slips={
            4: "There are four times as many anchors. Does each have weights of its own?",
            2: "Does the number of weights depend on the picture's width?",
        },
        explanation="The head is convolutional: the same weights are used at every cell. Four times as many anchors "
        "come out, for four times the work.",
    ),
]
