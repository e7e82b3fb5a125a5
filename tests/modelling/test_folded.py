"""Folded tables give the labels of the model they were folded from, whatever they are given."""

from __future__ import annotations

import copy
import itertools
import pickle
import random
import sys
import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancekit.errors import ModelError
from stancekit.evaluation.seeds import load_statements
from stancekit.features import (
    CueLexicon,
    FeatureSet,
    StatementStructure,
    Tokens,
    WordNgrams,
    WordStems,
    default_features,
)
from stancekit.features import cues as cues_module
from stancekit.modelling import linear
from stancekit.modelling.calibration import Calibration
from stancekit.modelling.folded import Folded, model, text
from stancekit.modelling.folded.tables import Lookup, Packing
from stancekit.modelling.folded.text import BREAK, TypeTable, split_texts
from stancekit.modelling.linear import LinearModel
from stancekit.stance import StanceScheme
from stancekit.statement import Statement

SEEDS = [item.text for item in load_statements()]


def random_model(
    features: FeatureSet | None = None, n_labels: int = 4, scale: float = 3.0, **changes: Any
) -> LinearModel:
    """Return a model with random weights on features of the seeds, so that all of them matter."""
    features = features or DEFAULT
    rng = np.random.default_rng(n_labels)
    width = len(features.get_feature_names_out())
    labels = tuple("abcdefgh"[:n_labels])
    calibration = Calibration(rng.uniform(0.5, 2.0, n_labels), rng.normal(size=n_labels))
    arguments: dict[str, Any] = {
        "name": "random",
        "version": "1",
        "scheme": StanceScheme("letters", labels, null_label="a"),
        "features": features,
        "weights": rng.normal(size=(width, n_labels)) * scale,
        "bias": rng.normal(size=n_labels),
        "calibration": calibration,
    }
    return LinearModel(**(arguments | changes))


def folded_of(subject: LinearModel) -> Folded:
    assert subject._folded is not None
    return subject._folded


def check(subject: LinearModel, texts: list[str]) -> float:
    """Assert that folded labels are the model's own; return the share that it was asked for."""
    own = subject._unfolded(list(texts))
    codes, doubtful = folded_of(subject).labels(texts)
    given = [subject.scheme.labels[code] for code in codes]
    wrong = [i for i, (x, y) in enumerate(zip(given, own, strict=True)) if x != y]
    assert set(wrong) <= set(doubtful.tolist())
    assert len(set(doubtful.tolist())) == len(doubtful)
    return len(doubtful) / max(len(texts), 1)


DEFAULT = default_features().fit(SEEDS[::7])
RANDOM = random_model()

# What may go wrong in a splitter of bytes, in any order.
PIECES = st.sampled_from(
    [
        *("talks", "refuse", "not", "No", "Ruritania", "US", "us", "cannot", "won't", "Iran's"),
        *("rule", "out", "turn down", "negotiated", "cease-fire", "U.S.", "the", "rebels", "2015"),
        *(" ", " ", " ", "\n", "\t", "\r", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "_"),
        *("'", "-", "--", "''", "'-", "’", "‘", "‑", "–", "—", '"', "“", "”", "«", "…", "."),
        *("?", "!", ";", ",", ":", "(", "/", "&", "§", "€", "²", "½", "№", "Ⅷ", "ⓐ", "ª", "µ"),
        *("\0", "\x01", "\x7f", "\x80", "\u200b", "\u00ad", "\ufeff", "\u0301", "é", "ß", "ı"),
        *("а", "ѕ", "α", "Ω", "ж", "ｔ", "𝐭", "ﬀ", "ŉ", "ſ", "Å", "中", "の", "ة", "\u3000"),
        *("🕊", "👩‍👧", "\ud800", "\udfff", "\U0010ffff", "\u2028", "\u2200", "\u21ff"),
        *("a" * 8, "a" * 9, "a" * 16, "a" * 17, "a" * 23, "a" * 24, "a" * 25, "a" * 32, "b" * 40),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=25).map("".join),
    st.lists(PIECES, max_size=15).map(" ".join),
    st.sampled_from(SEEDS[:300]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=8))
