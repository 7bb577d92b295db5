"""Questions of lecture 01, to be answered before the cell below is run."""

from lecture_utils.exercises.question import Question

questions = [
    Question(
        "added",
        "The four scores (1, 3, 0, −1) all grow by 10. What becomes of Cat's probability, 0.83?",
        choices=["it grows", "it falls", "it stays as it is"],
        answer=2,
        explanation="Every power is multiplied by e¹⁰, and so is their sum: the factor cancels. Only differences of "
        "scores count.",
    ),
    Question(
        "uniform_loss",
        "A network gives all 25 categories the same score. What is its cross-entropy?",
        number=3.219,
        tolerance=0.01,
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
        explanation="The true label is among five of a thousand with probability 5 / 1000.",
    ),
    Question(
        "fully_connected",
        "AlexNet of 2012 has 61 million parameters. Which share of them is in its three fully connected layers?",
        choices=["about 4 %", "about half", "about 96 %"],
        answer=2,
        explanation="A filter is small and used at every place. A fully connected layer has a weight for every pair of "
        "input and output: 9216 · 4096 in the first alone.",
    ),
    Question(
        "first_convolution",
        "AlexNet's first convolution has 96 filters of 3 × 11 × 11 weights, and its output has 55 × 55 places. "
        "How many million multiply–adds does it take?",
        number=105.4,
        tolerance=0.6,
        unit="million",
        explanation="96 · 55 · 55 · 3 · 11 · 11 = 105 415 200: more than twice what the first fully connected layer "
        "takes, with a thousandth of its parameters.",
    ),
    Question(
        "vgg_or_resnet",
        "VGG-16 takes 15.5 billion multiply–adds for a picture, ResNet-50 takes 4.1 billion. Which has the higher "
        "top-1 accuracy on ImageNet, each with its first weights in torchvision?",
        choices=["VGG-16, by 5 points", "both the same", "ResNet-50, by 5 points"],
        answer=2,
        explanation="71.6 % against 76.1 %. More operations alone buy nothing; how they are arranged counts.",
    ),
]
