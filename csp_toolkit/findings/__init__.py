"""Sentences for councillors that claim no more than the evidence behind them.

A small grammar from verdicts to words. Every comparison says its period, its comparator, both counts and the
change with its interval. No sentence is longer than ``MOST_WORDS``, gives a cause, denies a denial, or calls
"stable" what merely shows no clear change.
"""

from __future__ import annotations

from csp_toolkit.findings.comparisons import describe_comparison
from csp_toolkit.findings.detection import describe_detectable_change
from csp_toolkit.findings.doubts import explain_doubt
from csp_toolkit.findings.groups import describe_group, describe_rate_ratio
from csp_toolkit.findings.levels import describe_level
from csp_toolkit.findings.looks import describe_many_looks
from csp_toolkit.findings.outputs import describe_output
from csp_toolkit.findings.ranks import describe_rank
from csp_toolkit.findings.seasons import describe_season
from csp_toolkit.findings.sentence import MOST_WORDS, Sentence
from csp_toolkit.findings.signals import describe_control_chart

__all__ = [
    "MOST_WORDS",
    "Sentence",
    "describe_comparison",
    "describe_control_chart",
    "describe_detectable_change",
    "describe_group",
    "describe_level",
    "describe_many_looks",
    "describe_output",
    "describe_rank",
    "describe_rate_ratio",
    "describe_season",
    "explain_doubt",
]
