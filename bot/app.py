"""The composition root: settings become the parts that web, worker and command line share."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Engine

from bot import clock
from bot.broadcasts.budget import Kept
from bot.broadcasts.capacity import USUAL_RATE
from bot.config import Settings, shipped_flows
from bot.errors import BotError
from bot.files.local import LocalStorage
from bot.files.s3 import Bucket, S3Storage
from bot.files.spool import Spool
from bot.files.storage import Storage
from bot.flows import loader as flows
from bot.flows.book import Book
from bot.flows.sheet import BadFlows, Mistake
from bot.handlers import programmes, waves
from bot.handlers.deps import Deps, StaffDeps
from bot.handlers.forgetting_recipients import Spans
from bot.handlers.map_editing import LiveOffices
from bot.handlers.revisions import EarlierBooks
from bot.learning import promotion
from bot.line.client import LineClient
from bot.line.login import LineLogin
from bot.logs import Pseudonyms
from bot.model.seals import Seals
from bot.nlu import pipeline
from bot.nlu.intents import BadModel
from bot.nlu.pipeline import Understanding
from bot.nlu.tokens import Words
from bot.programmes import catalogue
from bot.programmes.catalogue import Catalogue
from bot.routing import loader as routing
from bot.routing.hours import Calendar, Offices
from bot.routing.loader import Map
from bot.routing.overlay import Folder
from bot.storage import broadcasts, outages, revisions, switches
from bot.storage.broadcasts import Broadcast
from bot.storage.db import open_database
from bot.storage.news import News
from bot.storage.outages import Outage
from bot.storage.remembered import Remembered
from bot.storage.switches import Switches
from bot.storage.writer import Writer

if TYPE_CHECKING:
    from redis import Redis


class FileMissing(BotError):
    """A file that a setting names is not there."""

    exit_code = 2


_log = structlog.get_logger()
_LEARN_EVERY_SECONDS = 3_600.0


@dataclass(frozen=True)
class App:
    """One installation. Parts are made when first used, so that a command loads what it needs."""

    settings: Settings
    now: Callable[[], datetime] = clock.now
    new_key: Callable[[], str] = clock.new_key
    ticks: Callable[[], float] = clock.ticks

    @cached_property
    def process(self) -> str:
        """The name under which this process holds what it works on."""
        return clock.new_key()

    @cached_property
    def engine(self) -> Engine:
        """The database; what is committed to it is told to whoever follows the news."""
        chosen = self.settings
        engine = open_database(chosen.database, synchronous=chosen.sqlite_synchronous)
        engine.update_execution_options(news=self.news)
        return engine

    @cached_property
    def news(self) -> News:
        """What has just changed; between processes it goes by Redis."""
        if not self.settings.redis_url:
            return News()
        from bot.storage.shared_news import SharedNews  # noqa: PLC0415 -- only where it is used

        return SharedNews(self._new_redis(health_check_interval=5))

    @cached_property
    def writer(self) -> Writer:
        """The one writer of the database in this process."""
        return Writer(self.engine)

    @cached_property
    def switches(self) -> Remembered[Switches]:
        """The operator's switches that are on, known a second after they are turned."""
        return Remembered(self.engine, self.ticks, switches.those_on, {})

    @cached_property
    def outages(self) -> Remembered[tuple[Outage, ...]]:
        """The outages that people are still told of."""
        return Remembered(
            self.engine, self.ticks, lambda one: outages.recent(one, now=self.now()), ()
        )

    @cached_property
    def redis(self) -> Redis | None:
        """What the processes share beside the database, and may lose; None for a single one."""
        return self._new_redis() if self.settings.redis_url else None

    def _new_redis(self, *, health_check_interval: int = 0) -> Redis:
        from redis import Redis  # noqa: PLC0415 -- only where it is used
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        return Redis.from_url(
            self.settings.redis_url,
            socket_timeout=0.25,
            socket_connect_timeout=0.25,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=health_check_interval,
        )

    @cached_property
    def line(self) -> LineClient:
        """The one client for LINE in this process."""
        return LineClient(
            self.settings.line_channel_access_token.get_secret_value(),
            base_url=self.settings.line_api_base_url or None,
            read_timeout=5.0,
        )

    @cached_property
    def line_login(self) -> LineLogin | None:
        """Sign-in by LINE; None where no LINE Login channel is set."""
        chosen = self.settings
        if not chosen.line_login_channel_id:
            return None
        return LineLogin(
            chosen.line_login_channel_id,
            chosen.line_login_channel_secret.get_secret_value(),
            base_url=chosen.line_login_base_url,
            now=self.now,
        )

    @cached_property
    def storage(self) -> Storage:
        """Where files that people sent are kept: a private folder, or a bucket when one is set."""
        chosen = self.settings
        if not chosen.content_s3_bucket:
            return LocalStorage(chosen.data_dir / "files")
        return S3Storage(
            Bucket(
                name=chosen.content_s3_bucket,
                endpoint=chosen.content_s3_endpoint,
                region=chosen.content_s3_region,
                access_key=chosen.content_s3_access_key,
                secret_key=chosen.content_s3_secret_key.get_secret_value(),
            )
        )

    @cached_property
    def spool(self) -> Spool:
        """Room for files on their way."""
        return Spool(self.settings.data_dir / "files" / "spool")

    @cached_property
    def book(self) -> Book:
        """The conversations; raises BadFlows with every mistake and its line."""
        return read_book(self.settings)

    def keep_book(self) -> None:
        """Keep the conversations in force, so that whoever is in their midst may finish them."""
        book = self.book
        self.writer.run(
            lambda connection: revisions.keep(
                connection, book.revision, book.source, now=self.now()
            )
        )

    @property
    def routing_folder(self) -> Folder:
        """The routing files in force."""
        return self.settings.routing_dir or packaged("routing")

    @cached_property
    def live_offices(self) -> LiveOffices:
        """The offices; raises with every mistake in the routing files at once."""
        return LiveOffices(self.routing_folder, routing.load(self.routing_folder))

    @cached_property
    def offices(self) -> Remembered[Offices]:
        """The offices with what was edited in the console, known a second later."""
        live = self.live_offices
        return Remembered(self.engine, self.ticks, live.read, live.shipped)

    @cached_property
    def shipped_programmes(self) -> Catalogue:
        """The programmes of the file; raises BadProgrammes with every mistake at once."""
        return _read_catalogue(self.settings)

    @cached_property
    def programmes(self) -> Remembered[Catalogue]:
        """The programmes with what was edited in the console, known a second later."""
        shipped = self.shipped_programmes
        return Remembered(
            self.engine, self.ticks, lambda one: programmes.as_it_stands(one, shipped), shipped
        )

    @cached_property
    def riding(self) -> Remembered[tuple[Broadcast, ...]]:
        """The announcements that travel on free answers, known a second later."""
        return Remembered(self.engine, self.ticks, broadcasts.riding, ())

    @cached_property
    def cases_rate(self) -> Remembered[float]:
        """How many cases come of each person who is told of something, learned each hour."""
        return Remembered(
            self.engine,
            self.ticks,
            lambda connection: waves.learned_rate(connection, now=self.now()),
            USUAL_RATE,
            fresh_seconds=_LEARN_EVERY_SECONDS,
        )

    @property
    def kept(self) -> Kept:
        """The shares of the month's messages that ordinary announcements never use."""
        return Kept(self.settings.quota_cases_percent, self.settings.quota_urgent_percent)

    @property
    def spans(self) -> Spans:
        """For how long people's ids stay with announcements that are over."""
        return Spans(
            recipients=timedelta(days=self.settings.broadcast_recipients_days),
            answers=timedelta(days=self.settings.broadcast_answers_days),
        )

    @property
    def map(self) -> Map:
        """Which office looks after which province."""
        return self.offices.latest().map

    @property
    def calendar(self) -> Calendar:
        """The offices' working days."""
        return self.offices.latest().calendar

    @cached_property
    def staff_deps(self) -> StaffDeps:
        """What officers' work borrows; loads no language."""
        return StaffDeps(
            book=self.book,
            offices=self.offices.latest,
            catalogue=self.programmes.latest,
            new_key=self.new_key,
            seals=self.seals,
            public_url=self.settings.public_url,
        )

    @cached_property
    def deps(self) -> Deps:
        """What handlers borrow; raises with every mistake in the data files at once."""
        return Deps(
            book=self.book,
            understanding=self.understanding,
            earlier=EarlierBooks(self.engine, self.ticks).find,
            riding=self.riding.latest,
            offices=self.offices.latest,
            catalogue=self.programmes.latest,
            new_key=self.new_key,
            seals=self.seals,
            public_url=self.settings.public_url,
        )

    @cached_property
    def understanding(self) -> Understanding:
        """What understands; with the model that was promoted here, if one was."""
        return _understanding(promotion.serving(promotion.folder(self.settings.data_dir)))

    @cached_property
    def seals(self) -> Seals:
        """What our buttons are known by: the channel's secret, which all processes share."""
        secrets = [secret.encode() for secret in self.settings.secrets]
        return Seals.of(secrets or [self.signing_key])

    @cached_property
    def words(self) -> Words:
        """What cuts Thai into words; loads the language, without the understanding."""
        if "understanding" in self.__dict__:
            return self.understanding.sight.words
        return pipeline.load_words(packaged("nlu"))

    @cached_property
    def pseudonyms(self) -> Pseudonyms:
        """How people are named in logs."""
        return Pseudonyms(self.signing_key)

    @cached_property
    def signing_key(self) -> bytes:
        """The secret key of this installation."""
        return signing_key(self.settings.data_dir)


