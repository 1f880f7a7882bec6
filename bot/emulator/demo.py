"""The stand-in by itself, with three people in it: what `bot demo` shows."""

from __future__ import annotations

from bot.emulator.stand_in import Emulator

PERSONAS = (
    ("nonglak", "ป้านงลักษณ์", "ทำน้ำพริกขายที่โคราช อยากได้เงินทุนซื้อเครื่องจักร"),
    ("ton", "คุณต้น", "โรงกลึงเล็ก ๆ ที่หาดใหญ่ เครื่องเก่า อยากปรับปรุงการผลิต"),
    ("phrae", "ผู้จัดการแพร", "ผู้จัดการโรงงานเสื้อผ้าที่เชียงใหม่ อยากส่งออก"),
)
"""Who is there when the demo starts: short name, name on LINE, and what they are about."""


def serve(
    host: str = "127.0.0.1",
    port: int = 9000,
    *,
    channel_secret: str,
    access_token: str,
    webhook_url: str | None = None,
    redelivery: bool = True,
    quota_limit: int | None = None,
) -> None:
    """Run the stand-in with its three personas until Ctrl-C; for the demo and the command line."""
    line = Emulator(
        channel_secret=channel_secret,
        access_token=access_token,
        webhook_url=webhook_url,
        host=host,
        port=port,
        redelivery=redelivery,
        quota_limit=quota_limit,
    )
    add_personas(line)
    try:
        line.serve_forever()
    except KeyboardInterrupt:
        return
    finally:
        line.platform.close()


def add_personas(line: Emulator) -> list[str]:
    """Add the demo's three people; returns their user ids."""
    return [line.person(key, display_name=name, about=about) for key, name, about in PERSONAS]
