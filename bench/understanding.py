"""Time per message of the understanding: normalise, entities, signals and intent together."""

from __future__ import annotations

import resource
import statistics
import time

from bench import results
from bot.app import packaged
from bot.nlu import pipeline

SENTENCES = (
    "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช",
    "ขอสินเชื่อ 8 แสน ทำสกินแคร์ อยู่คลองหลวง ปทุม กานต์ 0651122334",
    "เครื่องซีลเสียค่ะ ซ่อมแล้วก็ยังรั่ว ของเสียเยอะมาก",
    "ขายไม่ออกเลย อยากหาตลาดใหม่ๆ มีงานออกบูธไหมคะ",
    "ผ่อนแบงก์ไม่ไหวแล้วครับ จะโดนยึดโรงงาน หนี้รวม 3 ล้าน",
    "เรื่องที่แจ้งไว้ถึงไหนแล้วคะ",
    "ขอคุยกับเจ้าหน้าที่หน่อย",
    "มีโครงการอะไรช่วยเอสเอ็มอีบ้าง",
    "สวัสดีค่ะ",
    "F8ik=",
    "กู้บ้านธนาคารไหนดี",
    "น้ำท่วมโรงงานที่หาดใหญ่เสียหายประมาณสองล้านห้า",
)
MESSAGES = 2_000


def report(*, rounds: int) -> None:
    """Print medians over the rounds."""
    started = time.perf_counter()
    understanding = pipeline.load(packaged("nlu"))
    understanding.understand(SENTENCES[0])
    cold = time.perf_counter() - started
    medians, nineties = [], []
    for _ in range(rounds):
        times = sorted(_times(understanding))
        medians.append(times[len(times) // 2])
        nineties.append(times[int(len(times) * 0.99)])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results.write(
        "understanding",
        {
            "rounds": rounds,
            "messages": MESSAGES,
            "p50_us": statistics.median(medians) * 1e6,
            "p99_us": statistics.median(nineties) * 1e6,
            "cold_start_seconds": cold,
            "rss_mb": memory,
        },
    )
    print(f"Understanding: {rounds} rounds of {MESSAGES} messages; medians")
    print(
        f"  one message p50 {statistics.median(medians) * 1e6:.0f} µs  "
        f"p99 {statistics.median(nineties) * 1e6:.0f} µs; "
        f"cold start {cold:.2f} s; {memory:.0f} MB resident in this process"
    )


def _times(understanding: pipeline.Understanding) -> list[float]:
    times = []
    for number in range(MESSAGES):
        text = SENTENCES[number % len(SENTENCES)]
        started = time.perf_counter()
        understanding.understand(text)
        times.append(time.perf_counter() - started)
    return times
