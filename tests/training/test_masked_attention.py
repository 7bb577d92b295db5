"""The language model's recipe: true captions in, captions out; and what became of the twin without the mask."""

import math

import pytest
import torch

from lecture_utils.methods.masked_attention import START, dependence, sampling, write
from lecture_utils.scenes.meadow import MeadowCache, in_grammar, is_true
from lecture_utils.training import masked_attention
from lecture_utils.training.checkpoint import load_network, record
from lecture_utils.training.masked_attention import PER_SCENE, VOCABULARY, Captions, recipes


@pytest.fixture(scope="module")
def captions(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_UTILS_CACHE", str(tmp_path_factory.mktemp("scenes")))
        yield Captions("validation", 6, 64), MeadowCache("validation", 6, 64)


def test_every_caption_is_true_of_its_scene_and_a_scene_has_several(captions):
    sentences, scenes = captions
    assert len(sentences) == 6 * PER_SCENE
    for place, sentence in enumerate(sentences.sentences):
        assert is_true(sentence, scenes.scene(place // PER_SCENE))
    assert len(set(sentences.sentences)) > 12


def test_the_vocabulary_has_every_word_of_the_grammar_and_the_model_can_read_the_longest_caption(captions):
    recipe, sentences = recipes[0], captions[0]
    inputs, targets, padding = recipe.batch(sentences, list(range(12)))
    assert VOCABULARY.decode(inputs[3][~padding[3]]) == f"{START} {sentences.sentences[3]}"
    assert inputs.shape == targets.shape == padding.shape
    torch.manual_seed(0)
    network = recipe.network()
    assert network.context_length >= 1 + 12 + 1
    assert network(inputs, padding).shape == (*inputs.shape, len(VOCABULARY))


def test_untrained_models_know_nothing_and_write_nothing_that_is_in_the_grammar(captions, monkeypatch):
    monkeypatch.setattr(masked_attention, "WRITTEN", 200)
    for recipe in recipes:
        torch.manual_seed(0)
        network = recipe.network().eval()
        with torch.no_grad():
            torch.nn.init.zeros_(network.head.weight)
            torch.nn.init.zeros_(network.head.bias)
            figures = recipe.evaluate(network, captions[0])
        assert figures["next word"] == pytest.approx(math.log(len(VOCABULARY)), abs=1e-4)
        assert figures["next word, word by word"] == pytest.approx(figures["next word"])
        assert figures["in the grammar"] < 0.05


def test_nearly_all_captions_of_the_trained_model_are_in_the_grammar_with_every_seed():
    written = record("masked_attention")
    assert set(written.seeds) == {"0", "1", "2"}
    for figures in written.seeds.values():
        assert figures["in the grammar"] >= 0.99  # each word as often as the model finds it likely
        assert figures["different"] > 0.3
        assert figures["next word, word by word"] == pytest.approx(figures["next word"], abs=1e-4)


def test_with_a_lower_temperature_at_least_99_of_100_captions_are_in_the_grammar():
    choose = sampling(torch.Generator().manual_seed(0), temperature=0.8)
    sentences = write(load_network("masked_attention"), VOCABULARY, choose, count=2000)
    assert sum(map(in_grammar, sentences)) >= 0.99 * len(sentences)
    assert len(set(sentences)) > 0.3 * len(sentences)


def test_the_twin_without_the_mask_reads_what_comes_next_in_training_and_fails_when_it_writes():
    masked, unmasked = record("masked_attention"), record("masked_attention_without_mask")
    for seed in masked.seeds:
        assert unmasked.seeds[seed]["next word"] < 0.1 * masked.seeds[seed]["next word"]
        assert unmasked.seeds[seed]["next word, word by word"] > 2 * masked.seeds[seed]["next word, word by word"]
        assert unmasked.seeds[seed]["in the grammar"] < 0.5 * masked.seeds[seed]["in the grammar"]
    assert unmasked.history[-1]["next word"] < 0.1 * masked.history[-1]["next word"]


def test_the_trained_models_write_and_what_they_say_depends_on_what_they_may_see():
    masked, unmasked = load_network("masked_attention"), load_network("masked_attention_without_mask")
    [sentence] = write(masked, VOCABULARY)
    assert in_grammar(sentence)
    words = VOCABULARY.encode(f"{START} two brown cows graze beside a black dog")
    future = torch.ones(len(words), len(words)).triu(1).bool()
    assert dependence(masked, words)[future].max() == 0
    assert dependence(unmasked, words).diagonal(1).min() > 0.9  # it says the next word, whatever that is
