from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from sqlalchemy import text
from typing_extensions import override

from bot.app import App
from bot.config import read_settings
from bot.storage import migrate
from bot.storage.db import open_database, reading, transaction
from bot.web import create_app

SECRET = "secret"


def event(event_id: str = "01H", user: str = "Uanna", **fields: object) -> dict[str, Any]:
    return {
        "type": "message",
        "mode": "active",
        "timestamp": 1764054000000,
        "source": {"type": "user", "userId": user},
        "webhookEventId": event_id,
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "t" * 32,
        "message": {"type": "text", "id": f"m-{event_id}", "text": "ความลับของป้า"},
        **fields,
    }


def body_of(*events: object) -> bytes:
    return json.dumps({"destination": "Ubot", "events": list(events)}).encode()


def sign(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class Woken(list[str]):
    def __call__(self, person: str) -> None:
        self.append(person)


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
def web(app: App, woken: Woken) -> FlaskClient:
    return create_app(app, woken).test_client()


def post(web: FlaskClient, body: bytes, signature: str | None = None) -> int:
    headers = {"x-line-signature": sign(body) if signature is None else signature}
    return web.post("/line/webhook", data=body, headers=headers).status_code


def kept(app: App) -> list[tuple[str, str]]:
    with reading(app.engine) as connection:
        rows = connection.execute(text("SELECT event_id, kind FROM inbox ORDER BY seq"))
        return [(row[0], row[1]) for row in rows]


def test_an_event_is_kept_before_it_is_answered_and_its_author_is_woken(
    web: FlaskClient, app: App, woken: Woken
) -> None:
    assert post(web, body_of(event())) == 200

    assert kept(app) == [("01H", "message:text")]
    assert woken == ["Uanna"]


def test_the_ping_that_checks_whether_we_are_there_is_answered(web: FlaskClient, app: App) -> None:
    assert post(web, body_of()) == 200
    assert kept(app) == []


def test_a_batch_of_several_people_wakes_each_of_them_once(
    web: FlaskClient, app: App, woken: Woken
) -> None:
    batch = body_of(event("a", "U1"), event("b", "U2"), event("c", "U1"))

    assert post(web, batch) == 200

    assert [event_id for event_id, _ in kept(app)] == ["a", "b", "c"]
    assert woken == ["U1", "U2"]


def test_the_same_event_twice_is_kept_once(web: FlaskClient, app: App) -> None:
    again = event(deliveryContext={"isRedelivery": True})

    assert post(web, body_of(event())) == post(web, body_of(again)) == 200

    assert len(kept(app)) == 1


@pytest.mark.parametrize("signature", ["", "forged", sign(b"another body"), "ไทย"])
def test_a_forged_signature_is_refused_and_nothing_is_kept(
    web: FlaskClient, app: App, signature: str
) -> None:
    body = body_of(event())

    answer = web.post(
        "/line/webhook", data=body, headers={"x-line-signature": signature.encode("utf-8")}
    )

    assert answer.status_code == 401
    assert kept(app) == []


def test_a_missing_signature_is_refused(web: FlaskClient) -> None:
    assert web.post("/line/webhook", data=body_of(event())).status_code == 401


def test_while_a_secret_is_rotated_both_are_accepted(app: App) -> None:
    chosen = read_settings(
        line_channel_secret="old, new",
        line_channel_access_token="t",
        database_url=app.settings.database_url,
    )
    rotating = App(chosen)
    web = create_app(rotating, Woken()).test_client()
    body = body_of(event())

    assert post(web, body, sign(body, "old")) == 200
    assert post(web, body, sign(body, "new")) == 200
    assert post(web, body, sign(body, "neither")) == 401
    rotating.writer.stop()
    rotating.engine.dispose()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"events": 3}', b'{"destination": "U"}', b"\xff\xfe"]
)
def test_a_broken_body_is_a_bad_request(web: FlaskClient, app: App, body: bytes) -> None:
    assert post(web, body) == 400
    assert kept(app) == []


