"""What a person decides about reports: strict YAML files, read into frozen settings."""

from __future__ import annotations

from csp_toolkit.parameters.checks import check_parameters
from csp_toolkit.parameters.located_yaml import LocatedYaml, load_yaml
from csp_toolkit.parameters.project import Project, RunName, find_project, parse_run_name
from csp_toolkit.parameters.reading import load_settings
from csp_toolkit.parameters.schemas import json_schemas, write_schemas
from csp_toolkit.parameters.settings import (
    AUDIENCES,
    Audience,
    Comparators,
    PackSettings,
    PartnershipSettings,
    ProblemArea,
    RunSettings,
    require_audience,
)

__all__ = [
    "AUDIENCES",
    "Audience",
    "Comparators",
    "LocatedYaml",
    "PackSettings",
    "PartnershipSettings",
    "ProblemArea",
    "Project",
    "RunName",
    "RunSettings",
    "check_parameters",
    "find_project",
    "json_schemas",
    "load_settings",
    "load_yaml",
    "parse_run_name",
    "require_audience",
    "write_schemas",
]
