"""Stands in for the Quarto command line: notes how it was called, and makes rough documents of the source.

It does what our source relies on: the front matter is read, raw blocks reach their own format only, headings
become headings. Prose is left out: what Markdown becomes is for pandoc's test and for the real Quarto.
How it is to behave stands in ``behaviour.json`` beside it.
"""

import json
import os
import re
import sys
import time
from html import escape
from pathlib import Path

PLACE = Path(__file__).resolve().parent
RAW = re.compile(
    r"^```\{=(html|typst)\}\n(.*?)\n```$|^(#{2,4}) ([^\n]*) \{#(\S+)\}$", re.DOTALL | re.MULTILINE
)


def read_source(text):
    front, body = text.removeprefix("---\n").split("\n---\n", 1)
    lines = (line.split(": ", 1) for line in front.split("\n"))
    return {key: json.loads(value) for key, value in lines}, body


def plain(markdown):
    return re.sub(r"\\(.)", r"\1", markdown)


def parts_for(form, body):
    """Raw blocks of one format and headings (level, words, id), in order."""
    # The annex is hidden from pages, and stands at the end.
    for found in RAW.finditer(body.split("## Data behind the figures")[0] if form == "html" else body):
        if found[1] == form:
            yield found[2]
        elif found[3]:
            yield len(found[3]), plain(found[4]), found[5]


def make_page(settings, body):
    html = settings["format"]["html"]
    lines = [f'<!DOCTYPE html><html lang="{settings["lang"]}"><head><meta charset="utf-8">']
    lines += [f"<title>{escape(plain(settings['pagetitle']))}</title>", html["include-in-header"]["text"]]
    lines += ["</head><body>", html["include-before-body"]["text"], '<main id="quarto-document-content">']
    lines.append(f"<h1>{escape(plain(settings['title']))}</h1>")
    for part in parts_for("html", body):
        heading = (
            "" if isinstance(part, str) else f'<h{part[0]} id="{part[2]}">{escape(part[1])}</h{part[0]}>'
        )
        lines.append(part if isinstance(part, str) else heading)
    return "\n".join([*lines, "</main></body></html>"]).encode()


def make_pdf(settings, body):
    import typst

    form = settings["format"]["typst"]
    lines = [
        form["include-in-header"]["text"],
        f"#set document(title: {json.dumps(plain(settings['title']))})",
    ]
    lines.append('#set text(lang: "en", region: "GB", font: "Source Sans Pro")')
    for part in parts_for("typst", body):
        heading = "" if isinstance(part, str) else f"#heading(level: {part[0] - 1}, {json.dumps(part[1])})"
        lines.append(part if isinstance(part, str) else heading)
    Path("report.typ").write_text("\n".join(lines), encoding="utf-8")
    fonts = [str(Path(folder).resolve()) for folder in form["font-paths"]]
    return typst.compile("report.typ", font_paths=fonts, pdf_standards=[form["pdf-standard"]])


def note(arguments):
    calls = PLACE / "calls.json"
    earlier = json.loads(calls.read_text()) if calls.exists() else []
    files = sorted(str(path.relative_to(".").as_posix()) for path in Path().rglob("*") if path.is_file())
    earlier.append({"arguments": arguments, "environment": dict(os.environ), "files": files})
    calls.write_text(json.dumps(earlier))


def main(arguments):
    behaviour = json.loads((PLACE / "behaviour.json").read_text())
    if arguments == ["--version"]:
        print(behaviour["version"])
        return 0
    note(arguments)
    if behaviour.get("hangs"):
        time.sleep(60)
    if behaviour.get("says"):
        print(behaviour["says"].replace("HERE", os.getcwd()), file=sys.stderr)
        return behaviour.get("code", 1)
    source = Path("report.qmd").read_text(encoding="utf-8")
    if behaviour.get("loses"):
        source = source.replace(behaviour["loses"], behaviour["puts"])
    settings, body = read_source(source)
    form = arguments[arguments.index("--to") + 1]
    if form == "html":
        Path("report.html").write_bytes(make_page(settings, body))
    else:
        Path("report.pdf").write_bytes(make_pdf(settings, body))
    return 0


sys.exit(main(sys.argv[1:]))