def test_a_body_of_two_megabytes_is_too_large(web: FlaskClient, app: App) -> None:
    body = body_of(event(message={"type": "text", "id": "1", "text": "ก" * 700_000}))

    assert len(body) > 2_000_000
    assert post(web, body) == 413
    assert kept(app) == []


def test_an_unknown_event_is_kept_as_it_came_and_counted(web: FlaskClient, app: App) -> None:
    strange = event("s", type="teleport", teleport={"to": "ดวงจันทร์"})

    assert post(web, body_of(strange, event("n"))) == 200

    assert kept(app) == [("s", "unknown:teleport"), ("n", "message:text")]
    figures = web.get("/metrics").get_data(as_text=True)
    assert 'frontdoor_events_total{kind="unknown:teleport"}' in figures


def test_a_database_that_cannot_commit_lets_line_deliver_again(
    web: FlaskClient, app: App, woken: Woken
) -> None:
    with transaction(app.engine) as connection:
        connection.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))

    assert post(web, body_of(event())) == 503
    assert woken == []

    with transaction(app.engine) as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO inbox"))
    assert post(web, body_of(event())) == 200
    assert kept(app) == [("01H", "message:text")]


def test_a_read_only_database_file_answers_503_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "readonly.db"
    migrate.upgrade(open_database(f"sqlite:///{path}"))
    chosen = read_settings(
        line_channel_secret=SECRET,
        line_channel_access_token="t",
        database_url=f"sqlite:///file:{path}?mode=ro&uri=true",
    )
    app, woken = App(chosen), Woken()

    assert post(create_app(app, woken).test_client(), body_of(event())) == 503

    assert woken == []
    assert "right to write" in "".join(capsys.readouterr())
    app.writer.stop()
    app.engine.dispose()


def test_no_log_and_no_answer_shows_what_somebody_wrote(
    web: FlaskClient, app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction(app.engine) as connection:
        connection.execute(text("DROP TABLE inbox"))

    answer = web.post(
        "/line/webhook",
        data=body_of(event()),
        headers={"x-line-signature": sign(body_of(event()))},
    )

    shown = "".join(capsys.readouterr()) + answer.get_data(as_text=True)
    assert "webhook_not_stored" in shown
    assert "ความลับ" not in shown
    assert "Uanna" not in shown


def test_health_says_whether_the_service_can_serve(web: FlaskClient, app: App) -> None:
    assert web.get("/healthz").status_code == 200
    assert web.get("/readyz").status_code == 200

    with transaction(app.engine) as connection:
        connection.execute(text("DELETE FROM alembic_version"))

    answer = web.get("/readyz")
    assert answer.status_code == 503
    assert "bot migrate" in answer.get_data(as_text=True)


def test_what_was_here_already_is_counted(web: FlaskClient) -> None:
    def known() -> float:
        return REGISTRY.get_sample_value("frontdoor_events_known_total") or 0.0

    before = known()
    post(web, body_of(event("a"), event("b")))
    assert known() == before

    post(web, body_of(event("b"), event("c")))
    assert known() == before + 1


def test_a_stranger_cannot_make_the_figures_grow_for_ever(app: App) -> None:
    web = create_app(app, Woken()).test_client()
    for start in range(0, 300, 100):
        batch = [event(str(n), type=f"stranger-{n}") for n in range(start, start + 100)]
        assert post(web, body_of(*batch)) == 200

    figures = web.get("/metrics").get_data(as_text=True)

    named = [line for line in figures.splitlines() if "stranger-" in line and "_total" in line]
    assert 0 < len(named) <= 200
    assert 'frontdoor_events_total{kind="unknown:other"}' in figures


# --- roads ---


class InPieces(io.BytesIO):
    """Gives a few bytes at a time, as a slow connection may."""

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(7, size or 0))


class Broken(io.BytesIO):
    """Breaks in the middle."""

    @override
    def read(self, _size: int | None = -1, /) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(7)


def test_a_delivery_that_comes_slowly_is_kept(web: FlaskClient, app: App) -> None:
    body = body_of(event())

    answer = web.post(
        "/line/webhook",
        input_stream=InPieces(body),
        content_length=len(body),
        headers={"x-line-signature": sign(body)},
    )

    assert answer.status_code == 200
    assert kept(app) == [("01H", "message:text")]


