"""Rules about names and spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csp_toolkit.prose.bodies import load_bodies
from csp_toolkit.prose.rule import Context, Hit, Rule
from csp_toolkit.prose.texts import Reading


def find_renamed_bodies(reading: Reading, context: Context) -> Iterator[Hit]:
    """An old or wrong name of a body, in a sentence that has not its right one too."""
    for body in load_bodies():
        if body.since and context.plan_year and body.since > context.plan_year.end:
            continue
        for passage in reading.said:
            found = body.pattern.search(passage.text)
            if found and not body.named_anew.search(passage.text):
                span = passage.start + found.start(), passage.start + found.end()
                since = f" since {body.since.year}" if body.since else ""
                yield Hit(*span, f"its name{since} is {body.new[0]}", f"Write {body.new[0]}, or both names.")


_AMERICAN = {
    r"behavior(s|al)?": r"behaviour\1",
    r"neighbor(s|hood|hoods|ing)?": r"neighbour\1",
    r"offense(s)?": r"offence\1",
    r"defense(s)?": r"defence\1",
    r"center(s|ed)?": r"centre\1",
    r"color(s|ed)?": r"colour\1",
    r"harbor(s|ing)?": r"harbour\1",
    r"labor": "labour",
    r"(organ|real|recogn|priorit|util|summar|categor|penal|victim|stigmat|rad[iy]cal|minim|emphas|visual)iz"
    r"(e|es|ed|ing|ation|ations)": r"\1is\2",
    r"analyz(e|es|ed|ing)": r"analys\1",
    r"counselor(s)?": r"counsellor\1",
    r"travel(er|ers|ing|ed)": r"travell\1",
    r"burglariz(e|es|ed|ing)": "burgled",
    r"gotten": "got",
    r"fulfill(s|ment)?": r"fulfil\1",
    r"enroll(s|ment)": r"enrol\1",
}
_PROPER = re.compile(r"World Health Organization|International Organization|Organization for|Center Parcs")


def find_american_spelling(reading: Reading, context: Context) -> Iterator[Hit]:
    """A word spelt as in the United States, outside proper names and quotations."""
    text = _PROPER.sub(lambda found: " " * len(found[0]), reading.unquoted)
    for american, british in _AMERICAN.items():
        for found in re.finditer(rf"(?<![\w-]){american}(?![\w-])", text, re.IGNORECASE):
            spelling = re.sub(american, british, found[0], flags=re.IGNORECASE)
            yield Hit(*found.span(), f'British spelling is "{spelling}"', f"Write {spelling}.")


RULES = (
    Rule(
        "renamed_body",
        "Readers look for a body, and for its return, under the name it has.",
        "Write the name that holds, or both.",
        "The annual return goes to DLUHC.",
        "The annual return goes to MHCLG (then DLUHC).",
        find_renamed_bodies,
    ),
    Rule(
        "american_spelling",
        "Official documents here are in British spelling, and searches for a word miss the other one.",
        "Write the British spelling.",
        "Anti-social behavior in the town center.",
        "Anti-social behaviour in the town centre.",
        find_american_spelling,
    ),
)
