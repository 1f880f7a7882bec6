"""Where a running conversation goes on after flows.yaml was revised: what `renamed` declares."""

from __future__ import annotations

from dataclasses import replace

from bot.flows.book import Book
from bot.flows.state import DialogueState, Frame


def today(book: Book, frame: Frame) -> Frame:
    """Return where a step of an earlier flows.yaml stands now; itself where nothing is declared."""
    if not book.renamed or book.step(frame.flow, frame.step):
        return frame
    there = book.renamed.get(f"{frame.flow}.{frame.step}")
    if there is not None:
        return Frame(*there.split("."))
    return Frame(book.renamed.get(frame.flow, frame.flow), frame.step)


def brought_up_to_date(book: Book, state: DialogueState) -> DialogueState:
    """Return the state of a conversation with every step where it stands now."""
    if not book.renamed:
        return state
    trail = tuple(replace(mark, frames=_all(book, mark.frames)) for mark in state.trail)
    return state.changed(frames=_all(book, state.frames), trail=trail)


def _all(book: Book, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    return tuple(today(book, frame) for frame in frames)
