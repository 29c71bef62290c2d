"""The offences of the sample's recorded crime table: codes and words as the Home Office publishes them.

A choice of the published list. ``street_type`` says which crime type of data.police.uk an offence is
counted under there; ``weight`` how often it occurs among the offences of that type.
"""

from __future__ import annotations

from dataclasses import dataclass

VIOLENCE, SEXUAL, THEFT = "Violence against the person", "Sexual offences", "Theft offences"
DAMAGE, DRUGS, WEAPONS = "Criminal damage and arson", "Drug offences", "Possession of weapons offences"
ORDER, SOCIETY = "Public order offences", "Miscellaneous crimes against society"
INJURY, NO_INJURY, STALKING = "Violence with injury", "Violence without injury", "Stalking and harassment"
OTHER_SEXUAL, OTHER_THEFT = "Other sexual offences", "Other theft offences"
HOMES, BUSINESSES = "Domestic burglary", "Non-domestic burglary"
ON_VIOLENCE, ON_THEFT = "Violence and sexual offences", "Other theft"


@dataclass(frozen=True, slots=True)
class Offence:
    """A row's offence: published words, and its share of a street-level crime type (0: outcomes only)."""

    code: str
    description: str
    group: str
    subgroup: str
    street_type: str
    weight: int


# fmt: off
OFFENCES = (
    Offence("31A", "Aggravated Burglary Business and Community", THEFT, BUSINESSES, "Burglary", 6),
    Offence("29A", "Aggravated Burglary Residential", THEFT, HOMES, "Burglary", 100),
    Offence("37.2", "Aggravated vehicle taking", THEFT, "Theft of a motor vehicle", "Vehicle crime", 125),
    Offence("56A", "Arson endangering life", DAMAGE, "Arson", DAMAGE, 60),
    Offence("56B", "Arson not endangering life", DAMAGE, "Arson", DAMAGE, 480),
    Offence("8N", "Assault with injury", VIOLENCE, INJURY, ON_VIOLENCE, 12300),
    Offence("8S", "Assault with injury on a constable", VIOLENCE, INJURY, ON_VIOLENCE, 210),
    Offence("5D", "Assault with intent to cause serious harm", VIOLENCE, INJURY, ON_VIOLENCE, 850),
    Offence("105A", "Assault without injury", VIOLENCE, NO_INJURY, ON_VIOLENCE, 15300),
    Offence("104", "Assault without injury on a constable", VIOLENCE, NO_INJURY, ON_VIOLENCE, 540),
    Offence("30D", "Attempted Burglary Business and Community", THEFT, BUSINESSES, "Burglary", 420),
    Offence("28F", "Attempted Burglary Residential", THEFT, HOMES, "Burglary", 1600),
    Offence("2", "Attempted murder", VIOLENCE, INJURY, ON_VIOLENCE, 30),
    Offence("35", "Blackmail", THEFT, OTHER_THEFT, ON_THEFT, 270),
    Offence("30C", "Burglary Business and Community", THEFT, BUSINESSES, "Burglary", 3100),
    Offence("30A", "Burglary in a building other than a dwelling (outcome only)",
            THEFT, BUSINESSES, "Burglary", 0),
    Offence("28A", "Burglary in a dwelling(outcome only)", THEFT, HOMES, "Burglary", 0),
    Offence("28E", "Burglary Residential", THEFT, HOMES, "Burglary", 7400),
    Offence("58B", "Criminal damage to a building other than a dwelling",
            DAMAGE, "Criminal damage", DAMAGE, 1300),
    Offence("58A", "Criminal damage to a dwelling", DAMAGE, "Criminal damage", DAMAGE, 3400),
    Offence("58C", "Criminal damage to a vehicle", DAMAGE, "Criminal damage", DAMAGE, 6200),
    Offence("11A", "Cruelty to children/young persons", VIOLENCE, NO_INJURY, ON_VIOLENCE, 115),
    Offence("802", "Dangerous driving", SOCIETY, SOCIETY, "Other crime", 80),
    Offence("5E", "Endangering life", VIOLENCE, INJURY, ON_VIOLENCE, 12),
    Offence("88E", "Exposure and voyeurism", SEXUAL, OTHER_SEXUAL, ON_VIOLENCE, 250),
    Offence("33", "Going equipped for stealing, etc", SOCIETY, SOCIETY, "Other crime", 50),
    Offence("54", "Handling stolen goods", SOCIETY, SOCIETY, "Other crime", 75),
    Offence("8L", "Harassment", VIOLENCE, STALKING, ON_VIOLENCE, 3900),
    Offence("1/4.1/4.10/4.2", "Homicide", VIOLENCE, "Homicide", ON_VIOLENCE, 20),
    Offence("126", "Interfering with a motor vehicle", THEFT, "Vehicle interference", "Vehicle crime", 1870),
    Offence("36", "Kidnapping", VIOLENCE, NO_INJURY, ON_VIOLENCE, 120),
    Offence("49A", "Making off without payment", THEFT, OTHER_THEFT, ON_THEFT, 1700),
    Offence("8R", "Malicious Communications", VIOLENCE, STALKING, ON_VIOLENCE, 6500),
    Offence("106", "Modern slavery", VIOLENCE, NO_INJURY, ON_VIOLENCE, 95),
    Offence("86", "Obscene publications etc", SOCIETY, SOCIETY, "Other crime", 790),
    Offence("58D", "Other criminal damage", DAMAGE, "Criminal damage", DAMAGE, 4200),
    Offence("81", "Other firearms offences", WEAPONS, WEAPONS, "Possession of weapons", 75),
    Offence("99", "Other notifiable offences", SOCIETY, SOCIETY, "Other crime", 280),
    Offence("66", "Other offences against the State or public order", ORDER, ORDER, "Public order", 1180),
    Offence("49", "Other theft", THEFT, OTHER_THEFT, ON_THEFT, 8600),
    Offence("79", "Perverting the course of justice", SOCIETY, SOCIETY, "Other crime", 200),
    Offence("10D", "Possession of article with blade or point",
            WEAPONS, WEAPONS, "Possession of weapons", 970),
    Offence("92E", "Possession of controlled drugs (Cannabis)", DRUGS, "Possession of drugs", "Drugs", 2100),
    Offence("92D", "Possession of controlled drugs (excl. Cannabis)",
            DRUGS, "Possession of drugs", "Drugs", 550),
    Offence("10B", "Possession of firearms offences", WEAPONS, WEAPONS, "Possession of weapons", 450),
    Offence("10A", "Possession of firearms with intent", WEAPONS, WEAPONS, "Possession of weapons", 30),
    Offence("10C", "Possession of other weapons", WEAPONS, WEAPONS, "Possession of weapons", 440),
    Offence("9A", "Public fear, alarm or distress", ORDER, ORDER, "Public order", 8000),
    Offence("8P", "Racially or religiously aggravated assault with injury",
            VIOLENCE, INJURY, ON_VIOLENCE, 70),
    Offence("58J", "Racially or religiously aggravated criminal damage",
            DAMAGE, "Criminal damage", DAMAGE, 75),
    Offence("9B", "Racially or religiously aggravated public fear, alarm or distress",
            ORDER, ORDER, "Public order", 860),
    Offence("19C", "Rape of a female aged 16 and over", SEXUAL, "Rape", ON_VIOLENCE, 910),
    Offence("34A", "Robbery of business property", "Robbery", "Robbery of business property", "Robbery", 170),
    Offence("34B", "Robbery of personal property",
            "Robbery", "Robbery of personal property", "Robbery", 1340),
    Offence("22B", "Sexual activity involving child under 16", SEXUAL, OTHER_SEXUAL, ON_VIOLENCE, 400),
    Offence("20A", "Sexual assault on a female aged 13 and over", SEXUAL, OTHER_SEXUAL, ON_VIOLENCE, 830),
    Offence("46", "Shoplifting", THEFT, "Shoplifting", "Shoplifting", 1),
    Offence("8Q", "Stalking", VIOLENCE, STALKING, ON_VIOLENCE, 2200),
    Offence("39", "Theft from the person", THEFT, "Theft from the person", "Theft from the person", 1),
    Offence("45", "Theft from vehicle", THEFT, "Theft from a vehicle", "Vehicle crime", 8000),
    Offence("40", "Theft in a dwelling other than from an automatic machine or meter",
            THEFT, OTHER_THEFT, ON_THEFT, 1430),
    Offence("44", "Theft or unauthorised taking of a pedal cycle",
            THEFT, "Bicycle theft", "Bicycle theft", 1),
    Offence("48", "Theft or unauthorised taking of motor vehicle",
            THEFT, "Theft of a motor vehicle", "Vehicle crime", 4200),
    Offence("59", "Threat or possession with intent to commit criminal damage",
            SOCIETY, SOCIETY, "Other crime", 1050),
    Offence("3B", "Threats to kill", VIOLENCE, NO_INJURY, ON_VIOLENCE, 520),
    Offence("92A", "Trafficking in controlled drugs", DRUGS, "Trafficking of drugs", "Drugs", 630),
)
# fmt: on
"""In the order of their descriptions, capitals apart, as each partnership's rows stand in the table.

Weights are rounded from the police force area table of 2017/18, Essex (Home Office, Open Government
Licence v3.0), but for a few that have grown since, such as stalking."""
