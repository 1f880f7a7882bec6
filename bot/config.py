"""The settings: the only reader of the environment. `docs/settings.md` lists them all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import BotError


class BadSettings(BotError):
    """One or more settings are missing or wrong; the message lists all of them."""

    exit_code = 2


class Settings(BaseSettings):
    """Everything that may differ between two installations. Read once, then frozen."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, str_strip_whitespace=True
    )

    line_channel_secret: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="Channel secret of the LINE channel; two with a comma while one is rotated.",
    )
    line_channel_access_token: SecretStr = Field(
        default=SecretStr(""), description="Channel access token, for calls to LINE."
    )
    line_api_base_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/]+)?$",
        description="One base for LINE's API and content hosts; empty means LINE's own two.",
    )
    database_url: str = Field(
        default="",
        description="SQLAlchemy URL (sqlite or postgresql); empty means a file in DATA_DIR.",
    )
    redis_url: str = Field(
        default="",
        pattern=r"^(rediss?://\S+)?$",
        description="Redis for wake-ups between processes; empty means one process does it all.",
    )
    data_dir: Path = Field(
        default=Path(".data"), description="Folder for the database file, keys and files."
    )
    host: str = Field(default="127.0.0.1", description="Address the web server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port of the web server.")
    metrics_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="Port on which `bot worker` serves /metrics, on HOST; 0 means none.",
    )
    flows_file: Path | None = Field(
        default=None, description="Conversations to serve instead of the flows.yaml shipped."
    )
    routing_dir: Path | None = Field(
        default=None, description="Folder with your own centres, areas, provinces and holidays."
    )
    programmes_file: Path | None = Field(
        default=None, description="Programme records to serve instead of the file shipped."
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/]+)?$",
        description="Where people reach this service, e.g. https://sme.example.go.th; for links.",
    )
    burst_window_seconds: float = Field(
        default=3.0,
        ge=0,
        le=8,
        description="How long to wait for the next fragment of a message before answering.",
    )
    worker_threads: int = Field(
        default=16, ge=1, le=64, description="Threads that answer people in one process."
    )
    keep_to_one_core: bool = Field(
        default=True,
        description="Whether each process that answers people keeps to a core of its own, if there"
        " is one for it: Python gets more done so. Linux only.",
    )
    line_calls_per_second: int = Field(
        default=2000,
        ge=1,
        le=2000,
        description="Most replies, and most pushes, a second over all processes; LINE takes 2,000.",
    )
    quota_cases_percent: int = Field(
        default=30,
        ge=0,
        le=100,
        description="Share of the month's messages that is kept for answers about cases.",
    )
    quota_urgent_percent: int = Field(
        default=10,
        ge=0,
        le=100,
        description="Share of the month's messages that only urgent announcements may use.",
    )
    broadcast_recipients_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="So many days after an announcement's end it can be corrected; then the ids of"
        " its recipients are erased.",
    )
    broadcast_answers_days: int = Field(
        default=180,
        ge=15,
        le=3650,
        description="So many days after an announcement's end the ids of those who answered it, or"
        " were told with an answer, are erased; what they did stays counted.",
    )
    nlu_review_days: int = Field(
        default=180,
        ge=1,
        le=3650,
        description="So many days after it was last said a masked message that waits to be learnt"
        " from (`bot nlu review`) is erased.",
    )
    sqlite_synchronous: Literal["FULL", "NORMAL"] = Field(
        default="FULL", description="FULL survives a power cut; NORMAL survives kill -9 only."
    )
    content_max_image_mb: int = Field(
        default=10, ge=1, le=25, description="Largest picture that is kept, in MB."
    )
    content_max_file_mb: int = Field(
        default=25, ge=1, le=100, description="Largest document that is kept, in MB."
    )
    content_max_media_mb: int = Field(
        default=50, ge=1, le=200, description="Largest sound or film that is kept, in MB."
    )
    content_s3_bucket: str = Field(
        default="", description="Bucket for the files people send; empty means DATA_DIR/files."
    )
    content_s3_endpoint: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="URL of an S3-compatible store; empty means Amazon's.",
    )
    content_s3_region: str = Field(default="", description="Region of the bucket.")
    content_s3_access_key: str = Field(
        default="", description="Access key for the bucket; empty means the machine's own rights."
    )
    content_s3_secret_key: SecretStr = Field(
        default=SecretStr(""), description="Secret key for the bucket."
    )
    line_basic_id: str = Field(
        default="",
        pattern=r"^(@[a-z0-9._-]+)?$",
        description="Basic id of the LINE account, e.g. `@frontdoor`. With it receiving slips carry"
        " a QR code that ties the case to its owner's LINE; without it, the words to type.",
    )
    console_idle_minutes: int = Field(
        default=240,
        ge=5,
        le=1440,
        description="After so long without a click officers sign in anew.",
    )
    console_streams: int = Field(
        default=32,
        ge=0,
        le=500,
        description="So many open pages one process tells of changes at once; the others ask"
        " every four seconds.",
    )
    console_over_http: bool = Field(
        default=False,
        description="Let officers sign in without HTTPS: on a machine of your own only.",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="So many proxies stand before us, each adding to X-Forwarded-For and -Proto.",
    )
    line_login_channel_id: str = Field(
        default="", description="Channel ID of a LINE Login channel; empty: no sign-in by LINE."
    )
    line_login_channel_secret: SecretStr = Field(
        default=SecretStr(""), description="Channel secret of the LINE Login channel."
    )
    line_login_base_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/]+)?$",
        description="One base for both hosts of LINE Login; empty means LINE's own two.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged; never personal data at any level."
    )

    @field_validator("line_channel_secret", mode="before")
    @classmethod
    def _split_secrets(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("line_channel_access_token")
    @classmethod
    def _plain_token(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().isascii():
            raise ValueError("holds letters that no token of LINE's has; copy it once more")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value:
            return value
        try:
            url = make_url(value)
        except ArgumentError:
            raise ValueError(
                "is not a database URL; write e.g. postgresql://user@host/name"
            ) from None
        backend = url.get_backend_name()
        if backend not in {"sqlite", "postgresql"}:
            raise ValueError(f"names '{backend}'; this program speaks sqlite and postgresql")
        if backend == "sqlite" and url.database in {None, "", ":memory:"}:
            raise ValueError("is a database in memory, which forgets everything; name a file")
        if backend == "postgresql" and url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        return url.render_as_string(hide_password=False)

    @model_validator(mode="before")
    @classmethod
    def _postgres_by_its_short_name(cls, values: dict[str, object]) -> dict[str, object]:
        url = values.get("database_url")
        if isinstance(url, str) and url.startswith("postgres://"):
            values["database_url"] = "postgresql" + url.removeprefix("postgres")
        return values

    @property
    def secrets(self) -> tuple[str, ...]:
        """The channel secrets in the clear, for checking signatures."""
        return tuple(secret.get_secret_value() for secret in self.line_channel_secret)

    @property
    def database(self) -> str:
        """The database URL in force."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{(self.data_dir / 'frontdoor.db').resolve()}"

    @property
    def embedded(self) -> bool:
        """Whether this process also does the worker's job."""
        return not self.redis_url


class _NeededToServe(BaseSettings):
    """What talking to LINE needs, read leniently so that its absence can be told with the rest."""

    model_config = SettingsConfigDict(extra="ignore", str_strip_whitespace=True)

    line_channel_secret: str = ""
    line_channel_access_token: str = ""


def read_settings(*, serving: bool = False, **given: object) -> Settings:
    """Read the environment, with `given` on top.

    Raises BadSettings naming every wrong setting at once; with `serving`, also those that talking
    to LINE needs and that are missing.
    """
    problems = _missing(given) if serving else []
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        problems += [_sentence(detail["loc"], detail["msg"]) for detail in error.errors()]
    else:
        if not problems:
            return settings
    raise BadSettings("The settings are not right yet:\n" + "\n".join(problems))


def _missing(given: dict[str, object]) -> list[str]:
    names = _NeededToServe.model_fields
    needed = _NeededToServe(**{name: given[name] for name in names if name in given})  # type: ignore[arg-type]
    return [
        f"  {name.upper()} is missing. {Settings.model_fields[name].description}"
        for name in names
        if not getattr(needed, name)
    ]


def _sentence(where: tuple[int | str, ...], message: str) -> str:
    name = str(where[0]).upper() if where else "?"
    return f"  {name}: {message.removeprefix('Value error, ')}"


def shipped_flows() -> Path:
    """Return the flows.yaml of this program: beside the package, or in it once installed."""
    beside = Path(__file__).parent.parent / "flows.yaml"
    return beside if beside.is_file() else Path(__file__).parent / "flows.yaml"


def environment_with(**given: str) -> dict[str, str]:
    """Return this process's environment with some settings replaced, for a child process."""
    return {**os.environ, **{name.upper(): value for name, value in given.items()}}  # noqa: TID251 -- this is the reader of the environment


def crash_at() -> tuple[str | None, int]:
    """Return the place, and the passing of it, at which `faults/` wants this process to die."""
    place, _, passing = os.environ.get("CRASH_AT", "").partition(":")  # noqa: TID251 -- this is the reader of the environment
    return place or None, int(passing or 1)
