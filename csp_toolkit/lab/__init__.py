"""What an analyst works with in JupyterLab: a new report, names in its menu, git that knows notebooks."""
