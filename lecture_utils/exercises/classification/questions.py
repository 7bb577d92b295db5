"""Questions of lecture 01, to be answered before the cell below is run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "times_as_likely",
        "The scores are Dog 1, Cat 3, Couch 0 and Flowers −1. How many times as likely as Dog is Cat, after the "
        "softmax?",
        number=7.389,
        tolerance=0.06,
        unit="times",
        slips={
            2: "That is the difference of the two scores. What does the softmax make of it?",
            3: "That is the ratio of the two scores. The softmax takes the exponential of each first.",
            20.09: "That is e³, Cat's exponential alone. Divide it by Dog's.",
        },
        explanation="e³ / e¹ = e² ≈ 7.4: their common sum cancels. The difference of two scores, and it alone, says "
        "how many times as likely one is as the other.",
    ),
    Question(
        "uniform_loss",
        "A network gives all 25 categories the same score. What is its cross-entropy?",
        number=3.219,
        tolerance=0.01,
        slips={
            0.04: "That is the probability of the true category. The loss is −log of it.",
            4.644: "That is a logarithm to base 2. The loss takes the natural one, to base e.",
            1.398: "That is a logarithm to base 10. The loss takes the natural one, to base e.",
            0: "A loss of 0 would need the probability 1 for the true category.",
        },
        explanation="Every category has probability 1/25, and −log(1/25) = log 25. A network that has learnt nothing "
        "begins here.",
    ),
    Question(
        "guessing",
        "ImageNet's challenge has 1000 categories. For every picture somebody names five at random. "
        "What is the top-5 accuracy, in percent?",
        number=0.5,
        tolerance=0.01,
        unit="percent",
        slips={
            0.005: "That is the fraction. In percent it is 100 times as large.",
            0.1: "That is one guess of a thousand. Five may be named.",
            5: "That would be five of a hundred. There are 1000 categories.",
        },
        explanation="The true label is among five of a thousand with probability 5 / 1000.",
    ),
    Question(
        "larger_picture",
        "The first convolution of AlexNet gets a picture twice as wide and twice as high. What grows by about four "
        "times?",
        choices={
            "its weights": "A weight belongs to a place in the filter, and the filter keeps its size.",
            "its multiply–adds": RIGHT,
            "both": "One of the two depends on the filters alone, not on the picture.",
            "neither": "There are more places at which the filter is applied. What is needed at each of them?",
        },
        explanation="The filter is the same, with its 3 · 11 · 11 weights, and is applied at 111 × 111 places "
        "instead of 55 × 55. A fully connected layer would need a weight for every new input.",
    ),
    Question(
        "one_convolution",
        "A convolution reads 64 channels of 56 × 56 and has 128 filters of 3 × 3, with padding 1 and stride 1. How "
        "many million multiply–adds does it take?",
        number=231.2,
        tolerance=0.6,
        unit="million",
        slips={
            3.6: "A filter is as deep as its input: 64 channels.",
            1.8: "There are 128 filters.",
            0.0737: "These are its weights. Each of them is used at every place of the output.",
            462.4: "A product and its sum count as one multiply–add.",
            25.7: "A filter has 3 · 3 weights for each channel.",
        },
        explanation="128 filters · 56 · 56 places · 64 · 3 · 3 weights = 231 211 008, with 73 728 weights.",
    ),
    Question(
        "alexnet_or_mobilenet",
        "AlexNet (2012) takes 0.71 billion multiply–adds for a picture, MobileNetV2 (2018) takes 0.30 billion. "
        "Which has the higher top-1 accuracy on ImageNet, each with its first weights in torchvision?",
        choices={
            "AlexNet, by 15 points": "The one that does more arithmetic would be better. Does the chart agree?",
            "both the same": "Six years lie between them. Look for both dots in the chart.",
            "MobileNetV2, by 15 points": RIGHT,
        },
        explanation="56.5 % against 71.9 %, with less than half of the operations. How they are arranged counts "
        "more than their number.",
    ),
]
