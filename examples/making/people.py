"""Made-up physicians and the roster that lists them.

Given names are ordinary, family names are invented, and every NPI begins with 2: such numbers
have a valid check digit but are issued to nobody.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

_GIVEN = """
Adaeze Aiko Alasdair Amara Anneliese Aryeh Beatriz Benedikt Bongani Camille Catalina Chiara Chukwudi
Dafydd Danuta Deepika Dmitri Eilidh Eleni Elżbieta Emeka Esperanza Farid Fatoumata Femi Fiorella
Gabriela Giulia Gloria Gunnar Haruki Helena Hiroko Ibrahim Ifeoma Imani Ingrid Isidora Jamal Jarosław
Joaquín Jolanta Kamala Katarzyna Kavita Kenji Lakshmi Lars Leila Linnea Lucía Maarten Magdalena Malik
Margit Mariam Mei-Ling Minh Moana Nadia Naoko Ngozi Nikhil Nuria Obinna Oksana Olamide Óscar Pádraig
Paloma Petra Pradeep Quyen Rachida Rajesh Renée Roisin Rosalind Sadia Salma Sanjay Saoirse Sebastián
Shirin Siobhán Søren Stellan Sunita Svetlana Tadeusz Tamar Tendai Thandiwe Tomasz Ursula Vikram Viola
Wanjiru Wei-Han Xiomara Yael Yasmin Yusuf Zainab Zdeněk Zoë
"""

_FAMILY = """
Abernollie Achterveld Adebankole Akintoreh Albrechtova Aldersyke Alvarenga-Tosch Andrzejak-Wolny Anunobika
Arrowmere Asahikura Averstone Bachmannik Balasundari Belcroft Bergstadius Birkenholt Bjarnholt Blackfenny
Bosworthel Brannockby Brønnerud Cardellini-Voss Castellaro Çelikanda Chakravelli Chibuzora Cliffordine
Coldwatter Dabrowicka Dahlenmark Delacourbe Dlaminiso Dunmorley Dvořáčan Eastmarrow Ekwunoba Elderwickham
Engelsohnn Espinarosa Fairholmby Farahanzad Fjellmarken Fontarelle Garrowhill Ghoshalika Glenavane
Goldenbecker Grabowiecka Gustavsholm Guzmarón Habibullen Hallowfield Hamasakido Harkenridge Hildebrandel
Hollinbeck Huangfield Ibekwara Igarashiya Inglebarrow Ivanchenkov Iyengarsen Jadwigowska Jorvandal
Kahananui-Reyes Kalinowitz Kaplanvale Karimzadan Kilbrannan Kobayanaka Kowalenska Krishnavel Kuznetsel
Lachapelline Laskowitza Leclairmont Lindquarst Lomaxwell Łuczakow MacBrennoch Machadinho Mahlangwe
Mandelfarb Marchetelli Mbatunde McAuliskey Mehrabadi Montelongue Mukherjan Müllerhof Nakahorie Ndiayeson
Nguyentran Nordahlen Nwachuka Nyambura-Cole O'Shanlan Obermeierl Okonjiro Oliveranza Oyelabo Öztürkan
Padmanavel Palmerstow Pennywhistow Petrosyanik Phamvuong Pillaivar Quarrington Quintarella Rabinowen
Ramaswarth Rasmundsen Rodriguelo Rosenfalk Rutherglyn Sandoquist Santorinha Sarkisvale Schönwettel
Sekibamba Šimkovar Singhavarn Skarsborg Solanovich Sorensdahl Stavropoli Szymankow Takamirai Tanakura
Tembolani Thornaby-Ellis Tokunbosi Tranhle Tsukimoru Ueharashi Umarandi Valdecasas-Pym Vanderhoevel
Varghesian Vasiliadou Villafuertez Wachtmeisel Wanyamasi Westenholme Wexcombe Whitlowen Wolfsberger
Xiangmoor Yamanokai Yevtushko Youngbarrow Zambranelo Zhaobridge Zielinowska Zouharova
"""

GIVEN, FAMILY = _GIVEN.split(), _FAMILY.split()

STATES = {
    "CA": "California",
    "ID": "Idaho",
    "MD": "Maryland",
    "ME": "Maine",
    "NC": "North Carolina",
    "NJ": "New Jersey",
    "OR": "Oregon",
    "WA": "Washington",
}

#: How many physicians each board certifies; "" stands for those with a licence only.
BOARDS = {"ABIM": 80, "ABA": 42, "ABP": 45, "ABS": 38, "": 45}


@dataclass(frozen=True)
class Person:
    """A physician: the board (blank if none) and the state (blank if none), with the ID of each.

    ``birth_date`` is MM/DD.
    """

    first: str
    last: str
    birth_date: str
    board: str = ""
    board_id: str = ""
    state: str = ""
    licence: str = ""
    npi: str = ""
    #: Made by hand for a planted row, and so never drawn for another.
    reserved: str = field(default="", compare=False)


#: People that planted rows need: IDs with leading zeros, namesakes, double surnames.
RESERVED = (
    Person("Ottoline", "Grabhornel", "02/11", "ABIM", "004127", reserved="zeros 1"),
    Person("Fergus", "Dalgleishan", "11/30", "ABIM", "000862", reserved="zeros 2"),
    Person("Henrike", "Sommerlattel", "07/19", "ABIM", "9104488", reserved="seven digits"),
    Person("Teodora", "Winterhaldau", "03/08", "ABS", "930071", reserved="namesake 1"),
    Person("Teodora", "Winterhaldau", "03/08", "ABS", "930518", reserved="namesake 2"),
    Person("Caspian", "Brightwaters", "10/24", "ABS", "930644", reserved="no ID"),
    Person("Philippa", "Tennenvale-Ruiz", "05/17", "ABP", "920377", reserved="new name"),
    Person("Augustin", "Kirchwald", "08/02", "ABIM", "904203", reserved="initial"),
    Person("Marigold", "Ashdownley", "12/09", "ABS", "930822", reserved="much in a day"),
    Person("Leopold", "Quastenberg", "01/27", "ABIM", "904777", reserved="many reports"),
    Person("Rosamund", "Ilkeston", "09/14", "ABIM", "904778", reserved="full"),
    Person("Ludovic", "Farnhurst", "06/21", "ABA", "9415-2206", reserved="twice a day"),
    Person("Seraphina", "Moltenby", "04/03", "ABP", "920388", reserved="twice a day"),
)


def luhn_npi(nine: str) -> str:
    """The NPI that begins with these nine digits: its tenth makes Luhn over 80840 and all ten hold."""
    total = 24
    for index, digit in enumerate(map(int, nine)):
        doubled = digit * 2 if index % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return nine + str(-total % 10)


def make_people(rng: Random) -> list[Person]:
    """Everybody on the roster, no two with the same name."""
    names = _names(rng)
    people = list(RESERVED)
    numbers = {board: iter(rng.sample(range(900), 90)) for board in BOARDS}
    for board, count in BOARDS.items():
        for _ in range(count):
            first, last = next(names)
            state = "" if board and rng.random() > 0.5 else rng.choice(sorted(STATES))
            people.append(
                Person(
                    first,
                    last,
                    f"{rng.randint(1, 12):02d}/{rng.randint(1, 28):02d}",
                    board,
                    _board_id(board, next(numbers[board]), rng),
                    state,
                    _licence(state, rng),
                    luhn_npi(f"29{rng.randrange(10**7):07d}") if rng.random() < 0.9 else "",
                )
            )
    return people


def _names(rng: Random) -> Iterator[tuple[str, str]]:
    """Pairs of names without end; a family name comes back only after all others had their turn."""
    taken = set()
    while True:
        for last in rng.sample(FAMILY, len(FAMILY)):
            first = rng.choice(GIVEN)
            if (first, last) not in taken:
                taken.add((first, last))
                yield first, last


def _board_id(board: str, number: int, rng: Random) -> str:
    match board:
        case "ABIM":
            return f"90{number + 5000}" if number >= 5 else f"00{number + 2310}"
        case "ABA":
            return f"94{number % 90 + 10}-{rng.randint(1000, 9999)}"
        case "ABP":
            return f"92{number + 1000}"
        case "ABS":
            return f"93{number + 2000}"
        case _:
            return ""


def _licence(state: str, rng: Random) -> str:
    """A licence number of the form that the state is known to print."""
    match state:
        case "CA":
            return f"{rng.choice('AG')}{rng.randint(910000, 989999)}"
        case "ID":
            return f"M-{rng.randint(91000, 98999)}"
        case "MD":
            return f"D00{rng.randint(91000, 98999)}"
        case "ME":
            return f"MD{rng.randint(91000, 98999)}"
        case "NC":
            return f"20{rng.randint(10, 23)}-{rng.randint(10000, 99999)}"
        case "NJ":
            return f"25MA{rng.randint(9100000, 9899999):08d}"
        case "OR":
            return f"MD{rng.randint(190000, 199999) % 100000:05d}"
        case "WA":
            return f"MD{rng.randint(61000000, 61999999)}"
        case _:
            return ""


def roster_csv(people: list[Person]) -> bytes:
    """The roster: a line for each board and each state that somebody belongs to."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["program", "id", "first_name", "last_name", "birth_date", "npi"])
    lines = []
    for person in people:
        known = (person.first, person.last, person.birth_date, person.npi)
        if person.board:
            lines.append((person.board, person.board_id, *known))
        if person.state:
            lines.append((person.state, person.licence, *known))
    writer.writerows(sorted(lines))
    return out.getvalue().encode()