def test_folded_labels_are_the_models_own(texts: list[str]) -> None:
    check(RANDOM, texts)


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_texts_are_split_as_features_split_them(texts: list[str]) -> None:
    split = split_texts(texts)
    tokens = [split.token(i) for i in range(len(split.starts))]
    breaks = [i for i, each in enumerate(tokens) if each in "\n"]
    assert len(breaks) == len(texts)
    strange = set(np.searchsorted(split.starts[breaks], split.strange).tolist())
    for row, (one, end) in enumerate(zip([-1, *breaks], breaks, strict=False)):
        if row in strange:
            continue
        expected = Tokens([texts[row]])
        words = [expected.types[i] for i in expected.ids]
        # One symbol stands for all that mean nothing.
        assert tokens[one + 1 : end] == [
            word if word.isascii() or word == "—" else "€" for word in words
        ]


def test_every_character_is_split_as_features_split_it() -> None:
    codes = [code for code in range(0x3400) if chr(code) != "\n"]
    for pattern in ("{}", "a{}b", "no {} talks", "{}x", "x{}"):
        texts = [pattern.format(chr(code)) for code in codes]
        assert check(RANDOM, texts) < 1


def test_ascii_and_common_typography_need_not_be_asked() -> None:
    share = check(RANDOM, ["“Talks” – no, don’t! Café Zürich", "we said\nno\ttalks_now", "", " "])
    assert share == 0


def test_all_seeds() -> None:
    assert check(RANDOM, SEEDS) < 0.05


def test_all_seeds_with_noise() -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    alphabet = [*"abcdefgABC '-.,;?!\"\n\t_019’é—\u200bж中\x00"]
    noisy = []
    for seed in SEEDS:
        chars = list(seed)
        for _ in range(chance.randrange(8)):
            at = chance.randrange(len(chars) + 1)
            chars[at : at + chance.randrange(3)] = chance.choices(alphabet, k=chance.randrange(3))
        noisy.append("".join(chars))
    check(RANDOM, noisy)


def fitted(*extractors: tuple[str, Any]) -> FeatureSet:
    return FeatureSet(list(extractors)).fit(SEEDS[::9])


FEW = [*SEEDS[::5], "", " ", "—", "Talks.", "talks talks", "Ada Ada, Ada", "A\nb"]


@pytest.mark.parametrize("n_labels", [2, 3, 4, 5, 6, 7])
def test_any_number_of_labels(n_labels: int) -> None:
    assert check(random_model(n_labels=n_labels), FEW) < 0.1


@pytest.mark.parametrize(
    "extractors",
    [
        [("w", WordNgrams(max_n=1))],
        [("w", WordNgrams(max_n=2, mask_names=False, use_idf=False))],
        [("w", WordNgrams(max_n=3)), ("s", WordStems(length=3))],
        [("a", WordNgrams(max_n=2)), ("b", WordNgrams(max_n=1, mask_names=False, weight=2.0))],
        [("s", WordStems(min_df=3, use_idf=False)), ("t", WordStems(length=1))],
        [("c", CueLexicon(max_n=1))],
        [("c", CueLexicon(max_n=4, min_df=1)), ("w", WordNgrams(min_df=900))],
        [("c", CueLexicon()), ("d", CueLexicon(max_n=2, weight=2.0))],
        [("f", StatementStructure())],
        [("f", StatementStructure()), ("g", StatementStructure(weight=0.1)), ("w", WordNgrams())],
        [("w", WordNgrams(min_df=10**6)), ("s", WordStems(min_df=10**6))],
    ],
    ids=lambda extractors: " ".join(f"{e.name}" for _, e in extractors),
)
def test_any_built_in_extractors(extractors: list[tuple[str, Any]]) -> None:
    check(random_model(fitted(*extractors)), FEW)


def test_parameters_that_change_after_fitting_change_what_the_model_does() -> None:
    features = copy.deepcopy(DEFAULT)
    features.set_params(words__max_n=1, words__mask_names=False, cues__max_n=1)
    check(random_model(features), FEW)


