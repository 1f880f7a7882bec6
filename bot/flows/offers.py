"""The programme that is talked about: whether it fits, what is still to be asked, its papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.flows.talk import Talk
from bot.model.effects import NoteFirm, NoteInterest
from bot.model.english import CODES
from bot.model.firms import LEGAL_FORMS, SECTORS, SIZES, Firm
from bot.model.programmes import Programme
from bot.programmes.eligibility import CONDITIONS, Verdict, accepted, judge
from bot.programmes.sizes import possible_sizes, size_of

PATTERNS = ("interested", "eligible", "papers")
"""What a button about a programme may play."""
_ASKED: Mapping[str, tuple[str, ...]] = {
    "province": ("province",),
    "disaster_area": ("province",),
    "sector": ("sector",),
    "legal_form": ("legal_form",),
    "size": ("sector", "employees", "revenue"),
}
"""By a programme's condition: the slots that tell whether it is met."""
_SLOTS = frozenset(name for names in _ASKED.values() for name in names)
_MOST_NAMED = 6


def under_way(talk: Talk) -> bool:
    """Say whether a programme is talked about."""
    return any(frame.flow in PATTERNS for frame in talk.state.frames)


def set_about(talk: Talk, code: str) -> None:
    """Talk about a programme from now on; what was being asked about another one is let go."""
    let_go(talk)
    talk.become(programme=code)


def let_go(talk: Talk) -> None:
    """Talk about no programme any more."""
    frames = talk.state.frames
    begun = next((at for at, frame in enumerate(frames) if frame.flow in PATTERNS), len(frames))
    talk.become(frames=frames[:begun], programme=None, firm_anew=False)
    _ask_anew(talk)


def find(talk: Talk, code: object) -> Programme | None:
    """Return a programme by its code, whether it is open or not."""
    known = (*talk.facts.programmes, *talk.facts.other_programmes)
    return next((one for one in known if one.code == code), None)


def at_hand(talk: Talk) -> Programme | None:
    """Return the programme that is talked about; None when its record is gone."""
    return find(talk, talk.state.programme)


def is_open(talk: Talk) -> bool:
    """Say whether the programme that is talked about is open today."""
    return at_hand(talk) in talk.facts.programmes


def draft_pending(talk: Talk) -> bool:
    """Say whether something told about a matter, and not sent yet, waits beneath."""
    told = bool(talk.state.said) or talk.slot("summary") is not None
    beneath = any(frame.flow not in (*PATTERNS, "consent") for frame in talk.state.frames)
    return told and beneath and not talk.state.filed


def serves(talk: Talk, code: object, need: str) -> bool:
    """Say whether a programme serves a need."""
    programme = find(talk, code)
    return programme is not None and (not programme.needs or need in programme.needs)


def need_for(talk: Talk, programme: Programme) -> str | None:
    """Return the need under which a matter about a programme is filed; None when it may be any."""
    told = (talk.slot("need"), *talk.facts.firm.needs)
    return next((need for need in programme.needs if need in told), None) or next(
        iter(programme.needs), None
    )


def firm(talk: Talk) -> Firm:
    """Return what is known of the firm: what was said now stands before what was known."""
    known = Firm(needs=talk.facts.firm.needs) if talk.state.firm_anew else talk.facts.firm
    employees, revenue = _number(talk, "employees"), _number(talk, "revenue")
    sector = _told(talk, "sector") or known.sector
    counted = employees is not None or revenue is not None
    return Firm(
        province=_told(talk, "province") or known.province,
        sector=sector,
        sizes=possible_sizes(sector, employees, revenue) if counted else known.sizes,
        legal_form=_told(talk, "legal_form") or known.legal_form,
        needs=known.needs,
    )


def verdict(talk: Talk) -> Verdict:
    """Return what the conditions of the programme that is talked about say of the firm."""
    programme = at_hand(talk)
    return judge(programme, firm(talk)) if programme else Verdict((), (), ())


def has_conditions(talk: Talk) -> bool:
    """Say whether anything is demanded of firms in the programme that is talked about."""
    programme = at_hand(talk)
    return programme is not None and any(accepted(programme, name) for name in CONDITIONS)


def asks(talk: Talk) -> str | None:
    """Return the slot to be asked for next; None once it can be said whether the firm fits."""
    found = verdict(talk)
    if found.against:
        return None
    firm_ = firm(talk)
    known = {"province": firm_.province, "sector": firm_.sector}
    wanted = (slot for name in found.unknown for slot in _ASKED[name])
    return next(
        (
            slot
            for slot in wanted
            if talk.slot(slot) is None and not known.get(slot) and slot not in talk.state.skipped
        ),
        None,
    )


