from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import bot.nlu
from bot.learning import fitting, training
from bot.learning.lines import read_lines
from bot.learning.noise import noisy
from bot.model.heard import INTENTS
from bot.nlu import intents
from bot.nlu.features import BUCKETS, CONCEPTS, SOUNDS, WORDS, Seen, Sight, core
from bot.nlu.intents import ALARM_AT, ALARMS, Model, Subs, evidence, fold, softmax, tfidf
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
    rebuilt = fitting.fit(LINES, sight)
    seen = [sight.see(squeeze(line.text)) for line in LINES]

    same = [rebuilt.judge(one).intent == shipped.judge(one).intent for one in seen]

    assert np.mean(same) >= 0.995  # weights are shipped as bytes; another machine rounds otherwise


def test_the_shipped_model_knows_its_own_lines(sight: Sight, shipped: Model) -> None:
    right = [shipped.judge(sight.see(squeeze(one.text))).intent == one.intent for one in LINES]

    assert np.mean(right) >= 0.97


def test_the_shipped_file_is_small() -> None:
    assert (DATA / "intents.npz").stat().st_size <= 1_500_000


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
    subs = {
        intent: Subs(
            names=("a", "b", "c", "d"),
            weights=np.zeros((intents.SUB_BUCKETS, 4), dtype=np.float32),
            bias=np.zeros(4, dtype=np.float32),
        )
        for intent in INTENTS
    }
    columns = len(INTENTS) + len(ALARMS)
    model = Model(
        intents=INTENTS,
        importance=np.ones(BUCKETS, dtype=np.float32),
        weights=np.zeros((BUCKETS, columns), dtype=np.float32),
        bias=np.eye(columns, dtype=np.float32)[0],
        temperature=1.0,
        calibrator=np.zeros(6, dtype=np.float32),
        subs=subs,
        eyes=0,
    )
    return replace(model, **changes)  # type: ignore[arg-type]  # any field may be changed


NOTHING = Seen(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))


def test_a_sub_intent_is_told_only_when_it_leads() -> None:
    judged = blank().judge(NOTHING)

    assert judged.intent == INTENTS[0]
    assert judged.sub_intent is None
    assert judged.confidence == 0.5


def test_an_alarm_is_raised_below_even_odds() -> None:
    bias = np.zeros(len(INTENTS) + len(ALARMS), dtype=np.float32)
    quiet, loud = bias.copy(), bias.copy()
    quiet[len(INTENTS) :] = np.array(ALARM_AT) - 0.1
    loud[len(INTENTS) :] = np.array(ALARM_AT) + np.array([0.1, -0.1])

    assert blank(bias=quiet).judge(NOTHING).alarms == ()
    assert blank(bias=loud).judge(NOTHING).alarms == ("crisis",)


def test_greeting_and_particles_are_set_aside_but_remembered() -> None:
    assert core("สวัสดีค่ะอยากกู้เงินค่ะ") == ("อยากกู้เงิน", ("<greeting>", "<particle>"))
    assert core("ดีค่ะ") == ("ดีค่ะ", ())


def test_thanks_at_the_end_of_a_need_are_set_aside_but_thanks_alone_stay() -> None:
    text, marks = core("อยากกู้เงินค่ะขอบคุณมากค่ะ")

    assert text == "อยากกู้เงิน"
    assert "<thanks>" in marks
    assert core("ขอบคุณ") == ("ขอบคุณ", ())


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


def test_folding_keeps_concepts_apart_from_the_rest() -> None:
    buckets = np.array([0, CONCEPTS.stop - 1, CONCEPTS.stop, BUCKETS - 1], dtype=np.int32)

    folded = fold(buckets)

    assert folded[:2].tolist() == [0, CONCEPTS.stop - 1]
    assert (folded[2:] >= CONCEPTS.stop).all()
    assert (folded < intents.SUB_BUCKETS).all()


def test_vectors_have_unit_length_and_nothing_stays_nothing() -> None:
    importance = np.zeros(BUCKETS, dtype=np.float32)
    importance[7] = 2
    known = Seen(np.array([7], dtype=np.int32), np.array([3], dtype=np.float32))
    unknown = Seen(np.array([8], dtype=np.int32), np.array([3], dtype=np.float32))

    assert tfidf(known, importance).tolist() == [1]
    assert tfidf(unknown, importance).tolist() == [0]


def test_evidence_grows_with_the_gap() -> None:
    near = evidence([1.0, 0.9, 0.0], 1.0)
    far = evidence([1.0, -3.0, -4.0], 1.0)

    assert far[1] > near[1]
    assert softmax([0.0, 0.0]) == [0.5, 0.5]


def test_noise_is_the_same_for_the_same_text() -> None:
    assert noisy("อยากกู้เงิน") == noisy("อยากกู้เงิน")
    assert noisy("ก")
