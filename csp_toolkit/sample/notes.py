"""The words that go with the sample: the marker file and the README."""

from __future__ import annotations

from pathlib import Path

MARKER = "SYNTHETIC.txt"
"""Its presence in a folder says that every file below is made up."""

MARKER_TEXT = """\
SYNTHETIC DATA

Every file in this folder and below is made up. Nothing in it happened. Do not cite it, publish it as
fact or mix it with published data. README.txt says how it was made.
"""

README_TEXT = """\
SYNTHETIC sample data for the CSP toolkit: Essex, April 2021 to March 2025
==========================================================================

Not to be cited. These files look like published ones so that every report can be tried without a
download. No row describes anything that happened and no person can be found in them.

What is here
------------
police_uk/YYYY-MM/YYYY-MM-essex-street.csv   as data.police.uk publishes street-level crime
police_uk/YYYY-MM/YYYY-MM-btp-street.csv     the same of the British Transport Police, stations of Essex only
recorded_crime/prc-csp-...-tables.ods        recorded crime by partnership, as the Home Office publishes it
partner_returns/                             figures that only partners hold, as the toolkit's own tidy CSV
delivery/                                    the delivery tracker of 2024-25: 27 activities, 19 commitments
fire/                                        fires attended, a row each, in the Home Office's columns
homes/                                       dwellings by district on 31 March, the toolkit's own plain table
survey/                                      a resident survey of 2023 and of 2024, a row for each respondent
geography/                                   three lookups as the ONS Open Geography Portal publishes them
geography/boundaries/                        outlines of small areas and wards in Essex, in its GeoJSON
population/mye21tablesew.xlsx ...            mid-year population by sex and age, as in the ONS workbook
population/census2021-ts001-lsoa.csv         Census 2021 residents by small area, as the Nomis bulk file

How to tell that a file is synthetic
------------------------------------
SYNTHETIC.txt lies in this folder. Small areas have codes from E019 on and wards other than Thurrock's from
E0590 on, which no real area has. Crime ids begin with "facade". Streets and stations are called Sample,
Specimen, Mock and the like. Workbooks say SYNTHETIC in their first row, partner returns in the supplier of
every row.

How it was made
---------------
Counts are drawn from a negative binomial distribution round a level, a trend and a season for each
district and crime type, always with the same seed: the files are the same bytes on every machine.
Levels are rounded from open data (data.police.uk, Essex, 2025, Open Government Licence v3.0). Thurrock's
dwellings go on from the 68,266 of April 2019 (Valuation Office, as the council gives it); those of other
districts are about what their residents would need. 51 in a hundred residents are female. Names and
codes of districts, partnerships, the police force and Thurrock's wards are real (ONS). Small areas,
other wards, streets, coordinates, outlines, outcomes, ages and every single row are invented.

Thurrock's totals agree exactly with the counts implied by its Annual Delivery Plan 2024/25:
    12 months to September 2022: 16,977 crimes and, apart from them, 2,541 of anti-social behaviour
    12 months to September 2023: 16,230 and 1,710
    British Transport Police: 225 rows, then 198 (the published -12%; the counts themselves are ours)
    modern slavery: 50 offences, then 34
    serious violence: 128, then 104, with homicide, attempted murder, assault with intent to cause serious
    harm, endangering life and possession of firearms with intent for it: a selection of ours
    hate crime: 595, then 524 (the published -11.9%; the counts themselves are ours)
    anti-social behaviour: 975 of the 1,710 are nuisance, the published 57%
    fires attended: 441, then 613, of which 80 accidental dwelling fires
On 30 September 2023 no county line and three drug lines are known to operate, and probation supervises the
third largest caseload of Essex, by number and for each adult, 32% of it for violence. The same is counted at
the end of each quarter from September 2022 on. 9 Prevent sessions were held in 2024-25, as the commitment
says, and 3 of its 4 webinars. Every other figure of the partner returns is invented, and so is every status
of the delivery tracker; where both count the same work they agree. Of the 93 residents of 2023, 84 answered
on concerns: 67.9% name knife crime and 66.7% gangs and county lines, as published. The plan's share for
drugs has lost its decimal ("78.?%") and is not stated; the sample's 78.6% is no substitute for it.
How they divide among crime types, months and places is invented, as are all other periods. In January to
March 2025, against a year before, burglary and vehicle crime were made to fall, shoplifting to rise, and
the other types to show no clear change.

Quirks put in on purpose, all known from real files
---------------------------------------------------
- Months up to 2023-05 carry 2011 small areas, later ones those of 2021. Some areas were split or merged.
- One area, E019 code unchanged, has another name in 2021 (Thurrock 002C became Thurrock 002F).
- Anti-social behaviour has no crime id and no outcome. Context is always empty.
- 30 to 69 rows a month have no location, and 6 to 19 lie beyond the border of Essex, in districts whose
  partnership is not in the lookup.
- 2025-02 has one crime id twice; the second time it has no location.
- 2024-01 to 2024-04 end their lines with CR and LF, all other files with LF.
- Rows of the British Transport Police have neither crime id nor outcome; 1 to 6 a month have no location. Its
  file of 2025-01 has half the usual rows, and nothing in it says so.
- The recorded crime table lists offences of which there were none, holds offences that the force could not
  assign, "(outcome only)" offences, three corrections below zero and, in 2021_22, "Theft Offences". Its cells
  are repeated where neighbours are equal, as spreadsheet programs write them.
- In the partner returns 0 was counted; what is not known is empty and has a reason. Strands of hate crime
  overlap and sum to more than the total. One strand was not collected before October 2021. The last quarter
  is provisional for some figures; one number of it was not received and one was too small to supply, as was
  one partnership's on every day. Some counts are so small that a public page must withhold them (referrals
  to restorative justice), and some figures are not for the public (the column sensitivity says which).
- The lookups begin with a byte order mark.
- In the workbooks a county stands among its districts, so that a plain sum counts people twice.

Simpler than reality: a district's census residents equal its mid-2021 estimate, a partnership's recorded
offences of a quarter equal its street-level crimes, the fires are without false alarms and other calls, and
nothing was published twice.
"""


def write_notes(folder: Path) -> None:
    """Write the marker and the README."""
    for name, text in ((MARKER, MARKER_TEXT), ("README.txt", README_TEXT)):
        (folder / name).write_bytes(text.encode("ascii"))
