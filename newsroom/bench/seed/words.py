"""Sentences for seeded stories: word lists of our own and the patterns that join them.

What comes out reads like a newspaper from across the room. It is for measuring, not for reading.
"""

import re
from dataclasses import dataclass
from random import Random

PLACES = (
    "Averell", "Corran", "Lund", "Skerrow", "Ostra", "Ilm", "Halden", "Brask", "Tarn", "Velden", "Morrow",
    "Quay Street", "Pellgate", "Easter Ness", "Dunmarch", "Hollin", "Karsk", "Upper Reth", "Sallow Bay",
    "Vintermoor",
)  # fmt: skip
SUBJECTS = (
    "Harbour", "Rail", "Copper", "Water", "School", "Bread", "Ferry", "Grain", "Forest", "Housing", "Hospital",
    "Museum", "Tram", "Radar", "Fishing", "Library", "Tide", "Court", "Festival", "Rowing",
)  # fmt: skip
MATTERS = (
    "levy", "quota", "strike", "inquiry", "budget", "merger", "timetable", "licence", "ballot", "shortage", "audit",
    "treaty", "archive", "tariff", "pension", "survey", "permit", "reform", "appeal", "contract",
)  # fmt: skip
ACTORS = (
    "the council", "ministers", "engineers", "tenants", "the harbour master", "a court in Lund", "the union",
    "scientists", "the auditors", "teachers", "the ferry company", "pilots", "a committee of nine", "the regulator",
    "insurers",
)  # fmt: skip
PAST = (
    "agreed to look again at", "put off a decision on", "published the figures behind", "asked who had paid for",
    "voted by a narrow margin for", "refused to sign", "had not expected", "spent most of the winter on",
    "found eleven mistakes in", "promised to return to", "wrote a second letter about", "could not explain",
)  # fmt: skip
TURNS = (
    "after a long night", "despite a warning in spring", "for the third time this year",
    "before anyone had counted", "although nobody had asked", "with one abstention", "by the end of the month",
    "in a room without chairs", "while the ferry waited", "on the advice of its own lawyers",
    "as the frost came early", "at a cost of four million",
)  # fmt: skip
OPENINGS = (
    "On Tuesday", "By Friday", "A week later", "In the end", "Officially", "At first light", "On paper",
    "According to the minutes", "In Corran", "Two winters ago", "Without a vote", "As it turned out",
)  # fmt: skip
GIVEN = (
    "Ada", "Bram", "Cecily", "Dov", "Elin", "Faruk", "Greta", "Hugo", "Ingrid", "Jarek", "Kaia", "Leon", "Maren",
    "Nils", "Oona", "Priya", "Quentin", "Rosa", "Sven", "Tove",
)  # fmt: skip
FAMILY = (
    "Aldous", "Brekke", "Calloway", "Dragan", "Esterhuis", "Fairlie", "Grimsby", "Holloway", "Iversen", "Jansky",
    "Kettering", "Lomax", "Merriam", "Noordwijk", "Osgood", "Pemberton", "Quist", "Ravn", "Sandoval", "Thackeray",
)  # fmt: skip
DOCUMENTS = ("Minutes of the public session", "Annual report", "Letter to members", "Figures for the quarter")

PARAGRAPHS = 3_000  # how many different ones a run has to choose from
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph and how many words it has."""

    text: str
    words: int


class Writer:
    """Writes the same for the same `seed`."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - nothing secret
        self.paragraphs = [self._paragraph() for _ in range(PARAGRAPHS)]

    def headline(self) -> str:
        """Return a headline."""
        choice = self.random.choice
        actor, matter = choice(ACTORS), f"{choice(SUBJECTS).lower()} {choice(MATTERS)}"
        if self.random.random() < 0.5:
            return f"{_start(actor)} {choice(PAST)} the {choice(PLACES)} {matter}"
        return f"{choice(PLACES)} {matter} is put to {actor} {choice(TURNS)}"

    def standfirst(self) -> str:
        """Return a sentence to stand under a headline."""
        return self._sentence()

    def body(self) -> list[Paragraph]:
        """Return the paragraphs of a story."""
        return self.random.choices(self.paragraphs, k=self.random.randint(3, 7))

    def subjects(self, number: int) -> list[str]:
        """Return `number` names of tags, no two alike."""
        names = [f"{subject} {matter}" for subject in SUBJECTS for matter in MATTERS]
        names += [f"{place} {subject.lower()}" for place in PLACES for subject in SUBJECTS]
        return self.random.sample(names, number)

    def people(self, number: int) -> list[str]:
        """Return `number` names of people, no two alike."""
        return self.random.sample([f"{given} {family}" for given in GIVEN for family in FAMILY], number)

    def _sentence(self) -> str:
        choice = self.random.choice
        matter = f"the {choice(SUBJECTS).lower()} {choice(MATTERS)}"
        if self.random.random() < 0.4:
            return f"{choice(OPENINGS)}, {choice(ACTORS)} {choice(PAST)} {matter} {choice(TURNS)}."
        return f"{_start(choice(ACTORS))} {choice(PAST)} {matter} of {choice(PLACES)} {choice(TURNS)}."

    def _paragraph(self) -> Paragraph:
        text = " ".join(self._sentence() for _ in range(self.random.randint(2, 4)))
        return Paragraph(text, len(_WORD.findall(text)))


def _start(text: str) -> str:
    return text[0].upper() + text[1:]
