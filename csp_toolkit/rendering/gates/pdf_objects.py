"""What a PDF carries beside its words: fonts are in it, and nothing in it runs, fetches or hides a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pikepdf import Pdf

_FONT_FILES: Final = ("/FontFile", "/FontFile2", "/FontFile3")
_LEADS: Final = ("https://", "http://", "mailto:")


def check_objects(pdf: Pdf) -> Iterator[str]:
    """Everything about the file that is wrong, as clauses about it."""
    fonts: set[str] = set()
    outside: set[str] = set()
    _look_into([page.obj.get("/Resources") for page in pdf.pages], fonts, outside)
    yield from (f"it does not carry its font {name}" for name in sorted(fonts))
    yield from sorted(outside)
    yield from _actions(pdf)


def check_claims(pdf: Pdf) -> Iterator[str]:
    """What readers are told of a PDF of ours: what it keeps to, the order of its links and their words."""
    claims = bytes(pdf.Root.Metadata.read_bytes()) if "/Metadata" in pdf.Root else b""
    if b"<pdfuaid:part>1<" not in claims or b"<pdfaid:part>2<" not in claims:
        yield "it does not say that it keeps to PDF/UA-1 and PDF/A-2a"
    noted = [page for page in pdf.pages if "/Annots" in page.obj]
    if any(str(page.obj.get("/Tabs", "")) != "/S" for page in noted):
        yield "the keyboard does not follow its links in their order"
    if any("/Contents" not in note for page in noted for note in page.obj.Annots):
        yield "it has a link without words"


def _look_into(waiting: list[Any], fonts: set[str], outside: set[str]) -> None:
    """Note the fonts that are left out and the streams that lie elsewhere, of pages and what they draw."""
    seen: set[tuple[int, int]] = set()
    while waiting:
        resources = waiting.pop()
        if resources is None:
            continue
        for font in _unseen(resources.get("/Font"), seen):
            if not _is_carried(font):
                fonts.add(str(font.get("/BaseFont", "of no name")))
        for name in ("/XObject", "/Pattern"):
            for drawn in _unseen(resources.get(name), seen):
                if "/F" in drawn:
                    outside.add("it fetches a picture that lies elsewhere")
                waiting.append(drawn.get("/Resources"))


def _unseen(held: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    """The objects of a dictionary of resources that have not been met; shared ones are met once."""
    for _, item in held.items() if held is not None else ():
        if item.objgen not in seen or item.objgen == (0, 0):
            seen.add(item.objgen)
            yield item


def _is_carried(font: Any) -> bool:
    """True for a font whose shapes are in the file; those of Type 3 always are."""
    if font.get("/Subtype") == "/Type3":
        return True
    below = font.get("/DescendantFonts")
    descriptor = (below[0] if below is not None else font).get("/FontDescriptor")
    return descriptor is not None and any(name in descriptor for name in _FONT_FILES)


def _actions(pdf: Pdf) -> Iterator[str]:
    names = set(pdf.Root.Names.keys()) if "/Names" in pdf.Root else set()
    if "/JavaScript" in names or any(name in pdf.Root for name in ("/AA", "/AcroForm")):
        yield "it holds a script or a form"
    if "/EmbeddedFiles" in names or "/AF" in pdf.Root:
        yield "another file is hidden in it"
    if pdf.is_encrypted:
        yield "it is locked"
    opening = pdf.Root.get("/OpenAction")
    if opening is not None and _leads_out(opening):
        yield "it does something when it is opened"
    for page in pdf.pages:
        if "/AA" in page.obj:
            yield "it does something when a page is opened"
        for note in page.obj.get("/Annots", ()):
            action = note.get("/A")
            if note.get("/Subtype") != "/Link" or (action is not None and _leads_out(action)):
                yield "it holds something on a page that is no link to a place or an address"


def _leads_out(action: Any) -> bool:
    """True for what runs, opens or sends something, rather than leading to a place or an address."""
    kind = action.get("/S") if hasattr(action, "get") else "/GoTo"
    if kind == "/URI":
        return not str(action.get("/URI", "")).lower().startswith(_LEADS)
    return bool(kind != "/GoTo")
