"""The whole way with a bucket: the settings, the fetcher as the service makes it, LINE, S3."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.config import read_settings
from bot.delivery.bucket import LIMITS, LocalBucket
from bot.delivery.fetching import Fetcher
from bot.emulator import Emulator
from bot.storage import contents, migrate, processes
from bot.storage.contents import NewContent, Standing
from bot.storage.db import reading
from bot.worker.fetchers import make_fetcher
from tests.files.conftest import S3Server
from tests.files.files_stage import PDF, SECRET, jpeg
from tests.world import HandClock


class Post:
    def __init__(self, app: App, line: Emulator, clock: HandClock) -> None:
        self.app, self.line, self.clock = app, line, clock
        self.person = line.person("anna")

    def send(self, data: bytes, kind: str) -> None:
        self.line.send_message(self.person, {"type": kind}, content=data)
        message_id = str(self.line.sent_by(self.person)[-1]["id"])
        new = NewContent(message_id, "image" if kind == "image" else "file", None, self.clock.now())
        self.app.writer.run(lambda c: contents.expect(c, self.person, [new], now=self.clock.now()))

    def fetcher(self) -> Fetcher:
        return make_fetcher(self.app, LocalBucket(LIMITS, self.clock.ticks))

    def stands(self) -> list[Standing]:
        with reading(self.app.engine) as connection:
            return contents.standings(connection)


@pytest.fixture
def post(s3_server: S3Server, tmp_path: Path, clock: HandClock) -> Iterator[Post]:
    with Emulator(channel_secret="secret", access_token="token") as line:
        settings = read_settings(
            line_channel_secret="secret",
            line_channel_access_token="token",
            line_api_base_url=line.base_url,
            data_dir=tmp_path / "data",
            content_max_file_mb=1,
            content_s3_bucket=f"b-{abs(hash(tmp_path))}",
            content_s3_endpoint=s3_server.endpoint,
            content_s3_access_key="key",
            content_s3_secret_key="secret",
        )
        app = App(settings, now=clock.now, new_key=clock.new_key, ticks=clock.ticks)
        migrate.upgrade(app.engine)
        app.writer.run(lambda c: processes.beat(c, app.process, now=clock.now()))
        yield Post(app, line, clock)
        app.writer.stop()
        app.engine.dispose()


def test_files_wait_for_their_bucket_and_then_lie_in_it_and_nowhere_else(
    post: Post, s3_server: S3Server, tmp_path: Path
) -> None:
    post.send(jpeg(6), "image")
    post.send(PDF, "file")
    post.fetcher().fetch_due(seconds=60)
    assert [one.status for one in post.stands()] == ["waiting", "waiting"]
    assert "NoSuchBucket" in (post.stands()[0].error or "")

    name = post.app.settings.content_s3_bucket
    s3_server.client.create_bucket(Bucket=name)
    post.clock.move(minutes=2)
    post.fetcher().fetch_due(seconds=60)

    assert [one.status for one in post.stands()] == ["kept", "kept"]
    for one in post.stands():
        out = io.BytesIO()
        assert one.place is not None
        post.app.storage.read(one.place, out)
        assert SECRET not in out.getvalue()
    listed = s3_server.client.list_objects_v2(Bucket=name)["Contents"]
    assert {kept["Key"] for kept in listed} == {one.place for one in post.stands()}
    folder = tmp_path / "data" / "files"
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_what_is_unwanted_leaves_the_bucket(post: Post, s3_server: S3Server) -> None:
    name = post.app.settings.content_s3_bucket
    s3_server.client.create_bucket(Bucket=name)
    post.send(PDF, "file")
    post.fetcher().fetch_due(seconds=60)

    now = post.clock.now()
    post.app.writer.run(lambda c: contents.unwant(c, post.person, now=now))
    post.fetcher().fetch_due(seconds=60)

    assert "Contents" not in s3_server.client.list_objects_v2(Bucket=name)
    assert post.stands() == []


def test_the_largest_size_is_what_the_setting_says_in_millions_of_bytes(
    post: Post, s3_server: S3Server
) -> None:
    s3_server.client.create_bucket(Bucket=post.app.settings.content_s3_bucket)
    post.send(PDF.ljust(1_000_000, b" "), "file")
    post.fetcher().fetch_due(seconds=60)
    post.clock.move(seconds=1)
    post.send(PDF.ljust(1_000_001, b" "), "file")
    post.fetcher().fetch_due(seconds=60)

    assert [one.status for one in post.stands()] == ["refused", "kept"]
