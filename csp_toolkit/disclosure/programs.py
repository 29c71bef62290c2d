"""Linear and whole-number programs over counts, solved by HiGHS: one model, asked many questions in turn.

Deciding one table asks the solver thousands of questions that differ in bounds and costs alone. So the
solver's own package is used: its model stays, and each search begins where the last one ended.
``scipy.optimize`` calls the same solver, but checks and copies the whole problem each time, which takes three
times as long as solving it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Edges = tuple[Numbers, Numbers]

NEARLY_WHOLE = 1e-6
"""The solver's own tolerance for a whole number."""


class Program:
    """Rows of coefficients whose sums lie within ``edges``; costs and bounds come with each question.

    Where several answers are best, which is given can hang on what was asked before: the same questions in
    the same order have the same answers, in any process. Nothing is shared between two programs.
    """

    def __init__(self, rows: Numbers, edges: Edges) -> None:
        import numpy as np

        self.rows, self.edges = rows, edges
        self._columns = np.arange(rows.shape[1], dtype=np.int32)

    def solve(self, costs: Numbers, lower: Numbers, upper: Numbers) -> Numbers | None:
        """The columns at least cost, maybe in fractions; ``None`` where there are none."""
        return self._ask(self._solver, costs, lower, upper)

    def solve_whole(self, costs: Numbers, lower: Numbers, upper: Numbers) -> Numbers | None:
        """The same in whole numbers."""
        import numpy as np

        # Links of parts and periods mostly have whole corners: a search through fractions is seldom needed.
        for solver in ("_solver", "_whole_solver"):
            found = self._ask(getattr(self, solver), costs, lower, upper)
            if found is None:
                return None
            whole = np.rint(found)
            if np.abs(whole - found).max() < NEARLY_WHOLE:
                break
        return whole

    def _ask(self, solver: Any, costs: Numbers, lower: Numbers, upper: Numbers) -> Numbers | None:
        import highspy
        import numpy as np

        number = len(self._columns)
        solver.changeColsCost(number, self._columns, costs)
        solver.changeColsBounds(number, self._columns, lower, upper)
        solver.run()
        found = highspy.HighsModelStatus.kOptimal
        if solver.getModelStatus() not in (found, highspy.HighsModelStatus.kInfeasible):
            solver.clearSolver()  # where the last search ended was no good place to begin
            solver.run()
        return np.array(solver.getSolution().col_value) if solver.getModelStatus() == found else None

    @cached_property
    def _solver(self) -> Any:
        return self._make_solver()

    @cached_property
    def _whole_solver(self) -> Any:
        import highspy

        solver = self._make_solver()
        kinds = [highspy.HighsVarType.kInteger] * len(self._columns)
        solver.changeColsIntegrality(len(kinds), self._columns, kinds)
        return solver

    def _make_solver(self) -> Any:
        import highspy
        import numpy as np

        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        # To simplify a problem this small takes longer than to solve it, and forgets the last search.
        # One thread: no pool of them is left behind for kernels that fork.
        options = {"output_flag": False, "presolve": "off", "threads": 1, "mip_rel_gap": 0.0}
        for name, value in options.items():
            solver.setOptionValue(name, value)
        number, none = len(self._columns), np.zeros(0)
        solver.addCols(number, np.zeros(number), np.zeros(number), np.zeros(number), 0, none, none, none)
        held, columns = np.nonzero(self.rows)
        starts = np.searchsorted(held, np.arange(len(self.rows)))
        solver.addRows(len(self.rows), *self.edges, len(held), starts, columns, self.rows[held, columns])
        return solver
