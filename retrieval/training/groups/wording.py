"""The words that made-up tables and reference pages are made of."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass


def numbers(low: float, high: float, form: str = "{}", step: float = 1) -> Callable[[random.Random], str]:
    """Return a maker of numbers between two, in steps, as a text of a form."""

    def make(rng: random.Random) -> str:
        return form.format(low + step * rng.randrange(int((high - low) / step) + 1))

    return make


def one_of(*texts: str) -> Callable[[random.Random], str]:
    """Return a maker of one of the texts."""
    return lambda rng: rng.choice(texts)


def _two_of(*texts: str) -> Callable[[random.Random], str]:
    return lambda rng: " and ".join(rng.sample(texts, 2)) if rng.random() < 0.3 else rng.choice(texts)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label, a maker of its cells, and questions about a row, in which {} is the row's key."""

    label: str
    value: Callable[[random.Random], str]
    questions: Sequence[str]


_PEOPLE = (
    "Ines Holm", "Omar Rashid", "Karl Weber", "Ruth Okafor", "Mei Lin", "Tomas Novak", "Aisha Khan", "Lars Berg",
    "Pia Moretti", "Jonah Clarke", "Ana Duarte", "Viktor Sokol", "Grace Adeyemi", "Noor Haddad", "Elena Popa",
)  # fmt: skip
_PLACES = (
    "Riga", "Porto", "Leeds", "Graz", "Lyon", "Bergen", "Turin", "Gdansk", "Cork", "Ghent", "Split", "Malmo", "Basel",
    "Bilbao", "Utrecht", "the harbour", "the airport", "the zoo", "the main station", "the museum", "the hospital",
)  # fmt: skip
_COMPANIES = ("Nordtek", "Halden", "Brightline", "Osprey", "Calder & Sons", "Vireo", "Kestrel", "Tamarin", "Alpina")

_COLUMNS = (
    Column("Price", numbers(2, 320, "{:.2f} EUR", 0.35), (
        "How much is {}?", "What does {} cost?", "price of {}", "What is the price of {}?", "How much does {} cost?",
        "how much do I pay for {}", "{} price", "cost of {}")),
    Column("Price in USD", numbers(5, 900, "{}"), (
        "How much is {}?", "What does {} cost in dollars?", "What is the price of {}?", "{} price in USD")),
    Column("Weight in kg", numbers(0.2, 80, "{:.1f}", 0.3), (
        "How heavy is {}?", "What does {} weigh?", "What is the weight of {}?", "weight of {}", "{} weight in kg")),
    Column("Length", numbers(20, 2400, "{} mm", 5), (
        "How long is {}?", "What is the length of {}?", "length of {}", "{} length")),
    Column("Height in cm", numbers(8, 240, "{}"), ("How tall is {}?", "How high is {}?", "What is the height of {}?")),
    Column("Stock", numbers(0, 240, "{}"), (
        "How many of {} are in stock?", "What is the stock of {}?", "Is {} in stock?", "stock of {}")),
    Column("Seats", numbers(4, 320, "{}"), (
        "How many seats does {} have?", "How many people fit into {}?", "seats in {}", "How many can sit in {}?")),
    Column("Warranty", one_of("6 months", "1 year", "2 years", "3 years", "5 years", "none"), (
        "How long is the warranty on {}?", "What warranty does {} have?", "warranty for {}", "{} warranty")),
    Column("Delivery", one_of("same day", "2 days", "3 to 5 days", "1 week", "2 weeks", "6 weeks", "on request"), (
        "How long does delivery of {} take?", "When will {} be delivered?", "delivery time of {}")),
    Column("Colour", one_of("red", "dark blue", "white", "black", "grey", "green", "yellow", "silver", "brown"), (
        "What colour is {}?", "Which colour does {} have?", "colour of {}", "In which colour is {} sold?")),
    Column("Material", one_of("steel", "oak", "rubber", "cotton", "brass", "glass", "aluminium", "nylon", "wool"), (
        "What is {} made of?", "Which material is {}?", "material of {}", "What material is used for {}?")),
    Column("Supplier", one_of(*_COMPANIES), (
        "Who supplies {}?", "Which company supplies {}?", "supplier of {}", "Who is the supplier of {}?")),
    Column("Fits", _two_of("Model 200", "Model 210", "Model 310", "Model 450", "Series K", "Series M"), (
        "Which models does {} fit?", "What does {} fit?", "Which model is {} for?")),
    Column("Contact", one_of(*_PEOPLE), (
        "Who is responsible for {}?", "Who is the contact for {}?", "contact for {}", "Whom do I ask about {}?")),
    Column("Key holder", one_of(*_PEOPLE), ("Who has the key of {}?", "Who holds the key to {}?", "key of {}")),
    Column("Shelf", numbers(1, 60, "shelf {}"), ("Where is {} kept?", "On which shelf is {}?", "Where do I find {}?")),
    Column("Floor", one_of("ground floor", "1st floor", "2nd floor", "3rd floor", "4th floor", "basement"), (
        "On which floor is {}?", "What floor is {} on?", "floor of {}")),
    Column("Destination", one_of(*_PLACES), ("Where does {} go?", "Where is {} going?", "destination of {}")),
    Column("Departure", numbers(0, 59, "10:{:02}"), (
        "When does {} leave?", "What time does {} depart?", "departure of {}", "At what time does {} leave?")),
    Column("Frequency", numbers(5, 60, "every {} minutes", 5), (
        "How often does {} run?", "How often does {} come?", "What is the interval of {}?")),
    Column("Extension", numbers(100, 599, "{}"), (
        "What is the extension of {}?", "What is the phone number of {}?", "extension {}", "How do I call {}?")),
    Column("Port", numbers(1024, 9990, "{}"), (
        "Which port does {} use?", "What is the port of {}?", "port of {}", "On which port does {} listen?")),
    Column("Address", numbers(10, 240, "10.0.3.{}"), ("What is the IP of {}?", "IP address of {}")),
    Column("Voltage", one_of("5 V", "12 V", "24 V", "48 V", "110 V", "230 V", "400 V"), (
        "What voltage does {} need?", "Which voltage is {} for?", "voltage of {}")),
    Column("Limit", numbers(10, 900, "{} per hour", 10), (
        "What is the limit of {}?", "How many per hour does {} allow?", "limit for {}")),
    Column("Default", one_of("0", "4", "16", "off", "on", "30 seconds", "auto", "none", "utf-8"), (
        "What is the default of {}?", "What is {} by default?", "default value of {}")),
    Column("Opens", numbers(6, 11, "{}:30"), ("When does {} open?", "At what time does {} open?", "opening time {}")),
    Column("Born", numbers(1820, 1995, "{}"), ("When was {} born?", "In which year was {} born?")),
    Column("Dose", numbers(5, 400, "{} mg", 5), ("What is the dose of {}?", "How much of {} is given?", "dose for {}")),
    Column("Duration", numbers(10, 180, "{} minutes", 5), ("How long does {} take?", "duration of {}")),
)  # fmt: skip

