"""A load of signed webhooks from its own process: keep-alive connections on loopback, bounded."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import sys
import time

CONNECTIONS = 16


def _request(secret: bytes, run: str, number: int) -> bytes:
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": 1764054000000,
        "source": {"type": "user", "userId": f"U{number % 5000:032x}"},
        "webhookEventId": f"{run}{number:018d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"{number:032x}",
        "message": {
            "type": "text",
            "id": str(number),
            "quoteToken": "q",
            "text": "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช",
        },
    }
    body = json.dumps({"destination": "U" + "0" * 32, "events": [event]}, ensure_ascii=False)
    payload = body.encode()
    signature = base64.b64encode(hmac.new(secret, payload, hashlib.sha256).digest()).decode()
    head = (
        "POST /line/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"x-line-signature: {signature}\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload


async def _connection(port: int, requests: list[bytes], until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    taken: list[float] = []
    while requests and time.perf_counter() < until:
        started = time.perf_counter()
        writer.write(requests.pop())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"not 200: {head[:60]!r}")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        taken.append(time.perf_counter() - started)
    writer.close()
    return taken


async def _run(port: int, secret: str, run: str, seconds: float) -> None:
    requests = [_request(secret.encode(), run, number) for number in range(int(seconds * 12_000))]
    started = time.perf_counter()
    until = started + seconds
    results = await asyncio.gather(
        *(_connection(port, requests, until) for _ in range(CONNECTIONS))
    )
    elapsed = time.perf_counter() - started
    times = sorted(second for result in results for second in result)
    figures = {
        "per_second": len(times) / elapsed,
        "p50_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])))