@pytest.mark.parametrize("scale", [0.0, 1e-30, 1e-6, 30.0, 300.0, 2000.0, 1e5, 1e30])
def test_weights_of_any_size(scale: float) -> None:
    subject = random_model(scale=scale)
    assert (subject._folded is None) == (scale > 100)
    if subject._folded is not None:
        check(subject, [*FEW, "talks " * 3000, "no " * 30_000])
    subject.predict(FEW * 5)


@pytest.mark.parametrize("size", [3e38, 1e9, 5e4])
def test_one_weight_beyond_reason_is_not_folded(size: float) -> None:
    for column in (0, -1):
        weights = RANDOM.weights.copy()
        weights[column, 1] = -size
        assert random_model(weights=weights)._folded is None
    assert random_model(bias=np.array([0, size, 0, 0]))._folded is None


def test_weights_that_all_labels_share_are_sums_to_be_asked() -> None:
    # Scores are so large that the model's own arithmetic is the rougher of the two.
    rng = np.random.default_rng(0)
    shape = len(RANDOM.weights), 1
    weights = RANDOM.weights * 1e-9 + 10 * rng.normal(size=shape)
    check(random_model(weights=weights, calibration=None), FEW)


def test_labels_that_are_equally_good_go_to_the_first() -> None:
    weights = np.repeat(RANDOM.weights[:, :1], 4, axis=1)
    subject = random_model(weights=weights, bias=np.zeros(4), calibration=None)
    assert check(subject, FEW) == 1.0
    assert set(subject.predict(FEW * 5)) == {"a"}


