"""Pictures that the project draws itself: the menu below the chat.

Pure but for the fonts it reads. Callers use `rich_menu.drawn`.
"""

from __future__ import annotations
