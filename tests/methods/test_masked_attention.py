"""Masked attention: nothing looks ahead; words one after another, with cached keys and values; what leaks without."""

import math
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from lecture_utils.methods.masked_attention import (
    END,
    SLIDE,
    START,
    LanguageModel,
    Vocabulary,
    dependence,
    generate,
    greedy,
    next_word_loss,
    overfit_example,
    sampling,
    word_by_word_loss,
    write,
)
from lecture_utils.methods.multihead_attention import MultiheadAttention
from lecture_utils.methods.transformer import TransformerSizes

FEW = settings(max_examples=20)
SEEDS = st.integers(0, 2**31)
WORDS = Vocabulary(["a", "cat", "dog", "sits", "runs"])
SIZES = TransformerSizes(blocks=2, heads=2, head_channels=4, ffn_width=12)


def small(masked=True, context_length=8, seed=0):
    torch.manual_seed(seed)
    network = LanguageModel(len(WORDS), SIZES, context_length, masked).eval()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return network


def random_sentence(length, seed=0):
    return torch.randint(2, len(WORDS), (length,), generator=torch.Generator().manual_seed(seed))


@FEW
@given(SEEDS, st.integers(2, 8), st.data())
def test_no_output_changes_when_a_later_input_does(seed, length, data):
    place = data.draw(st.integers(1, length - 1))
    network, sentence = small(seed=seed), random_sentence(length, seed)
    changed = sentence.clone()
    changed[place:] = random_sentence(length - place, seed + 1)
    before, after = network(sentence[None]), network(changed[None])
    assert torch.equal(before[:, :place], after[:, :place])


def test_the_scores_of_the_future_get_no_weight_and_those_of_the_past_do():
    steps = small().steps(random_sentence(6)[None])
    weights = steps.encoder.weights
    assert weights.shape == (2, 1, 2, 6, 6)
    future = torch.ones(6, 6).triu(1).bool()
    assert weights[..., future].abs().max() == 0
    assert weights[..., ~future].min() > 0


def test_the_mask_sets_scores_to_minus_infinity_before_the_softmax():
    torch.manual_seed(0)
    layer, x = MultiheadAttention(4, 1), torch.randn(3, 4)
    steps = layer.steps(x, x, x, is_causal=True)
    scores = steps.E[0].masked_fill(torch.ones(3, 3).triu(1).bool(), -math.inf)
    assert_close(steps.A[0], scores.softmax(dim=1))
    assert steps.A[0, 0].tolist() == [1, 0, 0]


def test_without_the_mask_every_place_depends_on_every_other_and_with_it_on_earlier_ones_only():
    sentence = random_sentence(5)
    seen, leaked = dependence(small(), sentence), dependence(small(masked=False), sentence)
    future = torch.ones(5, 5).triu(1).bool()
    assert seen[future].max() == 0
    assert seen[~future].min() > 0
    assert leaked.min() > 0
    assert leaked.max() <= 1


def test_dependence_is_what_the_worst_replacement_does():
    network, sentence = small(), random_sentence(4)
    before = network(sentence[None])[0].softmax(dim=1)
    moves = []
    for word in range(len(WORDS)):
        other = sentence.clone()
        other[1] = word
        moves.append((network(other[None])[0, 3].softmax(dim=0) - before[3]).abs().sum() / 2)
    assert_close(dependence(network, sentence)[3, 1], torch.stack(moves).max())


def test_a_batch_is_what_is_read_and_the_same_one_place_further():
    inputs, targets, padding = WORDS.batch(["a cat sits", "a dog"])
    assert [WORDS.decode(row) for row in inputs] == [f"{START} a cat sits", f"{START} a dog {END}"]
    assert [WORDS.decode(row) for row in targets] == [f"a cat sits {END}", f"a dog {END} {END}"]
    assert padding.tolist() == [[False] * 4, [False, False, False, True]]
    empty = WORDS.batch([""])
    assert (WORDS.decode(empty[0][0]), WORDS.decode(empty[1][0])) == (START, END)