_CODE_LABELS = (
    "Part number", "Part", "Item no.", "SKU", "Order number", "Model", "Room", "Line", "Article", "Code", "Product ID",
    "Train", "Flight", "Unit", "Ref.", "Machine",
)  # fmt: skip
_NAME_LABELS = ("Name", "Product", "Item", "Article", "What", "Description", "Type", "Thing")

_THINGS = (
    "drive belt", "seal ring", "pump", "lamp", "desk", "chair", "filter", "valve", "motor", "knob", "sensor", "cable",
    "tent", "kayak", "bicycle", "helmet", "jacket", "kettle", "printer", "scanner", "battery", "charger", "hinge",
    "shelf", "ladder", "drill", "saw", "hammer", "mixer", "oven", "fan", "heater", "boiler", "gasket", "bearing",
    "wheel", "spring", "tray", "cartridge", "panel", "board", "screen", "keyboard", "mattress", "blanket", "carpet",
    "oak", "maple", "cedar", "larch", "willow", "apple", "pear", "cherry", "tulip", "fern", "moss", "salmon", "trout",
    "cabin", "caravan", "room", "hall", "studio", "court", "gateway", "billing", "search", "storage", "mail",
)  # fmt: skip
_QUALITIES = (
    "long", "short", "wide", "narrow", "thick", "thin", "left", "right", "upper", "lower", "small", "large", "double",
    "single", "front", "rear", "heavy", "light", "inner", "outer", "old", "new", "red", "blue", "cordless", "folding",
)  # fmt: skip
_GROUP_CELLS = (
    ("in", "spring", "summer", "autumn", "winter"), ("in", "January", "March", "June", "October"),
    ("on", "Monday", "Friday", "Sunday"), ("in", "2023", "2024", "2025", "2026"), ("in", "Europe", "Asia", "Africa"),
    ("in", "building A", "building B", "building C"), ("on", "weekdays", "weekends"), ("in", "Leeds", "Porto", "Riga"),
    ("in", "low season", "high season"), ("for", "adults", "children", "members"), ("for", "schools", "companies"),
)  # fmt: skip
_PAGES = (
    "Spare parts", "Price list", "Catalogue", "Overview", "Our products", "Rooms", "Timetable", "Inventory", "Services",
    "Technical data", "Reference", "Rates", "Stock list", "Equipment for hire", "Directory",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of section under a code: which codes, headings and questions (in which {} is the code), and bodies."""

    codes: str
    headings: Sequence[str]
    questions: Sequence[str]
    titles: Sequence[str]
    body: Callable[[random.Random], str]


_CAUSES = (
    "The paper tray is empty.", "The cartridge is not seated.", "The connection was closed by the server.",
    "The file is locked by another program.", "The account has no right to write to this folder.",
    "The certificate has expired.", "The disk is full.", "The sensor at the door does not answer.",
    "The parameter is missing or has the wrong type.", "The licence key belongs to another product.",
    "The clock of the device is wrong by more than five minutes.", "Too many requests were sent at once.",
    "The water level is too low.", "The motor is too hot and was switched off.", "The password is too short.",
    "No driver for the device was found.", "The name of the host could not be resolved.", "The lid is open.",
    "The update was interrupted.", "The payment was declined by the bank.", "The battery is nearly empty.",
    "Two devices use the same address.", "The filter is blocked.", "The archive is damaged.",
)  # fmt: skip
_REMEDIES = (
    "Restart the device.", "Try again after ten minutes.", "Ask the administrator for access.", "Clean the filter.",
    "Free some space and start again.", "Close the other program.", "Set the time zone and try again.",
    "Install the driver from the support page.", "Press the button for five seconds.", "Fill the tank.", "",
    "Check the cable.", "Call the service if it comes back.", "Renew it in the settings.", "",
)  # fmt: skip
_CHANGES = (
    "Fixes a crash when the list is empty.", "Adds the option to sort by date.", "Removes support for the old format.",
    "Starting takes half as long as before.", "The export now keeps the order of the columns.",
    "Adds a dark theme.", "Passwords must have at least twelve characters.", "Fixes the time zone of reminders.",
    "The search finds words with accents.", "Attachments of up to 50 MB are allowed.", "Renames the command sync.",
    "Fixes a memory leak in the preview.", "Adds German and Polish.", "The log is written once a minute.",
    "Drops the dependency on the old parser.", "Invitations expire after a week.", "Adds a button for undo.",
)  # fmt: skip
_TERMS = (
    "The tenant pays for repairs below 80 euros.", "Either side may end the contract with a month's notice.",
    "Payment is due within 30 days.", "The seller is not liable for delays caused by weather.",
    "Members vote once a year on the fees.", "Animals need a written permission.", "Work on Sundays is paid double.",
    "The deposit is returned after the inspection.", "Disputes are settled by a court in the seller's town.",
    "Visitors must wear a badge.", "The data is deleted after two years.", "Holidays must be asked for in writing.",
    "The insurance covers fire and water.", "Noise is forbidden after ten in the evening.",
)  # fmt: skip
_PARTS = (
    "Ring of rubber for pumps of the first series.", "Replaces the wide belt and needs no tools.",
    "Board with a display, for all models since 2019.", "Holds up to 40 kg and is mounted with four screws.",
    "Handle of oak with a brass plate.", "Must not be used out of doors.", "Charger for two batteries at a time.",
    "Made to order, and cannot be returned.", "Filter that lasts for half a year.", "Cover against dust and rain.",
)  # fmt: skip


def _body(first: Sequence[str], then: Sequence[str] = ()) -> Callable[[random.Random], str]:
    def make(rng: random.Random) -> str:
        parts = [rng.choice(first), rng.choice(then) if then else ""]
        return " ".join(part for part in parts if part)

    return make


_SECTIONS = (
    Section(
        "error",
        ("{}", "{}", "Error {}", "Error code {}", "{} (error)"),
        ("What does error {} mean?", "What does {} mean?", "error {}", "{}", "What causes {}?", "I get {}, why?",
         "What should I do about error {}?", "How do I fix {}?"),
        ("Error codes", "Troubleshooting", "Error reference", "Messages"),
        _body(_CAUSES, _REMEDIES),
    ),
    Section(
        "version",
        ("{}", "Version {}", "{} (2025-03-02)", "Release {}"),
        ("What changed in {}?", "What is new in version {}?", "What changed in version {}?", "changes in {}",
         "release notes {}", "What does {} fix?"),
        ("Changelog", "Release notes", "History"),
        _body(_CHANGES, (*_CHANGES, "", "", "")),
    ),
    Section(
        "clause",
        ("{}", "Clause {}", "Section {}", "Article {}"),
        ("What does clause {} say?", "What is in section {}?", "clause {}", "What does {} say?", "section {}"),
        ("Terms", "House rules", "Contract", "Statutes"),
        _body(_TERMS, (*_TERMS, "", "", "")),
    ),
    Section(
        "part",
        ("{}", "{}", "Part {}", "Item {}"),
        ("What is {}?", "What is part {}?", "{}", "Tell me about {}", "What is {} for?"),
        ("Spare parts", "Catalogue", "Parts"),
        _body(_PARTS, (*_PARTS, "", "")),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """All the words that tables and sections are made of.

    ``columns`` are what can be asked about a key, which stands under one of ``code_labels`` or ``name_labels``.
    ``things`` and ``qualities`` make names. Each of ``group_cells`` is the word that joins a cell over several rows to
    a question, and such cells. ``pages`` are titles.
    """

    columns: Sequence[Column]
    code_labels: Sequence[str]
    name_labels: Sequence[str]
    things: Sequence[str]
    qualities: Sequence[str]
    group_cells: Sequence[Sequence[str]]
    pages: Sequence[str]
    sections: Sequence[Section]


TRAINING_WORDING = Wording(
    columns=_COLUMNS,
    code_labels=_CODE_LABELS,
    name_labels=_NAME_LABELS,
    things=_THINGS,
    qualities=_QUALITIES,
    group_cells=_GROUP_CELLS,
    pages=_PAGES,
    sections=_SECTIONS,
)
