"""From sentences to a model. scipy is needed here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nlu.confidence import OUT_OF_SCOPE, Limits, find_limits, softmax
from nlu.fitting import fit_all, spread_folds
from nlu.model import Model
from nlu.normalize import clean, fold, place_tone
from nlu.repair import Repairs
from nlu.tokens import tokenize
from nlu.vectors import POWER, vectorize

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from nlu.datafiles import Example
    from nlu.lexicon import Lexicon

BACKGROUND = ""
"""Intent of everyday sentences: a class of its own, read as out_of_scope."""

_MANY = 10_000
"""From so many sentences on, what stands in fewer than three of them, copies without marks counted, is left out."""


def read_words(text: str, lexicon: Lexicon) -> list[str]:
    """The words of a message as the model sees them."""
    return lexicon.expand([place_tone(token) for token in tokenize(clean(text))])


def train(examples: Sequence[Example], lexicon: Lexicon, fingerprint: str) -> Model:
    """Train on `examples` (intent '' is background). Raises `ValueError` for fewer than two intents.

    The same sentences in the same order give the same model.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    names = sorted({example.intent for example in examples})
    if len(names) < 2:
        raise ValueError("training needs at least two intents")
    sentences, origin = _with_plain_copies(examples, lexicon)
    place = {name: at for at, name in enumerate(names)}
    owners = np.array([place[example.intent] for example in examples])
    labels = owners[origin]
    # A sentence without marks is there once and not twice: it counts for its copy too.
    standing = np.where(np.bincount(origin)[origin] > 1, 1, 2)
    vectors = vectorize(sentences, 3 if len(examples) > _MANY else 1, standing)
    english = np.array([example.language == "en" for example in examples])[origin]
    # Matrices of this size gain little from many threads; with one, the bits do not depend on how many there are.
    with threadpool_limits(1):
        fit, held_out = fit_all(vectors.matrix, labels, spread_folds(owners)[origin], names, english)
    rows = fit.coef[vectors.owners] * vectors.gains[:, None].astype(np.float32)
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-9) / 127
    return Model(
        fingerprint=fingerprint,
        intents=tuple(names),
        keys=vectors.keys,
        weights=np.rint(rows / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
        squares=vectors.squares.astype(np.float32),
        bias=fit.bias,
        power=POWER,
        languages=tuple(sorted({example.language for example in examples})),
        repairs=Repairs.build(_count(sentences)),
        lexicon=lexicon,
        limits=_limits(held_out, labels, names),
    )


def _with_plain_copies(examples: Sequence[Example], lexicon: Lexicon) -> tuple[list[list[str]], npt.NDArray[np.int64]]:
    """Every sentence, then every sentence that has marks without them; and which example each one is."""
    sentences = [read_words(example.text, lexicon) for example in examples]
    origin = list(range(len(examples)))
    for at, example in enumerate(examples):
        if example.text.isascii():
            continue
        copy = lexicon.expand(tokenize(fold(clean(example.text))))
        if copy != sentences[at]:
            sentences.append(copy)
            origin.append(at)
    return sentences, np.array(origin)


def _count(sentences: list[list[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for sentence in sentences:
        for word in sentence:
            if word[0] != "<":
                counts[word] = counts.get(word, 0) + 1
    return counts


def _limits(logits: npt.NDArray[np.float32], labels: npt.NDArray[np.int64], names: list[str]) -> Limits:
    """Limits from the held-out sentences that are in scope: what lies outside must not soften them."""
    outside = [at for at, name in enumerate(names) if name in (OUT_OF_SCOPE, BACKGROUND)]
    inside = ~np.isin(labels, outside)
    share = softmax(logits)[inside]
    away = share[:, outside].sum(axis=1)
    share[:, outside] = 0
    return find_limits(share.max(axis=1), share.argmax(axis=1) == labels[inside], logits[inside].max(axis=1), away)