@given(st.lists(st.sampled_from(WORDS.tokens), max_size=6))
def test_decoding_undoes_encoding(words):
    assert WORDS.decode(WORDS.encode(" ".join(words))) == " ".join(words)


@FEW
@given(SEEDS, st.lists(st.lists(st.sampled_from(WORDS.tokens[2:]), max_size=6).map(" ".join), min_size=1, max_size=4))
def test_padding_changes_nothing(seed, sentences):
    for masked in (True, False):
        network = small(masked, seed=seed)
        inputs, targets, padding = WORDS.batch(sentences)
        scores, losses = network(inputs, padding), []
        for row, sentence in enumerate(sentences):
            alone = WORDS.batch([sentence])
            length = alone[0].shape[1]
            assert_close(scores[row, :length], network(alone[0])[0], atol=1e-5, rtol=1e-4)
            losses += [next_word_loss(network(alone[0]), *alone[1:])] * length
        together = next_word_loss(scores, targets, padding)
        assert_close(together, torch.stack(losses).mean(), atol=1e-4, rtol=1e-4)


@FEW
@given(SEEDS)
def test_with_a_mask_the_loss_word_by_word_is_that_of_whole_sentences_and_without_it_is_not(seed):
    batch = WORDS.batch(["a cat sits", "a dog", "dog runs a cat"])
    masked, unmasked = small(seed=seed), small(masked=False, seed=seed)
    assert_close(word_by_word_loss(masked, *batch), next_word_loss(masked(batch[0], batch[2]), *batch[1:]))
    assert not torch.isclose(
        word_by_word_loss(unmasked, *batch), next_word_loss(unmasked(batch[0], batch[2]), *batch[1:]), atol=1e-4
    )


def test_the_loss_of_a_model_that_knows_nothing_is_the_logarithm_of_the_vocabulary():
    _, targets, padding = WORDS.batch(["a cat", "a"])
    scores = torch.zeros(2, 3, len(WORDS))
    assert next_word_loss(scores, targets, padding).item() == pytest.approx(math.log(len(WORDS)))


@FEW
@given(SEEDS, st.sampled_from([1, 3]), st.booleans())
def test_cached_keys_and_values_write_the_same_with_the_same_weights(seed, count, sampled):
    network = small(seed=seed)
    beginning = torch.stack([random_sentence(3, seed + row) for row in range(count)])
    both = []
    for cached in (False, True):
        choose = sampling(torch.Generator().manual_seed(seed)) if sampled else greedy
        both.append(list(generate(network, beginning, choose, cached=cached)))
    again, kept = both
    assert len(again) == len(kept) > 0
    for one, other in zip(again, kept, strict=True):
        assert torch.equal(one.sentences, other.sentences)
        assert_close((one.probabilities, one.weights), (other.probabilities, other.weights), atol=1e-5, rtol=1e-4)


def test_each_word_is_the_likeliest_after_the_words_before_and_shows_where_every_head_looked():
    network = small()
    written = list(generate(network, torch.zeros(1, 1, dtype=torch.long), end=-1))
    assert len(written) == 7
    for step in written:
        before = step.sentences[:, :-1]
        steps = network.steps(before)
        assert step.words.item() == steps.scores[0, -1].argmax().item() == step.sentences[0, -1].item()
        assert_close(step.probabilities, steps.scores[:, -1].softmax(dim=1))
        assert step.weights.shape == (2, 1, 2, before.shape[1])
        assert torch.equal(step.weights, steps.encoder.weights[..., -1, :])


