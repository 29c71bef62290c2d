"""How many changes a report tested, so that a reader can weigh the clear ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from csp_toolkit.findings.sentence import Sentence, count_of, join_sentences
from csp_toolkit.indicators.change import Comparison, Verdict


def describe_many_looks(comparisons: Sequence[Comparison]) -> Sentence:
    """How many changes a report tested, what came of them, and that their number was allowed for."""
    found = Counter(comparison.verdict for comparison in comparisons)
    tested = len(comparisons) - found["cannot say"]
    if not tested:
        return Sentence("No change could be tested.", "cannot say")
    parts = [_count_verdicts(found, tested, any(c.between_areas for c in comparisons))]
    if tested > 1:
        parts.append("Verdicts allow for their number, so that chance alone seldom makes a change clear.")
    if found["cannot say"]:
        parts.append(f"Nothing can be said of {count_of(found['cannot say'], 'other changes')}.")
    return join_sentences(parts)


def _count_verdicts(found: Counter[Verdict], tested: int, areas: bool) -> str:
    """The verdicts by number; where areas were compared too, nothing of them rose or fell."""
    were = "was" if tested == 1 else "were"
    if areas:
        clear = found["clear rise"] + found["clear fall"]
        return f"{count_of(tested, 'comparisons')} {were} tested: {clear} clear, {tested - clear} not clear."
    return (
        f"{count_of(tested, 'changes')} {were} tested: "
        f"{count_of(found['clear rise'], 'clear rises')}, {count_of(found['clear fall'], 'clear falls')}, "
        f"{found['no clear change']} with no clear change."
    )