def read_book(settings: Settings) -> Book:
    """Read flows.yaml; raises BadFlows with every mistake and its line."""
    text, name = flows_text(settings.flows_file)
    return _book(text, name)


def flows_text(chosen: Path | None) -> tuple[str, str]:
    """Return the conversations' text and the name to show in mistakes."""
    if chosen is not None:
        if not chosen.is_file():
            raise FileMissing(f"There is no file {chosen}. Name the conversations to read.")
        return _utf8(chosen), str(chosen)
    return shipped_flows().read_text(encoding="utf-8"), "flows.yaml"


def _utf8(path: Path) -> str:
    given = path.read_bytes()
    try:
        return given.decode("utf-8")
    except UnicodeDecodeError as broken:
        line = given.count(b"\n", 0, broken.start) + 1
        mistake = Mistake(line, "This is no UTF-8 text.", "Save the file as UTF-8.")
        raise BadFlows(str(path), [mistake]) from None


@lru_cache(maxsize=2)
def _book(text: str, name: str) -> Book:
    return flows.load(text, name=name)


@cache
def _understanding(promoted: Path | None) -> Understanding:
    """Return what was read once for the whole process: a second's work, and never changed.

    A promoted model that cannot serve is a warning: the one shipped with this release serves.
    """
    understanding = pipeline.load(packaged("nlu"))
    if promoted is None:
        return understanding
    try:
        return understanding.listening_with(promoted)
    except (BadModel, OSError) as error:
        _log.warning("promoted_model_not_used", reason=str(error))
        return understanding


def signing_key(folder: Path) -> bytes:
    """Return this installation's secret key, made at its first use and kept in DATA_DIR."""
    path = folder / "keys" / "signing.key"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(32))
    return path.read_bytes()


def _read_catalogue(settings: Settings) -> Catalogue:
    chosen = settings.programmes_file
    shipped = files("bot.programmes") / "data" / "programmes.yaml"
    source: Traversable = chosen or shipped
    return catalogue.load(source.read_text(encoding="utf-8"), str(chosen or "programmes.yaml"))


def packaged(room: str) -> Traversable:
    """Return the data folder that is shipped with a room."""
    return files(f"bot.{room}") / "data"