def test_writing_stops_when_all_sentences_have_ended_and_drops_what_follows_their_end():
    network = small()
    torch.nn.init.zeros_(network.head.weight)
    network.head.bias.data = torch.tensor([-9.0, 0.0, 0.0, -9.0, -9.0, -9.0, -9.0])  # [END] or "a"
    sentences = write(network, WORDS, sampling(torch.Generator().manual_seed(0)), count=50)
    assert set(sentences) <= {" ".join(["a"] * length) for length in range(8)}
    lengths = Counter(len(sentence.split()) for sentence in sentences)
    assert lengths[0] > lengths[2] > 0
    network.head.bias.data[1] = 9
    assert len(list(generate(network, torch.zeros(3, 1, dtype=torch.long)))) == 1
    assert write(network, WORDS, beginning="a cat") == ["a cat"]


def test_sampling_takes_each_word_as_often_as_it_is_likely_and_temperature_sharpens():
    scores = torch.tensor([[0.0, math.log(3)]]).expand(20_000, 2)
    for temperature, share in ((1.0, 3 / 4), (0.5, 9 / 10), (2.0, math.sqrt(3) / (1 + math.sqrt(3)))):
        chosen = sampling(torch.Generator().manual_seed(0), temperature)(scores)
        assert chosen.double().mean().item() == pytest.approx(share, abs=0.01)  # three standard deviations
    assert greedy(scores[:1]).item() == 1


def test_the_slides_example_says_big_cat_end():
    network, vocabulary, losses = overfit_example()
    assert losses[-1] < 0.01 < losses[0]
    said = network(vocabulary.encode(f"{START} {SLIDE}")[None]).argmax(dim=2)[0]
    assert vocabulary.decode(said) == f"{SLIDE} {END}"
    assert write(network, vocabulary) == [SLIDE]
    assert vocabulary.tokens == (START, END, "Big", "cat")


def test_a_twin_without_the_mask_is_told_what_comes_next_and_knows_less_when_it_is_not():
    sentences = ["a cat sits", "a dog runs", "a dog sits", "a cat runs"]
    masked, unmasked = (overfit_example(sentences, masked, steps=200) for masked in (True, False))
    # Behind "a" and behind the animal there are two possibilities each: the mask leaves log 2 twice in four places.
    assert masked.losses[-1] == pytest.approx(math.log(2) / 2, abs=0.02)
    assert unmasked.losses[-1] < 0.05
    batch = unmasked.vocabulary.batch(sentences)
    assert word_by_word_loss(unmasked.network, *batch) > 2 * word_by_word_loss(masked.network, *batch)
    choose = sampling(torch.Generator().manual_seed(0))
    written = write(masked.network, masked.vocabulary, choose, count=50)
    assert sum(sentence in sentences for sentence in written) >= 48


ONES = torch.ones(2, 3, dtype=torch.long)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: Vocabulary(["a", "a"]), "words"),
        (lambda: Vocabulary(["a cat"]), "words"),
        (lambda: WORDS.encode("a horse"), "sentence"),
        (lambda: WORDS.decode([7]), "numbers"),
        (lambda: WORDS.batch([]), "sentences"),
        (lambda: LanguageModel(0), "words"),
        (lambda: LanguageModel(3, context_length=0), "context_length"),
        (lambda: small()(torch.ones(3, dtype=torch.long)), "inputs"),
        (lambda: small()(torch.ones(1, 9, dtype=torch.long)), "inputs"),
        (lambda: small(masked=False).steps(ONES, past=[]), "past"),
        (lambda: next_word_loss(torch.ones(2, 3, 4), ONES, torch.ones(2, 4).bool()), "scores"),
        (lambda: list(generate(small(), torch.ones(3, dtype=torch.long))), "beginning"),
        (lambda: list(generate(small(), torch.ones(3, 0, dtype=torch.long))), "beginning"),
        (lambda: list(generate(small(masked=False), ONES, cached=True)), "cached"),
        (lambda: write(small(), WORDS, count=0), "count"),
        (lambda: sampling(torch.Generator(), 0.0), "temperature"),
        (lambda: dependence(small(), ONES), "sentence"),
        (lambda: overfit_example(steps=0), "steps"),
        (lambda: overfit_example([]), "sentences"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()
