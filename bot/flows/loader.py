"""flows.yaml -> Book. All mistakes of shape and of meaning come out together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b

import yaml

from bot.flows import checks, translation_checks
from bot.flows.book import Book, EndStep, Flow, Policy, SayStep, Slot, Step
from bot.flows.conditions import Kind
from bot.flows.sheet import BadFlows, Sheet, did_you_mean, line_of
from bot.flows.steps import StepReader
from bot.flows.vocabulary import CONDITION_NAMES, PHRASES, REQUIRED_PATTERNS
from bot.model.languages import LANGUAGES, Language

SECTIONS = (
    "version", "notice_version", "policy", "menu", "menu_while_open", "topics", "slots", "flows",
    "patterns", "phrases", "statuses",
)  # fmt: skip
MAY_BE_THERE = ("languages", "renamed")
"""Sections that a file may do without."""
POLICY = (
    "sure", "guess", "switch", "consent_hours", "draft_warning_hours", "draft_hours",
    "resume_hours", "attach_hours", "telling_letters", "filler", "wishes", "repeat_words",
    "change_words", "also_words", "question_words", "two_words", "two",
    "correct_words", "cancel_words",
)  # fmt: skip
POLICY_OF_TWO = ("english_words", "thai_words")
"""What a file that speaks both languages needs besides."""
SLOT = (
    "type", "label", "ask", "again", "personal", "skippable", "skip_label", "skip_words", "words",
    "echo", "choices", "location", "problems", "unsaid",
)  # fmt: skip
FLOW = ("title", "starts_on", "words", "about", "forgets", "steps", "say", "end", "menu")


def load(text: str, *, name: str) -> Book:
    """Read flows.yaml's text; `name` is what its mistakes are reported under.

    Raises `BadFlows` with every mistake: file, line, what is wrong, and the cure.
    """
    sheet = Sheet()
    root = sheet.compose(text)
    if root is None:
        raise BadFlows(name, sheet.mistakes)
    loader = _Loader(sheet, "th")
    book = replace(loader.book(root, name), source=text, revision=fingerprint(text))
    if "en" in loader.languages:  # whose mistakes of shape are those of the Thai reading
        book = replace(book, english=_Loader(Sheet("en"), "en").book(root, name))
    mistakes = [
        *sheet.mistakes,
        *checks.all_mistakes(book),
        *translation_checks.all_mistakes(sheet.wordings, loader.languages),
    ]
    if mistakes:
        raise BadFlows(name, mistakes)
    return book


def fingerprint(text: str) -> str:
    """Return twelve letters and digits that tell one flows.yaml from another."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=6).hexdigest()


