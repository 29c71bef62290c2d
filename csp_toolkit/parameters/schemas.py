"""JSON Schemas of the parameter files, by which an editor completes keys and explains them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from csp_toolkit.parameters.settings import PackSettings, PartnershipSettings, RunSettings

_MODELS: dict[str, type[BaseModel]] = {
    "partnership": PartnershipSettings,
    "pack": PackSettings,
    "run": RunSettings,
}


def json_schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file: ``partnership``, ``pack`` and ``run``."""
    return {kind: _schema(model) for kind, model in _MODELS.items()}


def write_schemas(folder: Path) -> None:
    """Write each schema to ``folder`` as ``<kind>.schema.json``, the same bytes every time."""
    for kind, model in _MODELS.items():
        write_schema(folder, kind, model)


def write_schema(folder: Path, kind: str, model: type[BaseModel]) -> None:
    """Write the schema of one kind of file to ``folder`` as ``<kind>.schema.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_schema(model), indent=2, ensure_ascii=False) + "\n"
    (folder / f"{kind}.schema.json").write_text(text, encoding="utf-8", newline="\n")


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | model.model_json_schema()
