"""The document as a Word file, for committee papers: structure that Word and screen readers know by name.

``template`` gives the empty file with its styles, ``text``, ``rich``, ``tables`` and ``pictures`` fill it,
``writing`` puts it together, and ``checks`` reads it back before it is handed out.
"""

from __future__ import annotations