class _Loader:
    def __init__(self, sheet: Sheet, language: Language) -> None:
        self._sheet = sheet
        self._language = language
        self.languages: tuple[str, ...] = ("th",)
        """What the file says it speaks, once it is read."""

    def book(self, root: yaml.Node, name: str) -> Book:
        parts = self._sheet.mapping(
            root, "The file", allowed=(*SECTIONS, *MAY_BE_THERE), required=SECTIONS
        )
        self._version(parts)
        self._languages(parts)
        slots = self._slots(parts.get("slots"))
        names: dict[str, Kind] = {**dict.fromkeys(slots, "text"), **CONDITION_NAMES}
        steps = StepReader(self._sheet, names)
        flows = self._flows(parts.get("flows"), steps, pattern=False)
        patterns = self._flows(parts.get("patterns"), steps, pattern=True)
        self._twice(flows, patterns)
        return Book(
            name=name,
            notice_version=self._one(parts, "notice_version"),
            policy=self._policy(parts.get("policy")),
            menu=steps.options(parts.get("menu"), "menu"),
            menu_while_open=steps.options(parts.get("menu_while_open"), "menu_while_open"),
            slots={**slots, **self._slot_choices(parts.get("slots"), slots, steps)},
            flows={**flows, **patterns},
            phrases=self._texts(parts, "phrases", PHRASES),
            statuses=self._texts(parts, "statuses", None),
            topics=self._texts(parts, "topics", None),
            renamed=self._renamed(parts, {**flows, **patterns}),
            language=self._language,
            lines=_lines(parts),
        )

    def _languages(self, parts: Mapping[str, yaml.Node]) -> None:
        if "languages" not in parts:
            return
        self.languages = self._several(parts, "languages")
        if "th" not in self.languages or not {*self.languages} <= {*LANGUAGES}:
            self._sheet.note(
                line_of(parts["languages"]),
                f"These languages cannot be spoken: {', '.join(self.languages)}.",
                "Write `languages: [th, en]`, or [th].",
            )

    def _renamed(self, parts: Mapping[str, yaml.Node], flows: Mapping[str, Flow]) -> dict[str, str]:
        if "renamed" not in parts:
            return {}
        there = {*flows, *(f"{flow.name}.{step}" for flow in flows.values() for step in flow.steps)}
        renamed = {}
        for old, node in self._sheet.mapping(parts["renamed"], "renamed").items():
            new = renamed[old] = self._sheet.text(node, old)
            if old in there:
                self._sheet.note(
                    line_of(node), f"'{old}' is still there.", "Take it out of `renamed`."
                )
            if new not in there or old.count(".") != new.count("."):
                self._sheet.note(
                    line_of(node),
                    f"'{old}' is said to be '{new}' now, which is not there.",
                    did_you_mean(new, there),
                )
        return renamed

    def _version(self, parts: Mapping[str, yaml.Node]) -> None:
        if "version" in parts and self._one(parts, "version") != "1":
            self._sheet.note(
                line_of(parts["version"]), "This version is not known.", "Write `version: 1`."
            )

    def _one(self, parts: Mapping[str, yaml.Node], key: str) -> str:
        return self._sheet.text(parts[key], key) if key in parts else ""

    def _several(self, parts: Mapping[str, yaml.Node], key: str) -> tuple[str, ...]:
        return self._sheet.texts(parts[key], key) if key in parts else ()

    def _texts(
        self, parts: Mapping[str, yaml.Node], key: str, names: Iterable[str] | None
    ) -> dict[str, str]:
        if key not in parts:
            return {}
        known = None if names is None else tuple(names)
        entries = self._sheet.mapping(parts[key], key, allowed=known, required=known or ())
        return {name: self._sheet.spoken(node, name) for name, node in entries.items()}

    def _policy(self, node: yaml.Node | None) -> Policy:
        required = (*POLICY, *(POLICY_OF_TWO if "en" in self.languages else ()))
        keys = (
            {} if node is None else
            self._sheet.mapping(
                node, "policy", allowed=(*POLICY, *POLICY_OF_TWO), required=required
            )
        )  # fmt: skip

        def number(key: str) -> float:
            return self._sheet.number(keys[key], key) if key in keys else 1.0

        def words(key: str) -> tuple[str, ...]:
            return self._sheet.texts(keys[key], key) if key in keys else ()

        if "draft_hours" in keys and number("draft_warning_hours") >= number("draft_hours"):
            self._sheet.note(
                line_of(keys["draft_hours"]),
                "'draft_warning_hours' is no less than 'draft_hours'.",
                "People are told that their draft will be wiped before it is; make it less.",
            )
        return Policy(
            sure=number("sure"),
            guess=number("guess"),
            switch=number("switch"),
            consent_hours=int(number("consent_hours")),
            draft_warning_hours=int(number("draft_warning_hours")),
            draft_hours=int(number("draft_hours")),
            resume_hours=int(number("resume_hours")),
            attach_hours=int(number("attach_hours")),
            telling_letters=int(number("telling_letters")),
            filler=tuple(sorted(words("filler"), key=len, reverse=True)),
            wishes=words("wishes"),
            repeat_words=words("repeat_words"),
            change_words=words("change_words"),
            also_words=words("also_words"),
            question_words=words("question_words"),
            two_words=words("two_words"),
            two=number("two"),
            correct_words=words("correct_words"),
            cancel_words=words("cancel_words"),
            english_words=words("english_words"),
            thai_words=words("thai_words"),
        )

    def _slots(self, node: yaml.Node | None) -> dict[str, Slot]:
        entries = {} if node is None else self._sheet.mapping(node, "slots")
        return {name: self._slot(name, part) for name, part in entries.items()}

    def _slot(self, name: str, node: yaml.Node) -> Slot:
        keys = self._sheet.mapping(
            node, f"The slot '{name}'", allowed=SLOT, required=("type", "label")
        )

        def words(key: str) -> tuple[str, ...]:
            return self._sheet.texts(keys[key], key) if key in keys else ()

        def spoken(key: str) -> str | None:
            return self._sheet.spoken(keys[key], key) if key in keys else None

        def flag(key: str) -> bool:
            return key in keys and self._sheet.flag(keys[key], key)

        return Slot(
            name=name,
            type=self._one(keys, "type") or "text",
            label=spoken("label") or "",
            line=line_of(node),
            ask=spoken("ask"),
            again=self._sheet.all_spoken(keys["again"], "again") if "again" in keys else (),
            personal=flag("personal"),
            skippable=flag("skippable"),
            skip_label=spoken("skip_label"),
            skip_words=words("skip_words"),
            words=words("words"),
            echo=spoken("echo"),
            location=flag("location"),
            problems=self._texts(keys, "problems", None),
            unsaid=spoken("unsaid"),
        )

    def _slot_choices(
        self, node: yaml.Node | None, slots: Mapping[str, Slot], steps: StepReader
    ) -> dict[str, Slot]:
        found: dict[str, Slot] = {}
        for key, part in node.value if isinstance(node, yaml.MappingNode) else ():
            for inner, choices in part.value if isinstance(part, yaml.MappingNode) else ():
                if inner.value == "choices":
                    options = steps.options(choices, "choices")
                    found[key.value] = replace(slots[key.value], choices=options)
        return found

    def _flows(
        self, node: yaml.Node | None, steps: StepReader, *, pattern: bool
    ) -> dict[str, Flow]:
        what = "patterns" if pattern else "flows"
        required = REQUIRED_PATTERNS if pattern else ()
        entries = {} if node is None else self._sheet.mapping(node, what, required=required)
        return {
            name: self._flow(name, part, steps, pattern=pattern) for name, part in entries.items()
        }

    def _flow(self, name: str, node: yaml.Node, steps: StepReader, *, pattern: bool) -> Flow:
        what = f"The pattern '{name}'" if pattern else f"The flow '{name}'"
        keys = self._sheet.mapping(node, what, allowed=FLOW)
        if ("say" in keys) == ("steps" in keys):
            self._sheet.note(line_of(node), f"{what} needs 'steps' or 'say'.", "Give it one.")
        found = self._short(keys) if "say" in keys else self._steps(keys.get("steps"), steps)
        title = self._one(keys, "title") or name
        return Flow(
            name=name,
            title=title,
            line=line_of(node),
            first=next(iter(found), ""),
            steps=found,
            starts_on=self._several(keys, "starts_on"),
            words=self._several(keys, "words"),
            about=self._several(keys, "about"),
            forgets=self._several(keys, "forgets"),
            pattern=pattern,
        )

    def _short(self, keys: Mapping[str, yaml.Node]) -> dict[str, Step]:
        line = line_of(keys["say"])
        menu = "menu" in keys and self._sheet.flag(keys["menu"], "menu")
        say = SayStep("say", line, self._sheet.spoken(keys["say"], "say"), "end", menu=menu)
        return {"say": say, "end": EndStep("end", line, self._one(keys, "end") or "back")}

    def _steps(self, node: yaml.Node | None, steps: StepReader) -> dict[str, Step]:
        found: dict[str, Step] = {}
        for item in self._sheet.items(node, "steps") if node is not None else []:
            step = steps.read(item)
            if step is None:
                continue
            if step.id in found:
                self._sheet.note(
                    step.line, f"The step '{step.id}' is there twice.", "Give each its own id."
                )
            found[step.id] = step
        return found

    def _twice(self, flows: Mapping[str, Flow], patterns: Mapping[str, Flow]) -> None:
        for name in flows.keys() & patterns.keys():
            self._sheet.note(
                flows[name].line, f"'{name}' is a flow and a pattern.", "Rename one of them."
            )


def _lines(parts: Mapping[str, yaml.Node]) -> dict[str, int]:
    found = {key: line_of(node) for key, node in parts.items()}
    phrases = parts.get("phrases")
    for key, node in phrases.value if isinstance(phrases, yaml.MappingNode) else ():
        found[f"phrases.{key.value}"] = line_of(node)
    return found
