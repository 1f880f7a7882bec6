"""Invented people, cases and messages, to try the product with at any size.

Pure but for its own dice, so the same seed gives the same people; a stream, so memory stays flat.
The proportions are those the centres reported of their first eight months in 2560: 64 of 100
matters about money, 14 about markets, 8 about production; 23 of 100 petitioners juristic persons;
1.45 matters a petitioner; two thirds completed. Writing them down is `bot.cli.seed`'s.

Nobody real can be meant: LINE ids begin with `Ufeed`, juristic numbers with the impossible
province 00 (their check digits are right), and telephone numbers are 060-000-xxxx. Thailand
reserves no numbers for fiction; 060 is a mobile prefix that has not been issued.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.cases.categories import category_of, priority_of, track_of
from bot.cli.seeding_words import (
    BUSINESSES,
    FAMILY_NAMES,
    FIRST_NAMES,
    HEAVY_PROVINCES,
    MATTERS,
    SAID_BY_OWNERS,
    SAID_BY_THE_BOT,
    Matter,
)
from bot.model.cases import Status
from bot.model.heard import Amount
from bot.model.thai import BANGKOK

MATTERS_A_PETITIONER = 1.45
JURISTIC = 0.23
WITHOUT_PROVINCE = 0.01
_HISTORY_DAYS = 365
_PATHS: Sequence[tuple[int, tuple[Status, ...]]] = (
    (60, (Status.ACCEPTED, Status.ADVISING, Status.CLOSED)),
    (18, (Status.ACCEPTED, Status.ADVISING, Status.REFERRED, Status.CLOSED)),
    (5, (Status.ACCEPTED, Status.ADVISING)),
    (4, (Status.ACCEPTED, Status.ADVISING, Status.WAITING_OWNER)),
    (4, (Status.ACCEPTED, Status.REFERRED)),
    (2, (Status.ACCEPTED,)),
    (2, ()),
    (2, (Status.CANCELLED,)),
    (1, (Status.ACCEPTED, Status.ADVISING, Status.WAITING_OWNER, Status.UNREACHABLE)),
    (2, (Status.ACCEPTED, Status.ADVISING, Status.COMMITTEE)),
)


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """A friend of the account; everybody acknowledged the notice when they followed."""

    person: str
    name: str
    news: bool
    followed_at: datetime


@dataclass(frozen=True, slots=True)
class InventedCase:
    """A case without its receiving number and its office, which whoever writes it down adds."""

    person: str
    category: str
    sub_intent: str
    track: str | None
    priority: str
    province: str | None
    name: str
    phone: str
    email: str | None
    juristic_id: str | None
    amount: Amount | None
    business: str
    deadline: date | None
    summary: str
    opened_at: datetime
    moves: tuple[tuple[datetime, Status], ...]
    """What came after `new`, in order; every move is legal."""

    @property
    def status(self) -> Status:
        """Where the case stands now."""
        return self.moves[-1][1] if self.moves else Status.NEW


@dataclass(frozen=True, slots=True)
class InventedMessage:
    """Something said in a person's conversation; `direction` is `in` or `out`."""

    person: str
    direction: str
    text: str
    at: datetime


Invented = InventedPerson | InventedCase | InventedMessage


def invent(
    seed: int, *, friends: int, cases: int, messages: int, today: date, provinces: Sequence[str]
) -> Iterator[Invented]:
    """Yield `friends` people, each followed by their cases and messages.

    Together there are exactly as many cases and messages as asked for, unless there are no
    friends. Nothing lies after the end of office hours on the day before `today`.
    """
    dice = random.Random(seed)  # noqa: S311 -- repeatable people, not secrets
    weights = [HEAVY_PROVINCES.get(code, 1.0) for code in provinces]
    petitioners = min(friends, max(round(cases / MATTERS_A_PETITIONER), 1)) if friends else 0
    takes_news = False
    place = 0
    for index in range(friends):
        takes_news = dice.random() < 0.5 if index % 2 == 0 else not takes_news
        person = _person(dice, news=takes_news, today=today)
        yield person
        if _share(index, friends, petitioners):
            home = _province(dice, provinces, weights)
            yield from _cases(dice, person, home, _share(place, petitioners, cases), today=today)
            yield from _messages(dice, person, _share(place, petitioners, messages), today=today)
            place += 1


def juristic_number(digits: str) -> str:
    """Return 12 digits with the check digit of a Thai tax number behind them."""
    total = sum(int(digit) * (13 - at) for at, digit in enumerate(digits))
    return f"{digits}{(11 - total % 11) % 10}"


def _share(index: int, of: int, total: int) -> int:
    # Whole shares that differ by one at most and add up to the total exactly.
    return (index + 1) * total // of - index * total // of


