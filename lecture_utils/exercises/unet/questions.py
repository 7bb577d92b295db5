"""Questions of lecture 12: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "weights_of_the_decoder",
        "On the first level of the paper's U-Net the encoder's copy has 64 channels, and so has the map that comes up. "
        "The first 3 × 3 convolution of the decoder makes 64 channels of them. How many weights does it have, biases "
        "not counted?",
        number=73728,
        slips={
            36864: "That is for 64 channels in. How many go in after the concatenation?",
            8192: "Each pair of an input and an output channel has a 3 × 3 filter.",
            147456: "64 channels come out, not 128.",
        },
        explanation="128 channels go in: 128 · 64 · 3 · 3. Half of these weights read the copy.",
    ),
    Question(
        "fitting_sides",
        "The convolutions have padding 1, and there are four poolings. Which of the images with sides 88, 96 and 100 "
        "can go through the U so that every copy fits?",
        choices={
            "only 88": "88 / 8 = 11 is odd, and one more pooling follows.",
            "only 96": RIGHT,
            "88 and 96": "Halve 88 four times: which side is odd?",
            "all three": "Each pooling has to meet an even side.",
        },
        explanation="96 = 6 · 16. 88 can be halved three times and 100 twice. Many implementations pad the image, or "
        "the map that comes up, until it fits.",
    ),
    Question(
        "share_labelled",
        "The paper's U has no padding: of an image of 572 × 572 pixels it labels 388 × 388 in the middle. What "
        "percentage of the image's pixels get a label?",
        number=46,
        tolerance=0.5,
        slips={
            68: "That is the share of the side. Pixels are counted in rows and in columns.",
            54: "That is the share without a label.",
        },
        explanation="(388 / 572)² = 46 %. The paper therefore cuts large images into overlapping tiles and mirrors the "
        "image at its border (its figure 2).",
    ),
    Question(
        "most_work",
        "Level 0 of our U-Net has 16 channels at 128 × 128 places, the bottom 96 channels at 8 × 8. Which of the two "
        "computes more multiply–adds?",
        choices={
            "level 0, about 20 times as many": RIGHT,
            "about the same: channels grow as places become fewer": "Six times the channels, squared, against 256 "
            "times the places, and level 0 has a decoder too.",
            "the bottom, about 10 times as many": "It has ten times the parameters. At how many places is each used?",
        },
        explanation="Each weight is used at every place, and level 0 has 256 times the places of the bottom. "
        "Parameters are distributed the other way round: the bottom has more than ten times those of level 0.",
    ),
    Question(
        "all_cut",
        "All four skips of the trained U-Net are multiplied by 0. Which of the two gives the better labels now: this "
        "network, or the one that was trained without skips?",
        choices={
            "U-Net: its training was the better one": "Its decoder was trained with copies, and now half of its inputs "
            "are 0.",
            "both are the same, since both have no skips": "The weights differ. What did each decoder learn to use?",
            "the network trained without skips": RIGHT,
        },
        explanation="A part that is cut after training shows how much a network relies on it, not what it is worth: "
        "the decoder never learned to do without. To measure the worth, train a network without the part.",
    ),
    Question(
        "how_early",
        "On the scene of the training demo: at which recorded moment is U-Net for the first time better than the "
        "network without skips is at the end of its training?",
        choices={
            "after 225 steps": "Its outlines are better by then, but it still confuses the animals.",
            "after 900 steps": "It is near, but it still confuses some of the animals.",
            "after 1,800 steps": RIGHT,
            "after 3,600 steps": "It is far ahead by then.",
        },
        explanation="Half of the training is enough. Without skips the loss falls too, but what is lost in "
        "pooling can't be learned back.",
    ),
]