def test_order_and_company_change_nothing() -> None:
    texts = SEEDS[:2000]
    codes, _ = folded_of(RANDOM).labels(texts)
    order = np.random.default_rng(0).permutation(len(texts))
    shuffled, _ = folded_of(RANDOM).labels([texts[i] for i in order])
    assert shuffled.tolist() == codes[order].tolist()
    fresh = folded_of(random_model())
    alone = [fresh.labels([text])[0].item() for text in texts[:200]]
    assert alone == codes[:200].tolist()


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 100])
def test_borders_of_chunks(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, open_ = folded_of(RANDOM).labels(FEW[-150:])
    monkeypatch.setattr(model, "_CHUNK", chunk)
    codes, doubtful = folded_of(RANDOM).labels(FEW[-150:])
    assert codes.tolist() == expected.tolist()
    assert doubtful.tolist() == open_.tolist()


def test_chunks_of_long_texts_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def spy(texts: list[str]) -> text.Split:
        seen.append(sum(map(len, texts)) if len(texts) > 1 else 0)
        return split_texts(texts)

    monkeypatch.setattr(model, "split_texts", spy)
    monkeypatch.setattr(model, "_CHARACTERS", 1000)
    check(RANDOM, [*FEW[:100], "talks " * 300])
    assert 0 < max(seen) <= 1000


@pytest.mark.parametrize(
    "long",
    ["x" * 100_000, "no " * 33_333, "'" * 100_000, "a-" * 50_000, "—" * 100_000, "\n" * 100_000],
    ids=["one word", "negations", "marks", "hyphens", "dashes", "lines"],
)
def test_long_texts_among_short_ones(long: str) -> None:
    check(RANDOM, ["Talks now.", long, "No talks.", long[:30_000] + " talks"])


def many_words(count: int, start: int = 0) -> str:
    letters = "abcdefghij"
    return " ".join("".join(letters[int(d)] for d in str(i)) for i in range(start, start + count))


def test_a_text_of_more_words_than_the_table_holds() -> None:
    subject = random_model()
    texts = ["No talks.", many_words(70_000), "They refuse talks."]
    _, doubtful = folded_of(subject).labels(texts)
    assert doubtful.tolist() == [1]
    check(subject, texts)
    check(subject, SEEDS[:500])


def test_a_full_table_is_begun_anew() -> None:
    subject = random_model()
    table = folded_of(subject)._types
    for start in range(0, 200_000, 25_000):
        check(subject, [*SEEDS[:200], many_words(25_000, start)])
        assert table._count <= TypeTable.CAPACITY
    assert table._count < 100_000


def test_words_that_share_their_beginning_are_told_apart() -> None:
    # A word as long as a key can hold, and one that goes on: in either order.
    for first, second in itertools.permutations(["a" * 24, "a" * 25, "a" * 22 + "ed"], 2):
        subject = random_model(fitted(("form", StatementStructure())))
        check(subject, [first])
        check(subject, [second, f"{second} {first}"])
    subject = random_model(fitted(("form", StatementStructure())))
    longer = "government-to-governmented"
    check(subject, [longer])
    check(subject, [longer[:24]])
    assert folded_of(subject)._effects[0][1] == folded_of(subject)._effects[0][BREAK]


def test_keys_of_distinct_words_differ() -> None:
    words = sorted(
        {word for seed in SEEDS for word in seed.split() if word.isascii() and word.isalpha()}
    )
    chance = random.Random(2)  # noqa: S311 - no secret
    pairs = {f"{chance.choice(words)}-{chance.choice(words)}" for _ in range(200_000)}
    tokens = [*words, *(pair for pair in pairs if 9 <= len(pair) <= 24)]
    keys = split_texts([" ".join(tokens)]).keys()
    assert len(np.unique(keys)) == len(set(tokens)) + 1  # the break's


def test_keys_that_want_one_slot_all_get_a_number() -> None:
    described: list[str] = []
    table = TypeTable(described.extend, described.clear)
    # Keys whose mixed forms agree in all but the lowest bits lie next to one another.
    inverse = pow(int(text.MULTIPLIER), -1, 1 << 64)
    wanted = [(0xFFFFF << 44 | i) * inverse % (1 << 64) for i in range(200)]

    class Crowded(text.Split):
        def keys(self) -> Any:
            return np.array([ord("\n"), *wanted, *wanted[::-1]], dtype=np.uint64)

        def token(self, number: int) -> str:
            return str(number)

    none = np.zeros(0, dtype=np.int64)
    numbers = table.numbers(Crowded(none.astype(np.uint8), none, none, none))
    assert numbers is not None
    assert numbers[0] == BREAK
    assert sorted(numbers[1:201].tolist()) == list(range(1, 201))
    assert numbers[201:].tolist() == numbers[1:201][::-1].tolist()
    assert sorted(map(int, described)) == list(range(1, 201))


@settings(deadline=None)
@given(
    st.sets(st.integers(0, 10**12), max_size=60),
    st.lists(st.integers(0, 10**12), max_size=40),
    st.booleans(),
)
def test_look_up(known: set[int], others: list[int], small: bool) -> None:
    modulus = 5000 if small else 10**12 + 1  # a table of all keys, or hashing
    keys = sorted({key % modulus for key in known})
    asked = [*keys, *(key % modulus for key in others)]
    at, index = Lookup(np.array(keys, dtype=np.int64), modulus).find(np.array(asked, np.int64))
    found = dict(zip(at.tolist(), index.tolist(), strict=True))
    for place, key in enumerate(asked):
        assert found.get(place, 0) == (keys.index(key) + 1 if key in keys else 0)


@settings(deadline=None)
@given(
    st.integers(2, 7),
    st.lists(st.lists(st.floats(-100, 100), min_size=7, max_size=7), min_size=1, max_size=40),
)
def test_packed_sums_are_sums(n_labels: int, rows: list[list[float]]) -> None:
    values = np.array(rows)[:, :n_labels]
    packing = Packing(n_labels)
    total = packing.unpack([word.sum(keepdims=True) for word in packing.pack(values)])[:, 0]
    expected = values.sum(axis=0) - values.sum(axis=0)[0]
    np.testing.assert_allclose(total, expected, atol=len(rows) / packing.SCALE)


def test_predict_folds_from_thousands_of_statements_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear, "_FOLD_FROM", 50)
    subject = random_model()
    texts = [*SEEDS[:60], "中文", "", "x" * 50]
    expected = subject._unfolded(list(texts))
    assert subject.predict(texts[:49]) == expected[:49]
    assert "_folded" not in subject.__dict__
    assert subject.predict(texts) == expected
    assert "_folded" in subject.__dict__
    for few in (texts[:3], texts[-3:], []):
        assert subject.predict(few) == subject._unfolded(few)
    statements = [Statement.from_text(each) for each in texts]
    assert subject.predict(statements) == expected
    assert subject.predict(np.array(texts, dtype=object)) == expected
    mixed = [s if i % 2 else t for i, (s, t) in enumerate(zip(statements, texts, strict=True))]
    assert subject.predict(mixed) == expected