def test_a_delivery_without_a_length_is_kept(web: FlaskClient, app: App) -> None:
    """In chunks, that is; such a server ends the stream by itself."""
    body = body_of(event())

    answer = web.post(
        "/line/webhook",
        input_stream=InPieces(body),
        headers={"x-line-signature": sign(body), "transfer-encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )

    assert answer.status_code == 200
    assert kept(app) == [("01H", "message:text")]


@pytest.mark.parametrize("stream", [InPieces, Broken])
def test_a_delivery_that_is_cut_off_is_refused(
    web: FlaskClient, app: App, stream: type[io.BytesIO]
) -> None:
    body = body_of(event())

    answer = web.post(
        "/line/webhook",
        input_stream=stream(body),
        content_length=len(body) + 10,
        headers={"x-line-signature": sign(body + b" " * 10)},
    )

    assert answer.status_code == 401
    assert kept(app) == []


@pytest.mark.parametrize("length", ["-1", "many", "", "๑๐", "1_0", "0x9", "9" * 30])
def test_a_length_that_is_none_is_refused(web: FlaskClient, app: App, length: str) -> None:
    body = body_of(event())

    answer = web.post(
        "/line/webhook",
        input_stream=io.BytesIO(body),
        headers={"x-line-signature": sign(body)},
        environ_overrides={"CONTENT_LENGTH": length},
    )

    assert answer.status_code in {400, 401, 413}
    assert kept(app) == []


@pytest.mark.parametrize("size", [1_000_000, 1_000_001])
def test_one_megabyte_is_the_most_to_the_byte(web: FlaskClient, size: int) -> None:
    body = body_of().ljust(size)

    assert post(web, body) == (200 if size == 1_000_000 else 413)


def test_every_answer_says_in_words_what_is_wrong(web: FlaskClient) -> None:
    forged = web.post("/line/webhook", data=b"{}", headers={"x-line-signature": "forged"})
    broken = web.post("/line/webhook", data=b"{}", headers={"x-line-signature": sign(b"{}")})

    assert forged.get_data(as_text=True) == "The signature is not right for this channel."
    assert broken.get_data(as_text=True).startswith("The webhook body has no list `events`.")
    assert forged.content_type == broken.content_type == "text/plain; charset=utf-8"
    assert forged.content_length == len(forged.get_data())


def test_only_posts_to_the_address_itself_are_deliveries(web: FlaskClient, app: App) -> None:
    body, headers = body_of(event()), {"x-line-signature": sign(body_of(event()))}

    assert web.get("/line/webhook").status_code == 405
    assert web.put("/line/webhook", data=body, headers=headers).status_code == 405
    assert web.post("/line/webhook/", data=body, headers=headers).status_code == 404
    assert web.post("/", data=body, headers=headers).status_code == 404
    assert kept(app) == []


_NAMES = st.sampled_from(
    ["type", "source", "userId", "message", "id", "text", "timestamp", "webhookEventId"]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES | st.text(), inner),
    max_leaves=15,
)
_LENGTHS = st.none() | st.integers(-5, 2_000_000).map(str) | st.text(max_size=9)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_that_anybody_sends_is_an_error_of_ours(app: App) -> None:
    web = create_app(app, Woken()).test_client()
    events = st.lists(_VALUES, max_size=4)
    bodies = st.binary(max_size=200) | events.map(lambda some: orjson.dumps({"events": some}))

    @settings(max_examples=300)
    @given(body=bodies, signed=st.booleans(), length=_LENGTHS)
    def whatever(body: bytes, signed: bool, length: str | None) -> None:  # noqa: FBT001
        overrides = {} if length is None else {"CONTENT_LENGTH": length}
        answer = web.post(
            "/line/webhook",
            data=body,
            headers={"x-line-signature": sign(body) if signed else "forged"},
            environ_overrides=overrides,
        )
        assert answer.status_code in {200, 400, 401, 413}

    whatever()
