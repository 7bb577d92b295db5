"""Questions of lecture 14: predict, then run."""

from lecture_utils.exercises.question import Question

questions = [
    Question(
        "order_of_inputs",
        "The three inputs are given in another order: X₃, X₁, X₂. What of the result changes?",
        choices=["the outputs Y", "the order of the columns of A, and nothing else", "the order of the rows of Y"],
        answer=1,
        explanation="The columns of E and A and the rows of K and V change places with the inputs. Each output is the "
        "same sum, its terms in another order. The layer doesn't know in which order its inputs came.",
    ),
    Question(
        "zero_query",
        "A query is the zero vector. What is its output?",
        choices=["the zero vector", "the mean of the values", "the value of the longest key"],
        answer=1,
        explanation="Its dot product with every key is 0. Equal similarities give equal weights 1 / N_X, whatever "
        "they are. An attention layer can't answer “nothing”.",
    ),
    Question(
        "doubled_query",
        "The second query of the tiny example, (0, 2, 1, 0), is doubled. Its weights are (0.06, 0.69, 0.25). What "
        "happens to the weight 0.69?",
        choices=["it stays", "it grows", "it shrinks"],
        answer=1,
        explanation="All its similarities double, so do the differences between them. The softmax gives the largest "
        "more. That is what large D_Q does, too.",
    ),
    Question(
        "added_constant",
        "5 is added to all three similarities of the first query. What happens to its weights?",
        choices=["they grow", "nothing", "they come closer to one another"],
        answer=1,
        explanation="e^(E + 5) = e^5 · e^E, and e^5 stands above and below the fraction. Only differences "
        "count. That is why subtracting the maximum is allowed.",
    ),
    Question(
        "input_twice",
        "The third input X₃ is given a second time, as X₄. The fourth query, the zero vector, has taken 1/3 of each "
        "value. How much of the value of X₃ does it take now, from both copies together?",
        number=0.5,
        tolerance=0.001,
        explanation="There are four equal similarities now, so each input has 1/4, and two of the four hold "
        "the same value. Inputs are a set in which copies count.",
    ),
    Question(
        "variance_of_scores",
        "All numbers of Q and K are standard normal and D_Q = 64. What is the variance of the dot products "
        "Q_i · K_j before they are divided by √D_Q?",
        number=64,
        tolerance=3,
        explanation="A product of two standard normal numbers has variance 1, and 64 independent products are summed. "
        "The spread is √64 = 8. Division by √D_Q makes it 1 for every D_Q.",
    ),
]