def representative(band: str) -> int:
    """Return the number that stands for a band («6-30» -> 30, «201-» -> 201)."""
    low, _, high = band.partition("-")
    return int(high or low)


def _number(talk: Talk, slot: str) -> int | None:
    band = _told(talk, slot)
    return representative(band) if band else None


def _told(talk: Talk, slot: str) -> str | None:
    value = talk.slot(slot)
    return str(value) if value is not None else None


def _ask_firm_anew(talk: Talk) -> None:
    """Rely no longer on what was known or said of the firm."""
    slots = {k: v for k, v in talk.state.slots.items() if k not in {*_SLOTS, "district"}}
    talk.become(slots=slots, firm_anew=True)
    _ask_anew(talk)


def _ask_anew(talk: Talk) -> None:
    """Ask about another programme also what was left open about this one."""
    talk.become(skipped=tuple(name for name in talk.state.skipped if name not in _SLOTS))


def _note_interest(talk: Talk) -> None:
    talk.do(NoteInterest(str(talk.state.programme)))


def note_firm(talk: Talk) -> None:
    """Want kept what was said of the firm, and where it is when a programme is talked about."""
    size = size_of(firm(talk).sector, _number(talk, "employees"), _number(talk, "revenue"))
    place = _told(talk, "province") if under_way(talk) else None
    told = {
        "sector": _told(talk, "sector"),
        "legal_form": _told(talk, "legal_form"),
        "size": size,
        "province": place,
    }
    about = {name: value for name, value in told.items() if value is not None}
    if about:
        talk.do(NoteFirm(about))


def _leave(talk: Talk) -> None:
    talk.become(programme=None, firm_anew=False)
    _ask_anew(talk)


ACTIONS: dict[str, Callable[[Talk], None]] = {
    "note_interest": _note_interest,
    "note_firm": note_firm,
    "leave_programme": _leave,
    "ask_firm_anew": _ask_firm_anew,
}


def _title(talk: Talk) -> str:
    programme = at_hand(talk)
    return programme.title if programme else talk.book.phrases["this_programme"]


def _owner(talk: Talk) -> str:
    programme = at_hand(talk)
    if programme is None:
        return talk.book.phrases["its_owner"]
    return talk.showing.office(programme.owner, talk.facts.english_names)


def _as_of(talk: Talk) -> str:
    programme = at_hand(talk)
    return as_of(talk, programme) if programme else ""


def as_of(talk: Talk, programme: Programme) -> str:
    """Return «ข้อมูล ณ วันที่ …»."""
    return talk.book.phrases["as_of"].replace("{date}", talk.showing.plain_date(programme.as_of))


def _papers(talk: Talk) -> str:
    programme = at_hand(talk)
    return _listed(programme.documents if programme else ())


def _conditions(names: Callable[[Verdict], Iterable[str]]) -> Callable[[Talk], str]:
    def listed(talk: Talk) -> str:
        programme = at_hand(talk)
        told = names(verdict(talk)) if programme else ()
        return _listed(_condition(talk, programme, name) for name in told if programme)

    return listed


def _condition(talk: Talk, programme: Programme, name: str) -> str:
    """Return one condition in words, with what meets it."""
    called = _called(talk, name)
    text = talk.book.phrases[f"condition_{name}"]
    until = talk.showing.plain_date(programme.apply_by) if programme.apply_by else ""
    names = [
        talk.showing.place(called.get(code, code), talk.facts.english_names)
        for code in accepted(programme, name)
    ]
    return text.replace("{accepted}", _named(talk, names)).replace("{until}", until)


def _called(talk: Talk, condition: str) -> Mapping[str, str]:
    """Return the words for the codes that a condition names."""
    by_condition = {"sector": SECTORS, "legal_form": LEGAL_FORMS, "size": SIZES}
    if condition not in by_condition:
        return talk.facts.province_names
    return CODES if talk.book.language == "en" else by_condition[condition]


def _named(talk: Talk, names: list[str]) -> str:
    told = ", ".join(names[:_MOST_NAMED])
    rest = len(names) - _MOST_NAMED
    more = talk.book.phrases["and_more"].replace("{count}", str(rest))
    return f"{told} {more}" if rest > 0 else told


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)


PLACEHOLDERS: Mapping[str, Callable[[Talk], str]] = {
    "programme.title": _title,
    "programme.owner": _owner,
    "programme.as_of": _as_of,
    "programme.papers": _papers,
    "programme.reasons": _conditions(lambda found: found.against),
    "programme.unknown": _conditions(lambda found: (*found.unknown, *found.to_check)),
}
