"""What JupyterLab asks of its server for us: a new report, made as ``csp new report`` makes it.

The part in the browser is ``jupyterlab_extension/static/new_report.js``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from csp_toolkit.errors import ParameterError, Problem

if TYPE_CHECKING:
    from csp_toolkit.parameters import Project


def make_report(shown: Path, folder: str, name: str) -> str:
    """Write the notebook of a new report; gives back its path as JupyterLab calls it.

    ``shown`` is the folder that JupyterLab shows, ``folder`` the one below it that is open there. Raises
    ``ParameterError`` as ``write_new_report`` does, and where no project is found or its notebooks are out
    of sight.
    """
    from csp_toolkit.lab.new_report import write_new_report  # only now: servers start at once

    shown = shown.resolve()
    project = _find_project(shown, folder)
    if not project.notebooks.is_relative_to(shown):
        hint = f"Start it in {project.root.as_posix()}, then: jupyter lab"
        raise ParameterError(Problem("this JupyterLab does not show the project's notebooks", hint=hint))
    return write_new_report(project, name).relative_to(shown).as_posix()


def _find_project(shown: Path, folder: str) -> Project:
    from csp_toolkit.parameters import find_project

    start = (shown / folder).resolve()
    return find_project(start if start.is_relative_to(shown) and start.is_dir() else shown)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """By this name the server asks what there is to load."""
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    """By this name the server has it loaded."""
    app.web_app.add_handlers(".*$", [(rf"{app.web_app.settings['base_url']}csp/reports", _handler())])


def _handler() -> type[Any]:
    from jupyter_server.auth.decorator import authorized
    from jupyter_server.base.handlers import APIHandler
    from tornado.web import authenticated

    class NewReportHandler(APIHandler):
        """``POST csp/reports``: a new report, for those who may write files."""

        auth_resource = "contents"

        @authenticated
        @authorized
        def post(self) -> None:
            asked = self.get_json_body() or {}
            folder, name = str(asked.get("folder", "")), str(asked.get("name", ""))
            try:
                path = make_report(Path(self.settings["server_root_dir"]).expanduser(), folder, name)
            except ParameterError as error:
                self.set_status(400)
                self.finish({"message": str(error)})
                return
            self.set_status(201)
            self.finish({"path": path})

    return NewReportHandler
