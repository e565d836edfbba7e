"""Training, the model file and scoring, on data small enough to read."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from nlu.classifier import CAPACITY, Classifier
from nlu.confidence import Limits, calibration_error, find_limits, softmax
from nlu.datafiles import Example
from nlu.lexicon import read_lexicon
from nlu.model import Model
from nlu.normalize import clean
from nlu.training import train
from nlu.understand import DATA

LEXICON = read_lexicon(DATA / "vi" / "abbreviations.yaml")
SENTENCES = {
    "cost": [
        "có mất phí không",
        "phí bao nhiêu vậy",
        "miễn phí thật không",
        "tốn tiền không ad",
        "giá bao nhiêu một năm",
    ],
    "deadline": [
        "hạn cuối là ngày nào",
        "khi nào kết thúc chương trình",
        "tới ngày nào thì hết",
        "còn bao lâu nữa hết hạn",
    ],
    "greet": ["xin chào ad", "chào bạn", "hello shop", "chào buổi sáng", "dạ em chào anh chị"],
    "": ["hôm nay trời mưa không", "mở nhạc đi", "bật đèn phòng khách", "nấu canh chua sao ngon"],
}
ENGLISH = {"cost": ["is it free", "how much does it cost"], "greet": ["hello there", "good morning"]}


def taught() -> list[Example]:
    file = Path("x.yaml")
    return [Example(t, i, file, 1) for i, texts in SENTENCES.items() for t in texts] + [
        Example(t, i, file, 1, "en") for i, texts in ENGLISH.items() for t in texts
    ]


@pytest.fixture(scope="module")
def model() -> Model:
    return train(taught(), LEXICON, "test")


def best(classifier: Classifier, text: str) -> str:
    reading = classifier.read(classifier.words(clean(text)))
    return classifier.model.intents[int(reading.shares.argmax())]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("có mất phí gì không", "cost"),
        ("co mat phi gi khong", "cost"),
        ("co mat phi j ko", "cost"),
        ("cos maats phis khoong", "cost"),
        ("phis bao nhieeu vaayj", "cost"),
        ("mienphi that khong", "cost"),
        ("chừng nào kết thuc chuong trinh", "deadline"),
        ("bật nhạc phòng khách", ""),
        ("is this free", "cost"),
    ],
)
def test_spellings_of_one_wish(model: Model, text: str, intent: str) -> None:
    """Marks or none, teencode, Telex and joined words lead to the same intent."""
    assert best(Classifier(model), text) == intent


def test_reading_is_a_distribution(model: Model) -> None:
    """Shares are probabilities, for no words at all too."""
    classifier = Classifier(model)
    for words in ([], ["phí"], ["xyzxyz"] * 40):
        shares = classifier.read(words).shares
        assert shares.min() >= 0
        assert float(shares.sum()) == pytest.approx(1, abs=1e-4)


def test_parts_add_up_to_the_score(model: Model) -> None:
    """Word rows and pair rows are all there is: the reasons are the score, not a story about it."""
    classifier = Classifier(model)
    words = classifier.words("có mất phí không")
    why = classifier.explain(words)
    pairs = model.weights[why.taught] * model.scales[why.taught, None]
    summed = why.words.sum(axis=0) + pairs.sum(axis=0)
    length = why.squares.sum() + model.squares[why.taught].sum()
    logits = (summed / length**model.power + model.bias)[:-1]
    np.testing.assert_allclose(softmax(logits), classifier.read(words).shares, atol=1e-5)
    names = [reason.words for reason in classifier.reasons(words, model.intents.index("cost"))]
    assert any("phí" in name for name in names)


def test_stretches_are_scored_each_by_itself(model: Model) -> None:
    """Together or one by one, a stretch has the same scores: nothing crosses from one into the next."""
    classifier = Classifier(model)
    stretches = [["chào", "ad", "có", "mất", "phí", "không"], ["chào"], [], ["có", "mất", "phí", "không"], ["zzqq"]]
    for stretch, together in zip(stretches, classifier.read_all(stretches), strict=True):
        alone = classifier.read(stretch)
        np.testing.assert_allclose(together.shares, alone.shares, atol=1e-5)
        assert together.top == pytest.approx(alone.top, abs=1e-4)
        assert (together.known, together.english) == pytest.approx((alone.known, alone.english), abs=1e-4)


def test_language_column(model: Model) -> None:
    """English words score above zero, Vietnamese below."""
    classifier = Classifier(model)
    assert classifier.read(classifier.words("is it free")).english > 0
    assert classifier.read(classifier.words("có mất phí không")).english < 0


def test_known_share(model: Model) -> None:
    """Words nobody taught and nothing is near do not count as known."""
    classifier = Classifier(model)
    assert classifier.read(["phí", "qqqqqq"]).known == 0.5
    assert classifier.read(["phí", "khong"]).known == 1.0


def test_words_beside_keystrokes_are_keystrokes(model: Model) -> None:
    """One word of Telex is read for itself; beside two, what is also a word is read as keystrokes too."""
    classifier = Classifier(model)

    def beside(typed: str, meant: str) -> float:
        one, other = (classifier.read(text.split()).shares for text in (typed, meant))
        return float(np.abs(one - other).sum())

    assert classifier.model.repairs.knows("cos") is False
    assert beside("cos maats phis", "có mất phí") < 1e-4
    assert beside("cos mất phí", "có mất phí") > 1e-3


def test_full_memory_begins_anew(model: Model) -> None:
    """More different words than are kept change no result."""
    classifier = Classifier(model)
    before = classifier.read(["có", "mất", "phí"]).shares
    for start in range(0, CAPACITY + 500, 100):
        classifier.read([f"w{n}q" for n in range(start, start + 100)])
    np.testing.assert_allclose(classifier.read(["có", "mất", "phí"]).shares, before, atol=1e-6)


def test_training_is_repeatable(model: Model) -> None:
    """The same sentences give the same model."""
    again = train(taught(), LEXICON, "test")
    np.testing.assert_array_equal(again.keys, model.keys)
    np.testing.assert_array_equal(again.weights, model.weights)
    assert again.limits == model.limits


def test_model_file(model: Model, tmp_path: Path) -> None:
    """What is saved is loaded, without pickle, and reads the same."""
    file = tmp_path / "deep" / "model.npz"
    model.save(file)
    loaded = Model.load(file)
    assert loaded.fingerprint == "test"
    assert loaded.lexicon == model.lexicon
    first, second = Classifier(model), Classifier(loaded)
    for text in ("có mất phí ko", "xin chaof", "lạ hoắc"):
        np.testing.assert_array_equal(
            first.read(first.words(clean(text))).shares, second.read(second.words(clean(text))).shares
        )
    assert [path.name for path in file.parent.iterdir()] == ["model.npz"]


def test_training_needs_two_intents() -> None:
    """One intent is no choice."""
    with pytest.raises(ValueError, match="two intents"):
        train([Example("a", "b", Path("x"), 1)], LEXICON, "t")


def test_bands() -> None:
    """Limits part confidences into three bands."""
    limits = Limits(sure=0.7, lost=0.2, far=-1.0)
    assert [limits.band(c) for c in (0.9, 0.7, 0.5, 0.2, 0.1)] == ["sure", "sure", "unsure", "unsure", "lost"]


def test_limits_follow_precision() -> None:
    """`sure` lies where the precision reaches its mark, and few in-scope sentences lie below `lost`."""
    confidence = np.linspace(0, 1, 1000, dtype=np.float32)
    right = confidence > 0.5
    limits = find_limits(confidence, right, confidence, np.zeros(1000, dtype=np.float32))
    assert limits.sure == pytest.approx(0.5, abs=0.01)
    assert float((confidence < limits.lost).mean()) <= 0.1
    assert dataclasses.replace(limits, sure=0.9).band(0.8) == "unsure"


def test_calibration_error() -> None:
    """Honest confidence has no error; boasting has all of it."""
    sure = np.full(100, 0.95, dtype=np.float32)
    assert calibration_error(sure, np.arange(100) < 95) == pytest.approx(0, abs=0.01)
    assert calibration_error(sure, np.zeros(100, dtype=bool)) == pytest.approx(95, abs=0.01)
    assert softmax(np.array([0, 0], dtype=np.float32)).tolist() == [0.5, 0.5]
