"""The trained model: plain arrays, kept in an npz file that holds no code."""

from __future__ import annotations

import io
import json
import os
import zlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from nlu.confidence import Limits
from nlu.lexicon import Lexicon
from nlu.repair import Repairs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

VERSION = "7"
"""Goes into the hash: a change of features, training or this format makes older files void."""


@dataclass(frozen=True)
class Model:
    """Everything that reading needs. F features, C intents; the last column of `weights` is English against Vietnamese.

    `keys` (F, sorted) hashed feature names · `weights` (F, C+1) with `scales` (F): a feature's row is their product ·
    `squares` (F): squared weight of the feature in the length of a sentence · `bias` (C+1) · a sentence's score is the
    sum of its rows divided by (sum of squares) ** `power`, plus bias. Softmax of the first C scores is calibrated.
    """

    fingerprint: str
    intents: tuple[str, ...]
    keys: npt.NDArray[np.uint64]
    weights: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]
    squares: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    power: float
    languages: tuple[str, ...]
    repairs: Repairs
    lexicon: Lexicon
    limits: Limits

    def save(self, file: Path) -> None:
        """Write the model, whole or not at all: a reader never sees half a file."""
        head = {
            "fingerprint": self.fingerprint,
            "intents": self.intents,
            "power": self.power,
            "languages": self.languages,
            "limits": {f.name: getattr(self.limits, f.name) for f in fields(Limits)},
            "plain": " ".join(self.repairs.plain),
            "counts": [self.repairs.counts[word] for word in self.repairs.plain],
            "tone_keys": " ".join(self.repairs.by_tone),
            "tone_words": " ".join(self.repairs.by_tone.values()),
            "lexicon": self.lexicon.dumps(),
        }
        text = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8)
        buffer = io.BytesIO()
        np.savez(
            buffer, head=text, keys=self.keys, weights=self.weights, scales=self.scales, squares=self.squares,
            bias=self.bias, hashes=self.repairs.hashes, owners=self.repairs.owners,
        )  # fmt: skip
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_name(f"{file.name}.{os.getpid()}.part")
        half.write_bytes(buffer.getvalue())
        half.replace(file)

    @classmethod
    def load(cls, file: Path) -> Model:
        """Read what `save` wrote. Raises `ValueError` for a damaged file and `OSError` for one that cannot be read."""
        content = io.BytesIO(file.read_bytes())
        try:
            with np.load(content, allow_pickle=False) as arrays:
                return cls._built({name: arrays[name] for name in arrays.files})
        except (BadZipFile, EOFError, KeyError, TypeError, zlib.error) as error:
            raise ValueError(f"{file}: not a whole model file") from error

    @classmethod
    def _built(cls, data: Mapping[str, Any]) -> Model:
        head = json.loads(data["head"].tobytes())
        plain = head["plain"].split(" ")
        repairs = Repairs(
            plain=plain,
            counts=dict(zip(plain, head["counts"], strict=True)),
            by_tone=dict(zip(head["tone_keys"].split(" "), head["tone_words"].split(" "), strict=True)),
            hashes=data["hashes"],
            owners=data["owners"],
        )
        return cls(
            fingerprint=head["fingerprint"],
            intents=tuple(head["intents"]),
            keys=data["keys"], weights=data["weights"], scales=data["scales"], squares=data["squares"],
            bias=data["bias"], power=head["power"], languages=tuple(head["languages"]), repairs=repairs,
            lexicon=Lexicon.loads(head["lexicon"]),
            limits=Limits(**head["limits"]),
        )  # fmt: skip