class Louder(WordNgrams):
    """A subclass of a built-in extractor, which may do anything."""

    name = "louder"

    def transform_tokens(self, tokens: Tokens) -> Any:
        return super().transform_tokens(tokens) * 5.0


def test_extractors_of_others_are_not_folded(letters_class: Any) -> None:
    for extractor in (letters_class(), Louder(), StatementStructure(use_kind=True)):
        features = fitted(("words", WordNgrams()), ("own", extractor))
        subject = random_model(features)
        assert subject._folded is None
        assert subject.predict(FEW[:100] * 50) == subject._unfolded(FEW[:100]) * 50


def test_a_set_with_ways_of_its_own_is_not_folded() -> None:
    class Own(FeatureSet):
        pass

    features = Own([("words", WordNgrams())]).fit(SEEDS[::9])
    assert random_model(features)._folded is None
    assert random_model(FeatureSet([("all", DEFAULT)]))._folded is None
    assert random_model(FeatureSet([]))._folded is None


def test_too_few_weights_are_told_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear, "_FOLD_FROM", 1)
    with pytest.raises(ModelError, match="the model needs"):
        random_model(weights=RANDOM.weights[:-1]).predict(["Talks"])
    with pytest.raises(ModelError, match="the model needs"):
        random_model(weights=RANDOM.weights[:100]).predict(["Talks"])


@pytest.mark.parametrize("phrase", [". talks", "no. talks", "§", "tell € me"])
def test_a_lexicon_of_odd_phrases_is_not_folded(
    phrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lexicon = {"classes": {"talks": {"role": "target", "words": ["talks", phrase]}}}
    monkeypatch.setattr(cues_module, "load_cues", lambda _: cues_module.Cues(lexicon))
    monkeypatch.setattr("stancekit.modelling.folded.cues.load_cues", cues_module.load_cues)
    assert random_model(fitted(("cues", CueLexicon(min_df=1))))._folded is None


@pytest.mark.parametrize("words", [["talks - now"], ["' talks", 'a " b'], ["talks, talks"]])
def test_a_lexicon_with_marks_is_folded(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lexicon = {
        "classes": {
            "talks": {"role": "target", "words": ["talks", *words]},
            "no": {"role": "negation", "words": ["no", "no talks at all"]},
            "weak": {"weak": True, "words": ["at", "all no"]},
        }
    }
    monkeypatch.setattr(cues_module, "load_cues", lambda _: cues_module.Cues(lexicon))
    monkeypatch.setattr("stancekit.modelling.folded.cues.load_cues", cues_module.load_cues)
    subject = random_model(fitted(("cues", CueLexicon(min_df=1))))
    pieces = ["talks", "no", "at", "all", "'", '"', "-", ",", "now", "a", "b", ".", "\n"]
    chance = random.Random(3)  # noqa: S311 - no secret
    check(subject, [" ".join(chance.choices(pieces, k=12)) for _ in range(2000)])


def test_a_model_is_pickled_without_its_tables() -> None:
    subject = random_model()
    expected = subject.predict(FEW[:900] * 5)
    folded_of(subject)
    again = pickle.loads(pickle.dumps(subject))  # noqa: S301 - our own
    assert "_folded" not in again.__dict__
    assert again.predict(FEW[:900] * 5) == expected


def test_threads_share_the_tables() -> None:
    subject = random_model()
    expected = subject._unfolded(SEEDS)
    folded = folded_of(subject)
    found: dict[int, list[str]] = {}

    def work(number: int) -> None:
        parts = [folded.labels([SEEDS[i]])[0] for i in range(number, 1200, 4)]
        found[number] = [subject.scheme.labels[code] for part in parts for code in part]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    _, open_ = folded.labels(SEEDS[:1200])
    sure = set(range(1200)) - set(open_.tolist())
    for number in range(4):
        for i, label in zip(range(number, 1200, 4), found[number], strict=True):
            assert label == expected[i] or i not in sure
