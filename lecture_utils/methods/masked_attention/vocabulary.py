"""Words and their numbers: a language model reads and writes numbers."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from lecture_utils.methods.validation import require

START, END = "[START]", "[END]"
"""Come before the first word and after the last."""


class Vocabulary:
    """The words that a model knows, each with its number.

    Parameters
    ----------
    words : iterable of str
        Without [START] and [END], which get the numbers 0 and 1.

    Attributes
    ----------
    tokens : tuple of str
        [START], [END], then the words in the order in which they came.

    Raises
    ------
    ValueError
        If a word comes twice, or has a space in it.

    Examples
    --------
    >>> vocabulary = Vocabulary(["Big", "cat"])
    >>> vocabulary.encode("[START] Big cat [END]")
    tensor([0, 2, 3, 1])
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.tokens = (START, END, *words)
        self._numbers = {token: number for number, token in enumerate(self.tokens)}
        require(len(self._numbers) == len(self.tokens), "words", "each word once", self.tokens[2:])
        fits = all(len(token.split()) == 1 for token in self.tokens)
        require(fits, "words", "words without spaces", self.tokens[2:])

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, sentence: str) -> Tensor:
        """Turn words, with a space between them, into their numbers, shape (words,), int64.

        Raises
        ------
        ValueError
            If it doesn't know a word.
        """
        words = sentence.split()
        for word in words:
            require(word in self._numbers, "sentence", "words of the vocabulary", repr(word))
        return torch.tensor([self._numbers[word] for word in words], dtype=torch.long)

    def decode(self, numbers: Tensor | Sequence[int]) -> str:
        """Turn numbers into words, with a space between them.

        Raises
        ------
        ValueError
            If there is no word of a number.
        """
        places = [int(number) for number in numbers]
        for number in places:
            require(0 <= number < len(self), "numbers", f"from 0 to {len(self) - 1}", number)
        return " ".join(self.tokens[number] for number in places)

    def batch(self, sentences: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        """Put sentences together: what the model reads, and what it should say at each place.

        Parameters
        ----------
        sentences : sequence of N str
            Without [START] and [END].

        Returns
        -------
        inputs : Tensor, shape (N, T), int64
            [START] and the words: "[START] Big cat". Shorter sentences are filled up with [END].
        targets : Tensor, shape (N, T), int64
            The words and [END]: "Big cat [END]", which are the inputs one place further.
        padding : Tensor, shape (N, T), bool
            True where a sentence is over.

        Raises
        ------
        ValueError
            If there is no sentence, or it doesn't know a word.

        References
        ----------
        Slide "Masked Self-Attention Layer": "[START] Big cat" → "Big cat [END]".
        """
        require(len(sentences) > 0, "sentences", "at least one", 0)
        rows = [self.encode(f"{START} {sentence} {END}") for sentence in sentences]
        longest = max(map(len, rows))
        filled = torch.full((len(rows), longest), self._numbers[END])
        for row, numbers in zip(filled, rows, strict=True):
            row[: len(numbers)] = numbers
        lengths = torch.tensor([len(row) - 1 for row in rows])
        padding = torch.arange(longest - 1) >= lengths[:, None]  # (N, T)
        return filled[:, :-1], filled[:, 1:], padding
