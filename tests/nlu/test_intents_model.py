from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import bot.nlu
from bot.learning import fitting, training
from bot.learning.lines import read_lines
from bot.learning.noise import noisy
from bot.model.heard import INTENTS
from bot.nlu import intents
from bot.nlu.features import BUCKETS, CONCEPTS, SOUNDS, WORDS, Seen, Sight, core
from bot.nlu.intents import ALARM_AT, ALARMS, Model, evidence, tfidf
from bot.nlu.normalise import squeeze

DATA = Path(bot.nlu.__file__).parent / "data"
LINES = read_lines(DATA)


@pytest.fixture(scope="module")
def sight() -> Sight:
    return training.sight(DATA)


@pytest.fixture(scope="module")
def shipped() -> Model:
    with (DATA / "intents.npz").open("rb") as file:
        return intents.load(file)


def test_the_shipped_file_is_what_training_makes_of_the_lines(sight: Sight, shipped: Model) -> None:
    rebuilt = replace(fitting.fit(LINES, sight), temperature=shipped.temperature)
    seen = [sight.see(squeeze(line.text)) for line in LINES]

    same = [rebuilt.judge(one).intent == shipped.judge(one).intent for one in seen]

    assert np.mean(same) >= 0.995  # weights are shipped as bytes; another machine rounds otherwise


def test_the_shipped_model_knows_its_own_lines(sight: Sight, shipped: Model) -> None:
    right = [shipped.judge(sight.see(squeeze(one.text))).intent == one.intent for one in LINES]

    assert np.mean(right) >= 0.97


def test_the_shipped_file_is_small() -> None:
    assert (DATA / "intents.npz").stat().st_size <= 3_500_000


def test_a_model_read_back_judges_alike(sight: Sight, shipped: Model, tmp_path: Path) -> None:
    training.save(shipped, tmp_path / "again.npz")
    with (tmp_path / "again.npz").open("rb") as file:
        again = intents.load(file)

    for line in LINES[::100]:
        seen = sight.see(squeeze(line.text))
        assert again.judge(seen).intent == shipped.judge(seen).intent


def test_scores_sum_to_one_and_confidence_is_a_probability(sight: Sight, shipped: Model) -> None:
    for text in ("", "ก", "กู้เงิน", "zzzz qqqq", "ๆ" * 900, "🙏", LINES[0].text):
        judged = shipped.judge(sight.see(squeeze(text)))

        assert sum(judged.scores.values()) == pytest.approx(1, abs=1e-5)
        assert set(judged.scores) == set(INTENTS)
        assert 0 <= judged.confidence <= 1


def test_confidence_is_lower_for_what_is_unlike_every_line(sight: Sight, shipped: Model) -> None:
    known = shipped.judge(sight.see(squeeze("อยากกู้เงินมาซื้อเครื่องจักร"))).confidence
    strange = shipped.judge(sight.see(squeeze("กขคง จฉชซ"))).confidence

    assert strange < known


def blank(**changes: object) -> Model:
    columns = 2 * len(INTENTS) + len(ALARMS)
    model = Model(
        intents=INTENTS,
        owners=np.repeat(np.arange(len(INTENTS)), 2),
        subs=("a", "b") * len(INTENTS),
        importance=np.ones(BUCKETS, dtype=np.float32),
        weights=np.zeros((BUCKETS, columns), dtype=np.int8),
        units=np.ones(columns, dtype=np.float32),
        bias=np.zeros(columns, dtype=np.float32),
        temperature=1.0,
        calibrator=np.zeros(6, dtype=np.float32),
        eyes=0,
    )
    return replace(model, **changes)  # type: ignore[arg-type]  # any field may be changed


def odds(**at: float) -> NDArray[np.float32]:
    """The bias of every column, some of them named by place: `c3=1.5`."""
    bias = np.zeros(2 * len(INTENTS) + len(ALARMS), dtype=np.float32)
    for name, value in at.items():
        bias[int(name[1:])] = value
    return bias


