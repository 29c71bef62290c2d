"""HTML and PDF by the Quarto command line, from the executed notebook of a report.

The built-in engine needs no Quarto; this one is for those who publish with it (docs/quarto.md).
"""
