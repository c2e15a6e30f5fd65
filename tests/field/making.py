"""The Word files and workbooks of the cases, which are made when they are asked for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence

import docx
import openpyxl

Row = Sequence[str | float | None]


def made_documents(case: str) -> dict[str, bytes]:
    """Return the files of a case that are made by a program, by their names."""
    return {name: make() for name, make in MADE.get(case, {}).items()}


def word(*parts: Callable[[docx.document.Document], None]) -> Callable[[], bytes]:
    """Return what makes a Word file of these parts."""

    def make() -> bytes:
        document = docx.Document()
        for part in parts:
            part(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return make


def heading(text: str, level: int = 1) -> Callable[[docx.document.Document], None]:
    """A heading in Word's own style."""
    return lambda document: document.add_heading(text, level) and None


def plain(*texts: str, style: str = "Normal") -> Callable[[docx.document.Document], None]:
    """Paragraphs, one a text."""

    def add(document: docx.document.Document) -> None:
        for text in texts:
            document.add_paragraph(text, style)

    return add


def bold(text: str) -> Callable[[docx.document.Document], None]:
    """A paragraph in bold."""

    def add(document: docx.document.Document) -> None:
        document.add_paragraph().add_run(text).bold = True

    return add


def bullets(*texts: str) -> Callable[[docx.document.Document], None]:
    """A list with bullets."""
    return plain(*texts, style="List Bullet")


def numbers(*texts: str) -> Callable[[docx.document.Document], None]:
    """A list that Word numbers."""
    return plain(*texts, style="List Number")


def table(*rows: Row) -> Callable[[docx.document.Document], None]:
    """A table; a cell that is None belongs to the one above it."""

    def add(document: docx.document.Document) -> None:
        grid = document.add_table(len(rows), len(rows[0]), style="Table Grid")
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if value is None:
                    grid.cell(y - 1, x).merge(grid.cell(y, x))
                else:
                    grid.cell(y, x).text = str(value)
        for y, row in enumerate(rows):  # a merge leaves an empty paragraph behind for every cell that it takes in
            for x, value in enumerate(row):
                if value is not None:
                    grid.cell(y, x).text = str(value)

    return add


def workbook(**sheets: Iterable[Row]) -> Callable[[], bytes]:
    """Return what makes a workbook of these sheets."""

    def make() -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make


