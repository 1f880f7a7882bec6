"""Time per message of the understanding, whole and stage by stage; its start and its memory.

The twelve sentences are typical messages, met again and again; the lines are 2,000 of those written
for training, each met once a round, so that no memory of a text can help. A stage is timed where
it stands in the whole, after the others have used the processor's caches.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.resources.abc import Traversable

from bench import results
from bot.app import packaged
from bot.learning.lines import read_lines
from bot.nlu import assent, contacts, controls, normalise, pipeline

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
_START = """
import time
from pathlib import Path
began = time.perf_counter()
from bot.nlu import pipeline
understanding = pipeline.load(Path(pipeline.__file__).parent / "data")
understanding.understand("อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช")
took = time.perf_counter() - began
status = Path("/proc/self/status").read_text().split()
print(took, int(status[status.index("VmHWM:") + 1]) / 1024)
"""


def report(*, rounds: int) -> None:
    """Print medians over the rounds."""
    starts = [_start() for _ in range(rounds)]
    understanding = pipeline.load(packaged("nlu"))
    lines = _lines(packaged("nlu"))
    sentences = [SENTENCES[number % len(SENTENCES)] for number in range(MESSAGES)]
    whole = [_percentiles(_times(understanding.understand, sentences)) for _ in range(rounds)]
    apart = [_percentiles(_times(understanding.understand, lines)) for _ in range(rounds)]
    stages = [_stages(understanding, lines) for _ in range(rounds)]
    sentences_told, lines_told = results.medians(whole), results.medians(apart)
    told = {name: results.medians([one[name] for one in stages]) for name in stages[0]}
    started = results.medians(starts)
    results.write(
        "understanding",
        {
            "rounds": rounds,
            "messages": MESSAGES,
            **sentences_told,
            **started,
            "lines": lines_told,
            "stages": told,
        },
    )
    print(f"Understanding: {rounds} rounds of {MESSAGES} messages; medians")
    for name, each in {
        "twelve sentences": sentences_told,
        "distinct lines": lines_told,
        **told,
    }.items():
        print(f"  {name:<20} p50 {each['p50_us']:5.0f} µs  p99 {each['p99_us']:5.0f} µs")
    print(
        f"  a process of its own: {started['cold_start_seconds']:.2f} s to its first answer, "
        f"{started['rss_mb']:.0f} MB"
    )


def _lines(folder: Traversable) -> list[str]:
    """Return every so manieth of the lines of all intents."""
    lines = read_lines(folder)
    return [line.text for line in lines[:: max(1, len(lines) // MESSAGES)]][:MESSAGES]


def _start() -> dict[str, float]:
    """Start a process that does nothing but understand: its imports count as well."""
    done = subprocess.run(
        [sys.executable, "-c", _START], capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    return {"cold_start_seconds": seconds, "rss_mb": megabytes}


def _times(understand: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    times = []
    for text in texts:
        started = time.perf_counter()
        understand(text)
        times.append(time.perf_counter() - started)
    return times


def _percentiles(times: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {"p50_us": cuts[49] * 1e6, "p99_us": cuts[98] * 1e6}


def _stages(
    understanding: pipeline.Understanding, texts: Sequence[str]
) -> dict[str, dict[str, float]]:
    times: dict[str, list[float]] = defaultdict(list)
    for text in texts:
        for name, seconds in _one_by_one(understanding, text):
            times[name].append(seconds)
    return {name: _percentiles(each) for name, each in times.items()}


def _one_by_one(understanding: pipeline.Understanding, text: str) -> list[tuple[str, float]]:
    """Do what `understand` does, stage by stage; the model sees control words as well here."""
    marks = [("", time.perf_counter())]

    def done(name: str) -> None:
        marks.append((name, time.perf_counter()))

    normal = normalise.normalise(text)
    done("normalising")
    shown = contacts.mask_citizen_numbers(normal)
    squeezed = normalise.squeeze_normal(shown)
    done("masking, squeezing")
    understanding.english.hear(shown)
    done("English")
    controls.steering(squeezed)
    done("control words")
    seen = understanding.sight.see(squeezed)
    done("features")
    understanding.model.judge(seen)
    done("judging")
    understanding.watch.hear(squeezed)
    done("signals")
    understanding.reader.read_normal(normal)
    done("entities")
    assent.assent(squeezed)
    assent.correcting(squeezed)
    done("yes, no, corrections")
    return [(name, at - marks[place][1]) for place, (name, at) in enumerate(marks[1:])]
