"""The embedded sample: synthetic data for Essex in the publishers' own formats.

How a reader knows that a file is made up, from the strongest mark to the weakest:

1. ``SYNTHETIC.txt`` lies in the root of the folder: everything below it is synthetic.
2. Small areas carry codes from ``E019`` on and wards from ``E0590`` on, which no real area has;
   Thurrock's wards alone have their own, as districts do.
3. Crime ids begin with ``facade``; invented streets are called Sample, Specimen, Mock and so on.
4. Workbooks say SYNTHETIC in their first title row.
"""

from csp_toolkit.sample.build import write_sample

__all__ = ["write_sample"]
