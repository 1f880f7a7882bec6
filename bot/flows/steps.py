"""Reading one step of a flow: the verb says its kind, and each kind has its own keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import yaml

from bot.flows import conditions
from bot.flows.book import (
    AskStep,
    Branch,
    CallStep,
    ChooseStep,
    DoStep,
    EndStep,
    HandOffStep,
    OpenCaseStep,
    Option,
    PriorityRule,
    RowText,
    SayStep,
    SetStep,
    Step,
    WhenStep,
)
from bot.flows.conditions import Condition, Kind
from bot.flows.sheet import Sheet, did_you_mean, line_of

Keys = Mapping[str, yaml.Node]

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "say": ("go", "card", "rows", "note", "menu"),
    "ask": ("go", "give_up", "text"),
    "choose": ("go", "give_up", "text", "options", "from", "again", "card", "rows"),
    "when": (),
    "set": ("go",),
    "do": ("go",),
    "open_case": ("go", "priority"),
    "hand_off": ("go",),
    "call": ("go",),
    "end": (),
}
NO_GO = frozenset({"choose", "when", "end"})
"""The verbs that say for themselves where to go."""
OPTION = ("label", "value", "go", "start", "words")
BRANCH = ("if", "go", "else")
ROW = ("label", "value")


class StepReader:
    """Reads steps from a sheet; `names` are the typed names conditions may use."""

    def __init__(self, sheet: Sheet, names: Mapping[str, Kind]) -> None:
        self._sheet = sheet
        self._names = names
        self._kinds: Mapping[str, Callable[[str, int, Keys], Step]] = {
            "say": self._say,
            "ask": self._ask,
            "choose": self._choose,
            "when": self._when,
            "set": self._set,
            "do": self._do,
            "open_case": self._open_case,
            "hand_off": self._hand_off,
            "call": self._call,
            "end": self._end,
        }

    def read(self, node: yaml.Node) -> Step | None:
        """Return the step, or None (with a mistake noted) when it has no single verb."""
        every = self._sheet.mapping(node, "A step")
        verbs = [key for key in every if key in ALLOWED]
        if len(verbs) != 1:
            said = " and ".join(f"'{verb}'" for verb in verbs) or "no verb"
            cure = f"Give it exactly one of {', '.join(ALLOWED)}."
            unknown = [key for key in every if key not in {"id", "go"}]
            if not verbs and unknown:
                cure = did_you_mean(unknown[0], ALLOWED)
            self._sheet.note(line_of(node), f"A step has {said}.", cure)
            return self._stand_in(line_of(node), every)
        verb = verbs[0]
        needed = ("id",) if verb in NO_GO else ("id", "go")
        keys = self._sheet.mapping(
            node, f"A step of kind '{verb}'", allowed=("id", verb, *ALLOWED[verb]), required=needed
        )
        return self._kinds[verb](self._text(keys, "id") or "?", line_of(node), keys)

    def _stand_in(self, line: int, keys: Keys) -> Step | None:
        """Return a step of the same id and way on, so that one mistake is not told as three."""
        if "id" not in keys:
            return None
        name = self._text(keys, "id") or "?"
        return (
            SayStep(name, line, "-", self._go(keys))
            if "go" in keys
            else EndStep(name, line, "back")
        )

    def options(self, node: yaml.Node | None, what: str) -> tuple[Option, ...]:
        """Return a list of answers with label and value."""
        items = [] if node is None else self._sheet.items(node, what)
        return tuple(self._option(item) for item in items)

    def _option(self, node: yaml.Node) -> Option:
        keys = self._sheet.mapping(
            node,
            "An option",
            allowed=OPTION,
            required=("label", "value"),
        )
        words = self._sheet.texts(keys["words"], "words") if "words" in keys else ()
        label, *other = (
            self._sheet.said_either_way(keys["label"], "label") if "label" in keys else [""]
        )
        return Option(
            label,
            self._text(keys, "value") or "",
            self._text(keys, "go"),
            self._text(keys, "start"),
            (*words, *other),
        )

    def _text(self, keys: Keys, key: str) -> str | None:
        return self._sheet.text(keys[key], key) if key in keys else None

    def _spoken(self, keys: Keys, key: str) -> str | None:
        return self._sheet.spoken(keys[key], key) if key in keys else None

    def _go(self, keys: Keys) -> str:
        return self._text(keys, "go") or "?"

    def _say(self, name: str, line: int, keys: Keys) -> Step:
        rows = self._sheet.items(keys["rows"], "rows") if "rows" in keys else []
        return SayStep(
            name,
            line,
            self._spoken(keys, "say") or "",
            self._go(keys),
            self._text(keys, "card"),
            tuple(self._row(row) for row in rows),
            self._spoken(keys, "note"),
            "menu" in keys and self._sheet.flag(keys["menu"], "menu"),
        )

    def _row(self, node: yaml.Node) -> RowText:
        keys = self._sheet.mapping(node, "A row", allowed=ROW, required=ROW)
        return RowText(self._spoken(keys, "label") or "", self._spoken(keys, "value") or "")

    def _ask(self, name: str, line: int, keys: Keys) -> Step:
        slots = self._sheet.texts(keys["ask"], "ask")
        text = self._spoken(keys, "text")
        return AskStep(name, line, slots, self._go(keys), self._text(keys, "give_up"), text)

    def _choose(self, name: str, line: int, keys: Keys) -> Step:
        again = self._sheet.all_spoken(keys["again"], "again") if "again" in keys else ()
        rows = self._sheet.texts(keys["rows"], "rows") if "rows" in keys else ()
        if ("options" in keys) == ("from" in keys):
            self._sheet.note(
                line, f"The choice '{name}' needs 'options' or 'from'.", "Give it one of the two."
            )
        if "text" not in keys:
            self._sheet.note(line, f"The choice '{name}' asks nothing.", "Add `text:`.")
        return ChooseStep(
            name,
            line,
            self._text(keys, "choose") or "",
            self._spoken(keys, "text") or "",
            self.options(keys.get("options"), "options"),
            self._text(keys, "give_up"),
            self._text(keys, "from"),
            self._text(keys, "go"),
            again,
            self._text(keys, "card"),
            rows,
        )

    def _when(self, name: str, line: int, keys: Keys) -> Step:
        branches = []
        for item in self._sheet.items(keys["when"], "when"):
            part = self._sheet.mapping(item, "A branch", allowed=BRANCH)
            go = self._text(part, "else") or self._text(part, "go")
            if go is None or ("else" in part) == ("if" in part):
                self._sheet.note(
                    line_of(item), "A branch is incomplete.", "Write {if: …, go: …} or {else: …}."
                )
                continue
            branches.append(Branch(self._condition(part.get("if")), go))
        if not branches or branches[-1].condition is not None:
            self._sheet.note(line, f"'{name}' has no last way.", "End it with {else: step}.")
        return WhenStep(name, line, tuple(branches))

    def _condition(self, node: yaml.Node | None) -> Condition | None:
        if node is None:
            return None
        try:
            return conditions.parse(self._sheet.text(node, "if"), self._names)
        except conditions.NotUnderstood as why:
            self._sheet.note(
                line_of(node),
                f"The condition '{getattr(node, 'value', '')}' {why}.",
                "See `when` in the flows reference.",
            )
            return None

    def _set(self, name: str, line: int, keys: Keys) -> Step:
        values = {
            key: _constant(self._sheet.text(value, key))
            for key, value in self._sheet.mapping(keys["set"], "set").items()
        }
        return SetStep(name, line, values, self._go(keys))

    def _do(self, name: str, line: int, keys: Keys) -> Step:
        return DoStep(name, line, self._text(keys, "do") or "", self._go(keys))

    def _open_case(self, name: str, line: int, keys: Keys) -> Step:
        rules = []
        for item in self._sheet.items(keys["priority"], "priority") if "priority" in keys else []:
            part = self._sheet.mapping(item, "A priority", allowed=("if", "is"), required=("is",))
            rules.append(
                PriorityRule(self._condition(part.get("if")), self._text(part, "is") or "")
            )
        return OpenCaseStep(
            name, line, self._text(keys, "open_case") or "", tuple(rules), self._go(keys)
        )

    def _hand_off(self, name: str, line: int, keys: Keys) -> Step:
        return HandOffStep(name, line, self._text(keys, "hand_off") or "", self._go(keys))

    def _call(self, name: str, line: int, keys: Keys) -> Step:
        return CallStep(name, line, self._text(keys, "call") or "", self._go(keys))

    def _end(self, name: str, line: int, keys: Keys) -> Step:
        return EndStep(name, line, self._text(keys, "end") or "")


def _constant(word: str) -> object:
    if word in {"true", "false"}:
        return word == "true"
    return word
