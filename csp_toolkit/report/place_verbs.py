"""The verbs of a report that tell where and when; ``Report`` takes them over."""

from __future__ import annotations

from csp_toolkit.blocks.model import Display
from csp_toolkit.parameters import PartnershipSettings
from csp_toolkit.report import problem_areas, seasons, small_area_map
from csp_toolkit.report.figures import Figures


class PlaceVerbs:
    """Mixed into ``Report``."""

    figures: Figures
    settings: PartnershipSettings

    def small_area_map(self, indicator: str) -> Display:
        """A map of small areas by rates that allow for small numbers, and the ten highest.

        Raises ParameterError for an indicator that is not openly published by small area.
        """
        chosen = self.figures.catalogue.get(indicator)
        places = problem_areas.find_places(self.figures, self.settings)
        return small_area_map.show_small_area_map(self.figures, chosen, places)

    def problem_areas(self) -> Display:
        """The places named in the partnership's settings, each against a year before, and a map of them."""
        return problem_areas.show_problem_areas(self.figures, self.settings)

    def seasons(self, indicator: str) -> Display:
        """What each month of the year adds to the trend, where 36 months in a row are held."""
        return seasons.show_seasons(self.figures, self.figures.catalogue.get(indicator))