MADE: Mapping[str, Mapping[str, Callable[[], bytes]]] = {
    "faq-choir": {
        "newcomers.docx": word(
            heading("For new singers"),
            plain("The Weir Lane choir sings everything that was written for more than four voices."),
            bold("Do I have to read music?"),
            plain("Nobody has to. Half of us learn by ear, and there are recordings of every voice."),
            bold("What do we wear at concerts?"),
            plain("Black, with the green scarf that you get from Tomasz."),
            bold("How many rehearsals may I miss?"),
            plain("Four times a season. Whoever misses the last two does not sing in the concert."),
            bold("Where are rehearsals during the school holidays?"),
            plain("In the crypt of St Olave, which is cold. Bring a coat."),
        )
    },
    "faq-house": {
        "house.docx": word(
            heading("Number 14 Aldgrove Street", 0),
            heading("Questions of tenants", 1),
            heading("When is the laundry room open?", 2),
            plain("On weekdays from seven to nine in the evening. Not at all on Sundays and public holidays."),
            heading("What do I do if I lose my key?", 2),
            plain("Call Mrs Oduya on the ground floor. A new cylinder costs 90 euros."),
            heading("May I have a barbecue on the balcony?", 2),
            plain("Only with an electric grill, and not after ten."),
            heading("Where do I leave bulky waste?", 2),
            plain("In the courtyard on the last Friday of the month, before noon."),
        )
    },
    "list-darkroom": {
        "darkroom.docx": word(
            heading("Rules of the darkroom"),
            plain("Sign the book when you come and when you leave. For a session you bring:"),
            bullets("your own paper", "a towel", "negatives that are dry"),
            plain("These chemicals must not be poured into the sink:"),
            bullets("used fixer", "selenium toner"),
            plain("To mix the developer:"),
            numbers(
                "Pour one part of concentrate into the brown jug.",
                "Add nine parts of water of 20 degrees.",
                "Stir with the glass rod, never with the thermometer.",
            ),
            plain("From left to right, the trays are:"),
            numbers("developer", "stop bath", "fixer", "water"),
        )
    },
    "list-tenants": {
        "handbook.docx": word(
            bold("Handbook for tenants of Millrace Court"),
            bold("Quiet hours"),
            plain("Nobody wants to hear a drill from ten in the evening to six in the morning, or on Sundays."),
            bold("Leaving"),
            plain("The period of notice is three months to the end of a month. It must be given on paper."),
            bold("Repairs"),
            plain("Report a broken heater to the hotline, 0800 555 0142. For all else there is a form in the hall."),
            bold("Moving in"),
            plain("The caretaker hands you the keys when you have shown:"),
            bullets("the signed lease", "proof of insurance", "your meter readings"),
        )
    },
    "table-tiles": {
        "stock.xlsx": workbook(
            Tiles=[
                ("Code", "Colour", "Boxes", "Price per box"),
                ("GLZ-108", "Chalk white", 31, 22),
                ("GLZ-180", "Bone", 8, 23.5),
                ("GLZ-208", "Cobalt", 14, 27),
                ("GLZ-280", "Sea green", 41, 27),
                ("TER-19", "Terracotta, rough", 60, 29.5),
                ("TER-91", "Terracotta, waxed", 17, 34),
            ],
            Suppliers=[("Line", "Supplier"), ("GLZ", "Keramik Holt"), ("TER, terracotta tiles", "Fornace Berti")],
        )
    },
    "table-halls": {
        "rooms.docx": word(
            heading("Hire of rooms in the Bell House"),
            plain("Prices are for one evening, in euros. The Mirror Room takes up to 25 people."),
            table(
                ("Season", "Room", "Weekday", "Saturday and Sunday"),
                ("Summer", "Blue Hall", 80, 120),
                (None, "Mirror Room", 40, 65),
                (None, "Cellar", 35, 55),
                (None, "Kitchen", 20, 30),
                ("Winter", "Blue Hall", 95, 145),
                (None, "Mirror Room", 50, 75),
                (None, "Cellar", 60, 85),
                (None, "Kitchen", 25, 36),
            ),
        )
    },
    "table-vaccines": {
        "vaccines.docx": word(
            heading("Vaccines for dogs"),
            plain("Bring the yellow card to every visit."),
            table(
                ("Vaccine", "First jab", "Booster", "Repeated", "Price"),
                ("Distemper", "6 weeks", "10 weeks", "every three years", "31 euros"),
                ("Parvovirus", "6 weeks", "9 weeks", "every three years", "29 euros"),
                ("Leptospirosis", "8 weeks", "12 weeks", "every year", "27 euros"),
                ("Rabies", "13 weeks", "none", "every three years", "38 euros"),
                ("Kennel cough", "8 weeks", "none", "every year", "24 euros"),
            ),
        )
    },
    "code-coffee": {
        "coffee.docx": word(
            heading("The coffee machine in the kitchen on the second floor"),
            plain("When the machine shows a message, do not switch it off. Most can be put right in a minute."),
            heading("ERR-204", 2),
            plain("The bean container is empty. Beans are in the cupboard above the sink."),
            heading("ERR-240", 2),
            plain("The brewing unit is not in place. Push it in until it clicks."),
            heading("ERR-402", 2),
            plain("The milk hose is clogged. Draw warm water through it, twice."),
        )
    },
    "about-band": {
        "rider.docx": word(
            heading("Rider of the Paper Herons"),
            plain("This paper says what the band needs on and behind the stage. It is part of every contract."),
            plain("On stage the band needs:"),
            bullets("four monitor speakers", "a carpet of three by four metres", "two power sockets at the drums"),
            plain("Two hot meals for six people are served before the show, one of them without meat."),
        ),
        "van.docx": word(
            heading("Notes for the van"),
            plain("These notes are for whoever drives. The keys hang behind the amplifier."),
            plain("Food in the van means sandwiches. Nobody unwraps fish."),
            plain("Fill up with diesel before you bring it back."),
        ),
    },
    "clause-studio": {
        "contract.docx": word(
            heading("Contract for the studio at Wharf 9", 0),
            heading("2 Equipment", 1),
            plain("2.3 The landlord provides the mixing desk and keeps it in working order."),
            plain("2.4 The tenant insures whatever else is in the room."),
            heading("4 Term", 1),
            plain("4.1 The contract ends on 31 December 2028."),
            plain("4.2 It may be ended earlier by either side, four weeks in advance and in writing."),
            plain("4.3 On the last day the room is handed over swept and empty."),
        )
    },
}
"""Case → name of a file → what makes it."""
