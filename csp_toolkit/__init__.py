"""Reports of Community Safety Partnerships, from published data to accessible documents.

The words an analyst needs, at one place. Each is loaded when it is first used, so that
``import csp_toolkit`` costs next to nothing::

    from csp_toolkit import open_report, parse_period

    report = open_report("quarterly_performance", partnership="thurrock", period="2024-25 Q4")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csp_toolkit.areas import Area as Area
    from csp_toolkit.areas import Partnership as Partnership
    from csp_toolkit.errors import CspError as CspError
    from csp_toolkit.indicators.catalogue import load_catalogue as load_catalogue
    from csp_toolkit.indicators.change import Comparison as Comparison
    from csp_toolkit.indicators.results import Result as Result
    from csp_toolkit.periods import FinancialYear as FinancialYear
    from csp_toolkit.periods import Month as Month
    from csp_toolkit.periods import Quarter as Quarter
    from csp_toolkit.periods import TwelveMonths as TwelveMonths
    from csp_toolkit.periods import parse_period as parse_period
    from csp_toolkit.report import open_report as open_report
    from csp_toolkit.store import open_store as open_store

    __version__: str

_HOMES = {
    "Area": "areas",
    "Comparison": "indicators.change",
    "CspError": "errors",
    "FinancialYear": "periods",
    "Month": "periods",
    "Partnership": "areas",
    "Quarter": "periods",
    "Result": "indicators.results",
    "TwelveMonths": "periods",
    "load_catalogue": "indicators.catalogue",
    "open_report": "report",
    "open_store": "store",
    "parse_period": "periods",
}


def __getattr__(name: str) -> Any:
    """Load a word from its home, or the version from the installed package, on first use."""
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("csp-toolkit")
    elif name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES, "__version__"])
