"""A folder and a bucket, each as the storage that an installation may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from bot.files.local import LocalStorage
from bot.files.s3 import Bucket, S3Storage
from bot.files.storage import Storage


@dataclass
class S3Server:
    """An S3 server on loopback, and a look at what is in it."""

    endpoint: str
    client: Any

    def bucket(self, name: str) -> Bucket:
        return Bucket(name, self.endpoint, "us-east-1", "key", "secret")


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    session = boto3.session.Session("key", "secret", region_name="us-east-1")
    yield S3Server(endpoint, session.client("s3", endpoint_url=endpoint))
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return LocalStorage(tmp_path / "files")
    server: S3Server = request.getfixturevalue("s3_server")
    name = f"files-{abs(hash(tmp_path))}"
    server.client.create_bucket(Bucket=name)
    return S3Storage(server.bucket(name))
