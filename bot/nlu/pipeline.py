"""From a raw message to `Heard`: signals first, then control words, then intent and entities.

Pure: the data folder is handed in, the reference day is a parameter. What follows from the
understanding is the dialogue's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources.abc import Traversable
from operator import itemgetter

from pythainlp.corpus import thai_words

from bot.model.heard import INTENTS, NEEDS, SIGNALS, Guess, Heard
from bot.nlu import assent, concepts, controls, english, intents, signals, tokens
from bot.nlu.clauses import clauses
from bot.nlu.contacts import mask_citizen_numbers
from bot.nlu.english import English, Found, is_latin, worth
from bot.nlu.entities import Reader
from bot.nlu.features import Sight
from bot.nlu.intents import BadModel, Judgement, Model
from bot.nlu.masking import mask, says_something
from bot.nlu.masking_names import Vocabulary
from bot.nlu.normalise import normalise, squeeze, squeeze_normal
from bot.nlu.places_pin import Located
from bot.nlu.signals import Watch
from bot.nlu.tokens import Words

SURE = 0.99
"""Confidence in a control word met exactly."""
SURE_OF_LATIN = 0.85
"""Less is no more than a guess at a word in Latin letters: the model knows few of them."""
_PASSES = 2
"""A second name is read once the first is masked."""
SURE_OF_CLAUSE = 0.7
"""What a clause wishes for by itself counts from here on."""
SECOND = 0.3
"""Confidence in what another clause wishes for, at least."""
UNTOLD = 0.3
"""The most that a need is worth of which not a word is said."""
DOUBT = 0.5
"""The most that «not ours» is worth while the bot waits for an answer it did not recognise."""


@dataclass(frozen=True, slots=True, eq=False)  # one is loaded at the start, and is itself only
class Understanding:
    """Understands one message at a time; built once, shared by all."""

    sight: Sight
    model: Model
    watch: Watch
    reader: Reader
    english: English
    vocabulary: Vocabulary
    """Tells names from words, for masking."""

    def understand(
        self, text: str, *, asking: str | None = None, today: date | None = None
    ) -> Heard:
        """Return what the text says. `asking` is the slot the bot waits for, if any."""
        normal = normalise(text)
        shown = mask_citizen_numbers(normal)
        squeezed = squeeze_normal(normal) if shown == normal else squeeze(shown)
        said = self.english.hear(shown)
        judged = self._judge(squeezed, said)
        return Heard(
            text=shown,
            intent=judged.intent,
            confidence=_doubted(judged, asking),
            sub_intent=judged.sub_intent,
            alternatives=_others(judged, self._second_need(squeezed, judged)),
            scores=judged.scores,
            signals=_raised(
                (*self.watch.hear(squeezed), *(said.signals if said else ())), judged.alarms
            ),
            entities=self.reader.read_normal(normal, asking=asking, today=today),
            assent=assent.assent(squeezed) or (said.assent if said else None),
            correcting=assent.correcting(squeezed) or (said is not None and said.correcting),
        )

    def listening_with(self, model: Traversable) -> Understanding:
        """Return the same with the model of another file. Raises BadModel."""
        return replace(self, model=load_model(model, self.sight))

    def locate(self, address: str | None, latitude: float, longitude: float) -> Located:
        """Return the place of a location pin."""
        return self.reader.locate(address, latitude, longitude)

    def masked(self, text: str) -> str:
        """Return the text without what tells who wrote it, for those who teach the bot."""
        shown = mask_citizen_numbers(normalise(text))
        for _ in range(_PASSES):
            shown = mask(shown, self.reader.read(shown), self.vocabulary)
        return shown

    def teaches(self, masked: str) -> bool:
        """Say whether anything can be learned from a masked text: no place or number alone."""
        return says_something(masked) and not self.reader.is_bare_answer(squeeze(masked))

    @property
    def english_names(self) -> Mapping[str, str]:
        """English names of districts by the Thai ones."""
        return self.reader.english_names

    def _modest(self, judged: Judgement, squeezed: str) -> Judgement:
        """Doubt what is made of a place or a number alone, which never says what for."""
        if self.reader.is_bare_answer(squeezed):
            return replace(judged, confidence=min(judged.confidence, UNTOLD))
        return judged

    def _second_need(self, squeezed: str, judged: Judgement) -> str | None:
        """Return a need that another clause of the message is about, by itself and surely."""
        if judged.intent not in NEEDS:
            return None
        parts = [self.model.judge(self.sight.see(each)) for each in clauses(squeezed)]
        wished = [one.intent for one in parts if one.confidence >= SURE_OF_CLAUSE]
        others = [intent for intent in wished if intent in NEEDS and intent != judged.intent]
        return others[0] if others and judged.intent in wished else None

    def _judge(self, squeezed: str, said: Found | None) -> Judgement:
        met = controls.steering(squeezed)
        if met is None and said is not None:
            return _said(said)
        if met is None:
            judged = self._modest(self.model.judge(self.sight.see(squeezed)), squeezed)
            guessed = judged.confidence < SURE_OF_LATIN and is_latin(squeezed)
            return _said(Found()) if guessed else _named_complaint(judged, squeezed)
        intent, sub_intent = met
        rest = (1 - SURE) / (len(INTENTS) - 1)
        scores = {name: SURE if name == intent else rest for name in INTENTS}
        return Judgement(intent, SURE, sub_intent, scores)


def _named_complaint(judged: Judgement, squeezed: str) -> Judgement:
    """Take a wish for a person that says «ร้องเรียน» for the complaint that it is."""
    if judged.intent == "human" and controls.COMPLAINT in squeezed:
        return replace(judged, sub_intent="complaint")
    return judged


def _said(found: Found) -> Judgement:
    scores = worth(found)
    intent = found.intent or "out_of_scope"
    return Judgement(intent, scores[intent], found.sub_intent, scores)


def load(folder: Traversable) -> Understanding:
    """Read everything from the data folder and warm it. Raises BadModel."""
    lexicon = concepts.read(folder.joinpath("concepts.txt").read_text(encoding="utf-8"))
    sight, reader = Sight(tokens.load(lexicon), lexicon), Reader.load(folder)
    trade = {word for word, name in lexicon.items() if name != "GREET"}
    understanding = Understanding(
        sight=sight,
        model=load_model(folder.joinpath("intents.npz"), sight),
        watch=signals.read(folder.joinpath("signals.yaml").read_text(encoding="utf-8")),
        reader=reader,
        english=english.read(folder.joinpath("english.tsv").read_text(encoding="utf-8")),
        vocabulary=Vocabulary(reader.given, thai_words(), trade, sight.words),
    )
    understanding.understand("สวัสดีค่ะ อยากปรึกษา")
    return understanding


def load_model(source: Traversable, sight: Sight) -> Model:
    """Read a model that sees what `sight` shows it. Raises BadModel."""
    with source.open("rb") as file:
        model = intents.load(file)
    if model.eyes != sight.fingerprint:
        raise BadModel(f"{source} was taught with another lexicon. Train it anew: `bot nlu train`.")
    return model


def load_words(folder: Traversable) -> Words:
    """Return only what cuts text into words, as the whole understanding does."""
    lexicon = concepts.read(folder.joinpath("concepts.txt").read_text(encoding="utf-8"))
    return tokens.load(lexicon)


def _doubted(judged: Judgement, asking: str | None) -> float:
    if asking and judged.intent == "out_of_scope":
        return min(judged.confidence, DOUBT)
    return judged.confidence


def _raised(heard: tuple[str, ...], alarms: tuple[str, ...]) -> tuple[str, ...]:
    """Join what the patterns and what the model hear, in the order of SIGNALS."""
    return tuple(name for name in SIGNALS if name in heard or name in alarms)


def _others(judged: Judgement, second: str | None) -> tuple[Guess, ...]:
    rest = {name: score for name, score in judged.scores.items() if name != judged.intent}
    if second:
        rest[second] = max(rest[second], SECOND)
    ranked = sorted(rest.items(), key=itemgetter(1), reverse=True)
    return tuple(Guess(name, score) for name, score in ranked)