def _person(dice: random.Random, *, news: bool, today: date) -> InventedPerson:
    followed = _moment(dice, today - timedelta(days=dice.randint(2, _HISTORY_DAYS)))
    name = f"{dice.choice(FIRST_NAMES)} {dice.choice(FAMILY_NAMES)}"
    return InventedPerson(f"Ufeed0{dice.getrandbits(108):027x}", name, news, followed)


def _province(
    dice: random.Random, provinces: Sequence[str], weights: Sequence[float]
) -> str | None:
    if dice.random() < WITHOUT_PROVINCE:
        return None
    return dice.choices(provinces, weights)[0]


def _cases(
    dice: random.Random, person: InventedPerson, province: str | None, count: int, *, today: date
) -> Iterator[InventedCase]:
    phone = f"060000{dice.randrange(10_000):04d}"
    business = dice.choice(BUSINESSES)
    juristic = _juristic(dice) if dice.random() < JURISTIC else None
    for _ in range(count):
        matter = dice.choices(MATTERS, [matter.weight for matter in MATTERS])[0]
        opened = _between(dice, person.followed_at, today)
        yield _case(
            dice,
            matter,
            person=person,
            province=province,
            phone=phone,
            business=business,
            juristic=juristic,
            opened=opened,
            today=today,
        )


def _case(  # noqa: PLR0913 -- one case has as many sides
    dice: random.Random,
    matter: Matter,
    *,
    person: InventedPerson,
    province: str | None,
    phone: str,
    business: str,
    juristic: str | None,
    opened: datetime,
    today: date,
) -> InventedCase:
    code = matter.sub_intent
    category = category_of(code) or "other"
    legal = code.startswith("legal.")
    deadline = opened.date() + timedelta(days=dice.randint(3, 40)) if legal else None
    amount = _amount(dice) if code.startswith(("fin.", "rescue.")) else None
    return InventedCase(
        person=person.person,
        category=category,
        sub_intent=code,
        track=track_of(code),
        priority=priority_of(category, code, today=opened.date(), deadline=deadline),
        province=province,
        name=person.name,
        phone=phone,
        email=f"owner{dice.randrange(10**6)}@example.com" if dice.random() < 0.1 else None,
        juristic_id=juristic,
        amount=amount,
        business=business,
        deadline=deadline,
        summary=f"ทำ{business} {dice.choice(matter.told)}",
        opened_at=opened,
        moves=_moves(dice, opened, today),
    )


def _moves(
    dice: random.Random, opened: datetime, today: date
) -> tuple[tuple[datetime, Status], ...]:
    path = dice.choices([path for _, path in _PATHS], [weight for weight, _ in _PATHS])[0]
    moves: list[tuple[datetime, Status]] = []
    day = opened.date()
    for status in path:
        day += timedelta(days=dice.randint(1, 6))
        if day >= today:  # too young to have come so far
            break
        moves.append((_moment(dice, day), status))
    return tuple(moves)


def _messages(
    dice: random.Random, person: InventedPerson, count: int, *, today: date
) -> Iterator[InventedMessage]:
    at = person.followed_at
    end = datetime.combine(today - timedelta(days=1), time(16, 30), BANGKOK)
    for index in range(count):
        at = min(at + timedelta(seconds=dice.randint(2, 90)), end)
        if index % 2 == 0:
            yield InventedMessage(person.person, "in", dice.choice(SAID_BY_OWNERS), at)
        else:
            yield InventedMessage(person.person, "out", dice.choice(SAID_BY_THE_BOT), at)


def _amount(dice: random.Random) -> Amount | None:
    if dice.random() < 0.3:
        return None
    baht = dice.choice((50, 100, 200, 300, 500, 800, 1_000, 2_000, 3_000, 5_000)) * 1_000
    return dice.choice((Amount(baht, baht), Amount(None, baht), Amount(baht, baht * 2)))


def _juristic(dice: random.Random) -> str:
    kind, year = dice.choice("35"), dice.randint(545, 569)
    return juristic_number(f"000{kind}{year}{dice.randrange(100_000):05d}")


def _moment(dice: random.Random, day: date) -> datetime:
    minute = dice.randint(8 * 60 + 30, 16 * 60 + 29)
    return datetime.combine(day, time(minute // 60, minute % 60, dice.randrange(60)), BANGKOK)


def _between(dice: random.Random, start: datetime, today: date) -> datetime:
    # The day of following at the earliest, yesterday at the latest.
    days = (today - timedelta(days=1) - start.date()).days
    moment = _moment(dice, start.date() + timedelta(days=dice.randint(0, days)))
    return max(moment, start)