NOTHING = Seen(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))


def test_an_intent_is_as_likely_as_its_sub_intents_together() -> None:
    judged = blank(bias=odds(c2=2.0, c4=1.8, c5=1.8)).judge(NOTHING)

    assert judged.intent == INTENTS[2]  # one column of the second leads, two of the third outweigh
    assert judged.scores[INTENTS[2]] > judged.scores[INTENTS[1]]
    assert judged.confidence == 0.5


def test_a_sub_intent_is_told_only_when_it_leads() -> None:
    assert blank(bias=odds(c4=3.0)).judge(NOTHING).sub_intent == "a"
    many = blank(owners=np.repeat([0, 1], [4, 16]), bias=odds(c0=5, c1=5, c2=5, c3=5))
    assert many.judge(NOTHING).intent == INTENTS[0]
    assert many.judge(NOTHING).sub_intent is None


def test_an_intent_without_sub_intents_tells_none() -> None:
    assert blank(subs=("",) * 20).judge(NOTHING).sub_intent is None


def test_an_alarm_is_raised_below_even_odds() -> None:
    quiet = odds(c20=ALARM_AT[0] - 0.1, c21=ALARM_AT[1] - 0.1)
    loud = odds(c20=ALARM_AT[0] + 0.1, c21=ALARM_AT[1] - 0.1)

    assert blank(bias=quiet).judge(NOTHING).alarms == ()
    assert blank(bias=loud).judge(NOTHING).alarms == ("crisis",)


def test_greeting_and_particles_are_set_aside_where_enough_is_left() -> None:
    assert core("สวัสดีค่ะอยากกู้เงินค่ะ") == "อยากกู้เงิน"
    assert core("ดีค่ะ") == "ดีค่ะ"


def test_thanks_at_the_end_of_a_need_are_set_aside_but_thanks_alone_stay() -> None:
    assert core("อยากกู้เงินค่ะขอบคุณมากค่ะ") == "อยากกู้เงิน"
    assert core("ขอบคุณ") == "ขอบคุณ"


def test_typos_and_dropped_tones_keep_most_of_the_sound(sight: Sight) -> None:
    right = sight.see(squeeze("เครื่องจักรเสีย")).buckets
    wrong = sight.see(squeeze("เครืองจักรเสีย")).buckets

    shared = np.intersect1d(right[right >= SOUNDS.start], wrong[wrong >= SOUNDS.start])

    assert shared.size == (right >= SOUNDS.start).sum()


def test_words_of_one_concept_meet_in_one_bucket(sight: Sight) -> None:
    loan = sight.see(squeeze("อยากกู้เงิน")).buckets
    credit = sight.see(squeeze("อยากสินเชื่อ")).buckets

    concept = loan[loan < CONCEPTS.stop]

    assert set(concept) == set(credit[credit < CONCEPTS.stop])
    assert concept.size
    assert WORDS.start == CONCEPTS.stop


def test_vectors_have_unit_length_and_nothing_stays_nothing() -> None:
    importance = np.zeros(BUCKETS, dtype=np.float32)
    importance[7] = 2
    known = Seen(np.array([7], dtype=np.int32), np.array([3], dtype=np.float32))
    unknown = Seen(np.array([8], dtype=np.int32), np.array([3], dtype=np.float32))

    assert tfidf(known, importance).tolist() == [1]
    assert tfidf(unknown, importance).tolist() == [0]


def test_evidence_grows_with_the_gap() -> None:
    near = evidence([0.45, 0.4, 0.15], 0.1, 1.0)
    far = evidence([0.96, 0.03, 0.01], 0.1, 1.0)

    assert far[1] > near[1]
    assert evidence([1.0, 0.0], 0.1, 1.0)[1] < 100  # a likelihood of nothing is no error


def test_noise_is_the_same_for_the_same_text() -> None:
    assert noisy("อยากกู้เงิน") == noisy("อยากกู้เงิน")
    assert noisy("ก")
