"""Indicators: what is measured (``catalogue``), and pure functions from frames to results.

``results`` holds what comes out, ``rates`` makes it, ``change`` compares two periods and ``ranking`` areas.
``averages`` are of years, ``groups`` of areas, ``points`` of proportions and ``targets`` of work done.
Importing this package, ``results`` or ``catalogue`` loads neither pandas nor scipy.
"""
