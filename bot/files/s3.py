"""Files in a bucket of an S3-compatible store: Amazon's, or one of the state's own cloud."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from bot.errors import BotError
from bot.files.storage import StorageUnusable

_PIECE = 256 * 1024


class S3Missing(BotError):
    """A bucket is set, but the client for it is not installed."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where the files go, and by whose right. Empty means: as the machine itself is set up."""

    name: str
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = ""


class S3Storage:
    """See `bot.files.storage.Storage`. One request for each file: S3 shows it whole or not at all.

    Nobody is given any right to the files beside the bucket's owner.
    """

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._lock = threading.Lock()
        self._made: Any = None

    def keep(self, place: str, source: BinaryIO) -> None:
        """See `Storage`; streamed, up to S3's 5 GB."""
        with self._told("keep a file"):
            self._client().put_object(Bucket=self._bucket.name, Key=place, Body=source)

    def read(self, place: str, into: BinaryIO) -> None:
        """See `Storage`."""
        with self._told("read a file"):
            answer = self._client().get_object(Bucket=self._bucket.name, Key=place)
            with answer["Body"] as kept:
                shutil.copyfileobj(kept, into, _PIECE)

    def delete(self, place: str) -> None:
        """See `Storage`. In a bucket that keeps versions the old ones are the bucket's affair."""
        with self._told("delete a file"):
            self._client().delete_object(Bucket=self._bucket.name, Key=place)

    def _client(self) -> Any:  # noqa: ANN401 -- boto3 makes its clients at run time
        """Make the client at first use; it takes half a second."""
        with self._lock:
            if self._made is None:
                self._made = _connect(self._bucket)
            return self._made

    @contextmanager
    def _told(self, wish: str) -> Iterator[None]:
        self._client()  # tells by itself when it is not installed
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- an extra

        try:
            yield
        except ClientError as error:
            raise StorageUnusable(
                f"The store did not {wish}: {error.response['Error'].get('Code', 'unknown')}."
                " See that the bucket and the keys are right."
            ) from error
        except BotoCoreError as error:
            raise StorageUnusable(
                f"The store did not {wish}: {type(error).__name__}."
                " See that CONTENT_S3_ENDPOINT can be reached."
            ) from error


def _connect(bucket: Bucket) -> Any:  # noqa: ANN401 -- boto3 makes its clients at run time
    try:
        from boto3.session import Session  # noqa: PLC0415 -- an extra
        from botocore.config import Config  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise S3Missing(
            "CONTENT_S3_BUCKET is set, but boto3 is not there. Install front-door[s3]."
        ) from error
    session = Session(
        aws_access_key_id=bucket.access_key or None,
        aws_secret_access_key=bucket.secret_key or None,
        region_name=bucket.region or "us-east-1",
    )
    config = Config(
        connect_timeout=3,
        read_timeout=30,
        retries={"total_max_attempts": 1},  # trying again is the fetcher's business
        request_checksum_calculation="when_required",  # other makers' stores know no more
        response_checksum_validation="when_required",
    )
    return session.client("s3", endpoint_url=bucket.endpoint or None, config=config)
