"""Opinions with personal data, to test masking: a seeded generator, 60 sentences by hand, and the scores of a masker.

Written from the issue and from how people write, without sight of the masker. Every number is made up; which of them are secrets:
- a resident number whose shape, date of birth and (if issued before October 2020) checksum hold; without checksum and dash only when it is named
- a home: a unit (동/호) of a building, or a street or lot number where the sentence says that somebody lives there
- an account without dashes only when a bank or 계좌 is named; every phone but hotlines and the companies' 15xx/16xx
Public numbers are not: business and corporate registration, offices' rooms and addresses, buildings without a unit, codes, dates, money, counts.
"""

from __future__ import annotations

import datetime
import difflib
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from personal_sentences import ORDINARY, PLAIN, ROWS_BY_HAND, WITH_ONE, WITH_TWO

Secret = tuple[str, str]
"""kind, and the exact string that stands in the text"""


class Sample(NamedTuple):
    text: str
    secrets: tuple[Secret, ...]


BY_HAND = [Sample(text, secrets) for text, secrets in ROWS_BY_HAND]
"""not generated; the same rules"""


class Score(NamedTuple):
    by_kind: dict[str, tuple[int, int]]
    """kind: (found, total)"""
    precision: float
    """masked pieces that overlap a secret, over all masked pieces"""
    eaten_share: float
    """characters outside secrets that were masked, over all characters outside secrets: sentences are quoted whole"""
    missed: list[str]
    wrong: list[str]

    @property
    def recall(self) -> float:
        return sum(f for f, _ in self.by_kind.values()) / max(sum(t for _, t in self.by_kind.values()), 1)


# Spellings of digits

FULL_WIDTH = str.maketrans("0123456789-@.", "０１２３４５６７８９－＠．")
SPOKEN = "공일이삼사오육칠팔구"


def digits(r: random.Random, count: int, first: str = "0123456789") -> str:
    return "".join([r.choice(first), *r.choices("0123456789", k=count - 1)])


def spoken(text: str, zero: str = "공") -> str:
    return "".join((zero + SPOKEN[1:])[int(c)] if c.isdigit() else c for c in text)


def pick(r: random.Random, *weighted: tuple[int, str]) -> str:
    return r.choices([v for _, v in weighted], [w for w, _ in weighted])[0]


# Resident and foreigner numbers


def check_digit(twelve: str, foreigner: bool) -> str:
    """The thirteenth digit before October 2020: (11 - weighted sum mod 11) mod 10, two more for foreigners."""
    total = sum(int(d) * w for d, w in zip(twelve, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True))
    return str(((13 if foreigner else 11) - total % 11) % 10)


def resident_digits(r: random.Random, *, checked: bool = True, foreigner: bool = False, child: bool = False) -> str:
    first, last = (datetime.date(2020, 10, 5), datetime.date(2025, 6, 30)) if child else (datetime.date(1932, 1, 1), datetime.date(2007, 12, 31))
    born = first + datetime.timedelta(days=r.randrange((last - first).days))
    sex = r.choice(("56" if foreigner else "12") if born.year < 2000 else ("78" if foreigner else "34"))
    twelve = born.strftime("%y%m%d") + sex + digits(r, 5)
    valid = check_digit(twelve, foreigner)
    if checked and not child:
        return twelve + valid
    return twelve + r.choice([d for d in "0123456789" if d != valid])  # issued since October 2020: at random


def resident_spelt(r: random.Random, number: str, joined: bool = True) -> str:
    a, b = number[:6], number[6:]
    way = pick(r, (40, "{}-{}"), (8, "{} {}"), (6, "{}.{}"), (5, "{} - {}"), (4, "{}–{}"), (4, "{}ㅡ{}"), (18 if joined else 0, "{}{}"), (8, "full"), (4, "full joined"))
    if way.startswith("full"):
        return (f"{a}{b}" if "joined" in way and joined else f"{a}-{b}").translate(FULL_WIDTH)
    return way.format(a, b)


def half_masked(r: random.Random) -> str:
    number = resident_digits(r)
    return number[:6] + r.choice(["-", "-", " - ", " "]) + number[6] + r.choice(["******", "******", "xxxxxx", "XXXXXX", "●●●●●●", "******", "○○○○○○"])


# Phones

REGIONS = ["02", "031", "032", "033", "041", "042", "043", "044", "051", "052", "053", "054", "055", "061", "062", "063", "064"]
LETTERS = str.maketrans("0", "O")


def phone_groups(r: random.Random) -> tuple[str, str, str]:
    kind = pick(r, (62, "010"), (10, "old"), (16, "region"), (6, "070"), (6, "050"))
    if kind == "old":
        return r.choice(["011", "016", "017", "018", "019"]), digits(r, r.choice([3, 4]), "23456789"), digits(r, 4)
    if kind == "region":
        return r.choice(REGIONS), digits(r, r.choice([3, 4]), "23456789"), digits(r, 4)
    if kind == "050":
        return r.choice(["0502", "0503", "0504", "0505", "0507", "0508"]), digits(r, r.choice([3, 4, 4]), "123456789"), digits(r, 4)
    return kind, digits(r, 4, "23456789"), digits(r, 4)


def phone(r: random.Random) -> str:
    a, b, c = phone_groups(r)
    way = pick(
        r, (34, "{a}-{b}-{c}"), (11, "{a}{b}{c}"), (8, "{a} {b} {c}"), (6, "{a}.{b}.{c}"), (3, "({a}){b}-{c}"), (3, "({a}) {b}-{c}"), (3, "{a}){b}-{c}"),
        (3, "{a}-{b}{c}"), (2, "{a} {b}-{c}"), (2, "{a}-{b} {c}"), (2, "{a}/{b}/{c}"), (3, "{a} - {b} - {c}"), (2, "{a}–{b}–{c}"), (2, "{a}ㅡ{b}ㅡ{c}"), (1, "{a}—{b}—{c}"),
        (1, "{a}~{b}~{c}"), (1, "{a}_{b}_{c}"), (2, "{a}. {b}. {c}"), (1, "{a}·{b}·{c}"), (5, "full"), (6, "+82"), (7, "spoken"), (5, "mixed"), (4, "letter"),
    )  # fmt: skip
    if way == "full":
        return r.choice([f"{a}-{b}-{c}", f"{a}{b}{c}", f"{a} {b} {c}"]).translate(FULL_WIDTH)
    if way == "+82":
        return r.choice(["+82-{}-{}-{}", "+82 {} {} {}", "+82{}{}{}", "+82 {}-{}-{}", "82-{}-{}-{}", "+82) {}-{}-{}", "(+82) {}-{}-{}", "+82-(0){}-{}-{}"]).format(a[1:], b, c)
    if way in ("spoken", "mixed"):
        a, b, c = "010", digits(r, 4, "23456789"), digits(r, 4)
        if way == "spoken":
            return spoken(r.choice(["{} {} {}", "{}-{}-{}", "{}{}{}", "{}에 {}에 {}", "{}, {}, {}", "{}에 {} {}"]).format(a, b, c), r.choice("공공영"))
        zero = r.choice("공영")
        mixed = [f"{spoken(a, zero)}-{b}-{c}", f"{spoken(a, zero)} {b} {c}", f"{a}-{spoken(b, zero)}-{c}", f"{a} {b} {spoken(c, zero)}", f"{zero}1{zero}-{b}-{c}", f"{spoken(a, zero)}{b}{c}"]
        return r.choice(mixed)
    if way == "letter":
        return r.choice([f"O1O-{b}-{c}", f"o1o-{b}-{c}", f"O1O{b}{c}", f"o10 {b} {c}", f"01O-{b}-{c}", f"010-{b}-{c}".translate(LETTERS), f"O1O.{b}.{c}"])
    return way.format(a=a, b=b, c=c)


# E-mail

NAMES = ["minsu", "jiyoung", "hong", "kim.jh", "lee_sy", "parkjs", "seoyeon", "happyday", "sky0901", "bluesea77", "choi.mk", "j.kang", "yoon-a", "mom2boys", "ksh", "kdh8812", "green_city", "a2b3c4", "star.dust", "daehan"]
PROVIDERS = ["naver.com", "naver.com", "naver.com", "hanmail.net", "daum.net", "gmail.com", "gmail.com", "kakao.com", "nate.com", "hotmail.com", "outlook.kr", "dreamwiz.com", "citytech.co.kr", "univ.ac.kr"]
BY_NAME = {"naver.com": "네이버", "hanmail.net": "한메일", "daum.net": "다음", "gmail.com": "지메일", "nate.com": "네이트", "kakao.com": "카카오"}
ENDS = {"com": "컴", "net": "넷", "kr": "케이알", "co": "씨오", "ac": "에이씨"}


def email(r: random.Random) -> str:
    local, host = r.choice(NAMES) + r.choice(["", "", digits(r, 2), digits(r, 4)]), r.choice(PROVIDERS)
    way = pick(
        r, (42, "{}@{}"), (4, "{} @ {}"), (2, "{}@ {}"), (2, "{} @{}"), (4, "{}(at){}"), (2, "{} (at) {}"), (3, "{}[at]{}"), (2, "{} at {}"), (4, "{}골뱅이{}"), (4, "{} 골뱅이 {}"),
        (2, "{}(골뱅이){}"), (4, "{}＠{}"), (4, "dot"), (5, "점"), (6, "upper"), (3, "full"), (5, "named"), (2, "{}@{} "),
    )  # fmt: skip
    if way == "dot":
        return local + r.choice(["@", "[at]", " [at] ", "(at)", " at "]) + host.replace(".", r.choice(["[dot]", " [dot] ", "(dot)", " dot "]))
    if way == "점":
        end = host.rpartition(".")[2]
        return local + r.choice(["@", "골뱅이", " 골뱅이 "]) + host.rpartition(".")[0] + r.choice(["점", " 점 "]) + r.choice([end, ENDS[end]])
    if way == "upper":
        return r.choice([f"{local}@{host}".upper(), f"{local.capitalize()}@{host.capitalize()}"])
    if way == "full":
        return f"{local}@{host}".translate(FULL_WIDTH)
    if way == "named":
        host = r.choice(sorted(BY_NAME))
        end = host.rpartition(".")[2]
        return local + r.choice(["골뱅이", " 골뱅이 ", "@"]) + BY_NAME[host] + r.choice([" 닷" if end == "com" else " 점 ", " 점 ", "점", "."]) + r.choice([ENDS[end], end])
    return way.format(local, host).strip()


# Plates

PRIVATE = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주"
PROVINCES = ["서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주"]


def plate_with(r: random.Random, letters: str, region: bool) -> str:
    head = r.choice(PROVINCES) + r.choice(["", " "]) if region else ""
    number = str(r.randint(1, 9)) if region and r.random() < 0.15 else f"{r.randint(1, 99):02d}" if region or letters in "아바사자배" or r.random() < 0.4 else str(r.randint(100, 999))
    way = pick(r, (45, "{}{}{}"), (24, "{}{} {}"), (8, "{} {} {}"), (6, "{}{}-{}"), (3, "{} {}{}"), (2, "{}-{}-{}"), (4, "full"))
    tail = digits(r, 4, "123456789")
    letter = r.choice(letters)
    return head + (f"{number}{letter}{tail}".translate(FULL_WIDTH) if way == "full" else way.format(number, letter, tail))


def plate(r: random.Random) -> str:
    return plate_with(r, PRIVATE, r.random() < 0.2)


# Accounts and cards

BANKS: dict[str, tuple[str, ...]] = {
    "국민은행": ("######-##-######",),
    "KB국민": ("######-##-######",),
    "신한은행": ("110-###-######", "###-##-######"),
    "신한": ("110-###-######",),
    "우리은행": ("1002-###-######", "1005-###-######"),
    "하나은행": ("###-######-#####",),
    "농협": ("301-####-####-##", "352-####-####-##", "###-##-######"),
    "NH농협은행": ("302-####-####-##",),
    "기업은행": ("###-######-##-###",),
    "IBK": ("###-######-##-###",),
    "카카오뱅크": ("3333-##-#######", "7979-##-#######"),
    "카뱅": ("3333-##-#######",),
    "토스뱅크": ("1000-####-####",),
    "케이뱅크": ("100-###-######",),
    "새마을금고": ("9002-####-####-#", "9003-####-####-#"),
    "우체국": ("######-02-######",),
    "신협": ("131-###-######",),
    "수협": ("101-####-####-##",),
    "SC제일은행": ("###-20-######",),
    "대구은행": ("508-##-######-#",),
    "부산은행": ("112-####-####-##",),
    "씨티은행": ("###-#####-###-##",),
}
ALONE = ("######-##-######", "110-###-######", "1002-###-######", "###-######-#####", "352-####-####-##", "3333-##-#######", "###-######-##-###")
"""shapes that are known as an account's without the bank's name"""


def filled(r: random.Random, pattern: str) -> str:
    return "".join(digits(r, 1, "123456789" if i == 0 else "0123456789") if c == "#" else c for i, c in enumerate(pattern))


def account_spelt(r: random.Random, number: str) -> str:
    way = pick(r, (60, "-"), (22, ""), (7, " "), (4, " - "), (3, "full"), (2, "–"), (2, "."))
    return number.translate(FULL_WIDTH) if way == "full" else number.replace("-", way)


def account(r: random.Random) -> str:
    return account_spelt(r, filled(r, r.choice(BANKS[r.choice(sorted(BANKS))])))


def luhn_sum(number: str) -> int:
    """Every second digit from the right doubled, the digits of all added; a card's sum ends in 0."""
    return sum(sum(divmod(int(d) * 2, 10)) if i % 2 else int(d) for i, d in enumerate(reversed(number)))


def card(r: random.Random) -> str:
    """A number that holds Luhn's sum, in the groups in which it stands on the card."""
    amex = r.random() < 0.15
    body = r.choice(["34", "37"]) + digits(r, 12) if amex else (head := r.choice(["4", "51", "52", "53", "54", "55", "9", "35", "62"])) + digits(r, 15 - len(head))
    number = body + str(-luhn_sum(body + "0") % 10)
    groups = [number[:4], number[4:10], number[10:]] if amex else [number[i : i + 4] for i in range(0, 16, 4)]
    way = pick(r, (50, "-"), (20, " "), (20, ""), (5, "full"), (3, " - "), (2, "."))
    return "-".join(groups).translate(FULL_WIDTH) if way == "full" else way.join(groups)


# Addresses

ROADS = ["한누리대로", "갈매로", "나성로", "절재로", "도움로", "새롬로", "다정로", "대평로", "보듬로", "중앙로", "월드컵북로", "테헤란로", "일산로", "호수로", "진주대로", "동진로", "해운대로", "충장로", "효자로", "백석로", "세종로", "시청대로"]
SIDE = ("새롬로 12길", "중앙로 45번길", "호수로 430번길", "남세종로8길", "월드컵로3길", "죽림로77번안길", "은평터널로 7길", "서동대로 12번길", "시장안길", "느티나무길")
PLACES = ["고운동", "아름동", "종촌동", "어진동", "나성동", "새롬동", "다정동", "보람동", "소담동", "반곡동", "도담동", "주엽동", "백석동", "평거동", "상대동", "정자동", "우동", "신흥리", "금암리", "봉안리", "내창리"]
AREAS = ("세종특별자치시", "세종시", "세종", "서울특별시 마포구", "서울 은평구", "경기도 고양시 일산동구", "고양시 덕양구", "경남 진주시", "부산광역시 해운대구", "전라북도 전주시 완산구", "대전 유성구")
COMPLEXES = ["가락마을 5단지", "가재마을 4단지", "새샘마을 3단지", "도램마을 10단지", "첫마을 2단지", "호수마을 현대아파트", "강선마을 8단지", "래미안아파트", "푸르지오 2차", "한빛아파트", "e편한세상", "자이아파트", "LH 1단지"]
HOUSES = ("행복빌라", "장미빌라", "대성연립", "한솔원룸", "푸른오피스텔", "무지개맨션", "성우하이츠", "새봄다세대")


def number_of_house(r: random.Random) -> str:
    return str(r.randint(2, 2300)) + (f"-{r.randint(1, 40)}" if r.random() < 0.35 else "")


def unit_number(r: random.Random) -> str:
    return f"{r.randint(1, 29)}{r.randint(1, 8):02d}"


def unit_of_complex(r: random.Random) -> str:
    block, unit = str(r.choice([101, 100, 200, 300, 500, 900, 1000]) + r.randint(1, 20)), unit_number(r)
    way = pick(r, (45, "{}동 {}호"), (18, "{}동{}호"), (5, "{}동 {} 호"), (2, "{} 동 {} 호"), (10, "{}-{}호"), (4, "{}동-{}호"), (5, "{}동, {}호"), (3, "floor"), (4, "full"))
    if way == "floor":
        return f"{block}동 {unit[:-2]}층 {unit}호"
    return f"{block}동 {unit}호".translate(FULL_WIDTH) if way == "full" else way.format(block, unit)


def unit_of_house(r: random.Random) -> str:
    floor, door = r.randint(1, 4), r.randint(1, 4)
    return r.choice([f"{floor}0{door}호", f"{floor}0{door}호", f"B0{door}호", f"지하 B0{door}호", f"{floor}층 {floor}0{door}호", f"지하 1층 10{door}호", f"가동 {floor}0{door}호", f"나동{floor}0{door}호", f"B동 {floor}0{door}호"])


def lives(r: random.Random) -> str:
    """A street or lot number alone; the sentence says that somebody lives there."""
    area = r.choice(["", r.choice(AREAS) + " "])
    if r.random() < 0.6:
        return f"{area}{r.choice(ROADS) if r.random() < 0.6 else r.choice(SIDE)} {number_of_house(r)}" + r.choice(["", "", "번"])
    return f"{area}{r.choice(PLACES)} {r.choice(['', '', '산 '])}{number_of_house(r)}{r.choice(['번지', '번지', ''])}"


def home(r: random.Random) -> str:
    """A home down to its unit, by street, by lot, by complex or by the name of a small house."""
    street = re.sub(r"번$", "", lives(r))
    way = pick(r, (28, "street complex"), (8, "street unit"), (12, "street house"), (36, "complex"), (6, "complex only numbers"), (10, "house"))
    if way == "street complex":
        return street + r.choice([", ", " ", ", " + r.choice(COMPLEXES) + " "]) + unit_of_complex(r)
    if way == "street unit":
        return street + r.choice([", ", " "]) + unit_number(r) + "호"
    if way == "street house":
        return street + r.choice([", ", " "]) + r.choice(HOUSES) + " " + unit_of_house(r)
    if way == "complex":
        return r.choice(["", "", r.choice(PLACES) + " "]) + r.choice(COMPLEXES) + " " + unit_of_complex(r)
    if way == "complex only numbers":
        return f"{r.choice(COMPLEXES)} {100 * r.randint(1, 9) + r.randint(1, 20)}-{unit_number(r)}"
    return r.choice(["", r.choice(PLACES) + " "]) + r.choice(HOUSES) + " " + unit_of_house(r)


# Licences and passports


def licence(r: random.Random) -> str:
    number = f"{r.randint(11, 28)}-{r.randint(0, 99):02d}-{digits(r, 6)}-{digits(r, 2)}"
    return pick(r, (70, number), (15, number.replace("-", " ")), (15, f"{r.choice(PROVINCES[:9])} {number[3:]}"))


def passport(r: random.Random) -> str:
    return r.choice("MS") + (digits(r, 8) if r.random() < 0.5 else f"{digits(r, 3)}{r.choice('ABCDEFGHJK')}{digits(r, 4)}")


# What fills the slots

SECRETS: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "resident": ("resident_number", lambda r: resident_spelt(r, resident_digits(r, checked=r.random() < 0.8))),
    "resident_bare": ("resident_number", lambda r: resident_spelt(r, resident_digits(r), joined=r.random() < 0.5)),
    "resident_child": ("resident_number", lambda r: resident_spelt(r, resident_digits(r, child=True))),
    "resident_half": ("resident_number", half_masked),
    "foreigner": ("resident_number", lambda r: resident_spelt(r, resident_digits(r, foreigner=True, checked=r.random() < 0.6))),
    "foreigner_bare": ("resident_number", lambda r: resident_spelt(r, resident_digits(r, foreigner=True), joined=False)),
    "phone": ("phone", phone),
    "email": ("email", email),
    "plate": ("plate", plate),
    "taxi": ("plate", lambda r: plate_with(r, "아바사자", r.random() < 0.75)),
    "rental": ("plate", lambda r: plate_with(r, "하허호", False)),
    "parcel": ("plate", lambda r: plate_with(r, "배", r.random() < 0.5)),
    "account": ("account", account),
    "account_dashed": ("account", lambda r: filled(r, r.choice(ALONE))),
    "card": ("card", card),
    "home": ("address", home),
    "lives": ("address", lives),
    "licence": ("licence", licence),
    "passport": ("passport", passport),
}


def no_resident_number(r: random.Random, draw: Callable[[random.Random], str]) -> str:
    """Thirteen digits whose last is not the checksum of a resident number, so that nobody can hold them for one."""
    while True:
        number = draw(r)
        if number[12] not in (check_digit(number[:12], False), check_digit(number[:12], True)):
            return number


def no_card(r: random.Random) -> str:
    """Sixteen digits that fail Luhn's sum, in fours."""
    groups = [digits(r, 4, "23456789"), *(digits(r, 4) for _ in range(3))]
    total = luhn_sum("".join(groups))
    return "-".join(groups) if total % 10 else "-".join([*groups[:3], groups[3][:3] + str((int(groups[3][3]) + 5) % 10)])


FILLERS: dict[str, Callable[[random.Random], str]] = {
    "n1": lambda r: str(r.randint(1, 9)),
    "n2": lambda r: str(r.randint(10, 60)),
    "n3": lambda r: str(r.randint(101, 989)),
    "n4": lambda r: str(r.randint(1001, 9899)),
    "n5": lambda r: str(r.randint(10001, 99899)),
    "n6": lambda r: digits(r, 6),
    "hour": lambda r: str(r.randint(5, 12)),
    "minute": lambda r: f"{r.randint(0, 59):02d}",
    "temp": lambda r: str(r.randint(31, 41)),
    "lanes": lambda r: str(r.choice([2, 4, 6, 8, 10])),
    "bus": lambda r: r.choice(["990", "991", "1000", "1004", "222", "13", "271", "B2", "M7", "203-1", "1-1", "601", "3201"]),
    "date": lambda r: r.choice(["{}년 {}월 {}일", "{}.{}.{}", "{}-{:02d}-{:02d}", "{}/{}/{}"]).format(r.randint(2019, 2026), r.randint(1, 12), r.randint(1, 28)),
    "stamp": lambda r: f"{r.randint(2019, 2026)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}",
    "year": lambda r: str(r.randint(2015, 2030)),
    "won": lambda r: r.choice([f"{r.randint(1, 99)}0,000", f"{r.randint(1, 99)},{digits(r, 3)},000", f"{r.randint(1, 9)}{digits(r, 6)}000"]),
    "man": lambda r: r.choice([f"{r.randint(1, 9)},{digits(r, 3)}", str(r.randint(1000, 98000))]),
    "area": lambda r: r.choice([f"{r.randint(100, 999)}.{digits(r, 2)}", f"{r.randint(1, 99)},{digits(r, 3)}", str(r.randint(1000, 99000))]),
    "company": lambda r: r.choice(["1588", "1577", "1544", "1599", "1600", "1661", "1644", "1666", "1899"]) + r.choice("-- ") + digits(r, 4),
    "business": lambda r: f"{digits(r, 3, '123456')}-{digits(r, 2)}-{digits(r, 5)}",
    "corporate": lambda r: f"{r.choice(['110', '160', '131', '284'])}{r.choice(['111', '114', '171'])}-0{digits(r, 6)}",
    "letter": lambda r: r.choice("ABDEGHS"),
    "postal": lambda r: r.choice(["30", "10", "52"]) + digits(r, 3),
    "order": lambda r: digits(r, 12, "3456789"),
    "long_order": lambda r: r.choice([f"2024{r.randint(1, 12):02d}{digits(r, 6)}", f"{digits(r, 4, '12')}{digits(r, 7)}", f"20{r.randint(20, 25)}{r.randint(1, 12):02d}15-{digits(r, 6)}"]),
    "isbn": lambda r: r.choice(["978-89-{}-{}-{}", "97889{}{}{}", "979-11-{}-{}-{}"]).format(digits(r, 4), digits(r, 3), digits(r, 1)),
    "barcode": lambda r: no_resident_number(r, lambda q: q.choice(["880" + digits(q, 10), f"880{q.randint(1, 9)}{q.randint(1, 28):02d}{q.choice('12')}{digits(q, 6)}"])),
    "no_birth": lambda r: r.choice([f"{r.randint(19, 26)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}-0{digits(r, 6)}", f"{r.randint(19, 26)}{r.randint(13, 60)}{r.randint(40, 99)}-{digits(r, 7, '1234')}"]),
    "coupon": lambda r: no_card(r),
    "num": lambda r: number_of_house(r),
    "lot": lambda r: number_of_house(r),
    "room": lambda r: f"{r.randint(1, 7)}0{r.randint(1, 9)}",
    "road": lambda r: r.choice(ROADS),
    "place": lambda r: r.choice(PLACES),
    "apt": lambda r: r.choice([c for c in COMPLEXES if c != "LH 1단지"]),
    "name": lambda r: r.choice("김이박최정강조윤장임") + r.choice(["민수", "지영", "서연", "도윤", "영희", "철수", "하은", "준호"]),
}


def fill(r: random.Random, sentence: str) -> tuple[str, list[Secret]]:
    found: list[Secret] = []

    def value(slot: re.Match[str]) -> str:
        name = slot[1]
        if name == "bank_account":
            bank = r.choice(sorted(BANKS))
            secret = account_spelt(r, filled(r, r.choice(BANKS[bank])))
            found.append(("account", secret))
            return bank + r.choice([" ", " ", "", ": "]) + secret
        if name not in SECRETS:
            return FILLERS[name](r)
        kind, draw = SECRETS[name]
        found.append((kind, draw(r)))
        return found[-1][1]

    return re.sub(r"\{(\w+)\}", value, sentence), found


ALONE_ONLY = re.compile(r"\{(?:no_birth|coupon|order|long_order|isbn|barcode|corporate|business)\}|계좌|은행")
"""long codes are ordinary where they stand alone; beside a sentence that names an account or a resident number nobody could be sure"""
WEIGHTS = {"phone": 20, "address": 20, "email": 13, "plate": 13, "account": 12, "resident_number": 13, "card": 8, "licence": 5, "passport": 4}
NEIGHBOURS = [s for s in ORDINARY if not ALONE_ONLY.search(s)]


def around(r: random.Random) -> str:
    return r.choice(PLAIN if r.random() < 0.55 else NEIGHBOURS)


def one(r: random.Random) -> Sample:
    """One opinion of one to four sentences; about two in five hold no secret."""
    way = pick(r, (44, "one"), (16, "two"), (40, "none"))
    kind = pick(r, *((weight, kind) for kind, weight in WEIGHTS.items()))
    sentence = r.choice({"one": WITH_ONE[kind], "two": WITH_TWO, "none": ORDINARY}[way])
    parts = [sentence]
    while len(parts) < 4 and r.random() < 0.4:
        parts.insert(r.randint(0, len(parts)), around(r))
    text, secrets = fill(r, r.choice([" ", " ", " ", "\n"]).join(parts))
    return Sample(text, tuple(secrets))


def generate(count: int, seed: int) -> list[Sample]:
    """Opinions with and without secrets, the same for the same seed; each secret stands once in its text."""
    r = random.Random(seed)
    samples: list[Sample] = []
    while len(samples) < count:
        sample = one(r)
        if all(sample.text.count(secret) == 1 for _, secret in sample.secrets):
            samples.append(sample)
    return samples


# Scores

UNIT = re.compile(r"(?:[가-하A-Z]?\d*\s*동[\s,-]*|\d+\s*-\s*)?(?:(?:지하\s*)?\d+층\s*)?[Bb]?\d+\s*호$|\d+\s*-\s*\d+$|\d+(?:-\d+)?(?:번지?)?$")
LOCAL = re.compile(r"[A-Za-z0-9._+\-０-９．－]+")


def identifying(kind: str, secret: str) -> list[int]:
    """Places in the secret of the characters that tell whose it is: digits, the part of an e-mail before its host, the unit of an address."""
    if kind == "email":
        start, end = LOCAL.match(secret).span()  # type: ignore[union-attr]
        return [i for i in range(start, end) if secret[i].isalnum()]
    if kind == "address":
        start = UNIT.search(secret).start()  # type: ignore[union-attr]
        return [i for i in range(start, len(secret)) if secret[i].isdigit()]
    spelt = SPOKEN + "영Oo" if kind == "phone" else "ABCDEFGHJKMS" if kind == "passport" else ""
    return [i for i, c in enumerate(secret) if c.isdigit() or c in spelt]


def masked_spans(text: str, masked: str) -> list[tuple[int, int]]:
    """What the signs in brackets of the masked text stand for in the text: the literal pieces between them are walked in order."""
    pieces = [p for p in re.split(r"(\[[^\[\]]*\])", masked) if p]
    signs = {p for p in pieces if re.fullmatch(r"\[[^\[\]]*\]", p) and p not in text}
    literal: list[str] = [""]
    for piece, before in zip(pieces, ["", *pieces], strict=False):
        if piece not in signs:
            literal[-1] += piece
        elif before not in signs or len(literal) == 1:  # two signs side by side are one piece: nothing tells where they part
            literal.append("")
    if len(literal) == 1 and masked == text:
        return []
    at, spans = len(literal[0]), []
    fits = text.startswith(literal[0])
    for i, piece in enumerate(literal[1:], 1):
        start = len(text) - len(piece) if i == len(literal) - 1 else text.find(piece, at + 1)
        fits = fits and start > at and text.startswith(piece, start)
        spans.append((at, start))
        at = start + len(piece)
    if fits and len(literal) > 1:
        return spans
    blocks = difflib.SequenceMatcher(None, text, masked, autojunk=False).get_opcodes()  # the masker changed other text as well
    return [(a, b) for tag, a, b, _, _ in blocks if tag in ("replace", "delete")]


def survives(kind: str, secret: str, start: int, gone: set[int]) -> bool:
    """Whether four identifying characters in a row (all of them, where there are fewer) can still be read."""
    places = identifying(kind, secret)
    longest = run = 0
    for i in places:
        run = 0 if start + i in gone else run + 1
        longest = max(longest, run)
    return longest >= min(4, len(places))


def score(samples: Iterable[Sample], mask: Callable[[str], tuple[str, Counter[str]]]) -> Score:
    """Recall by kind, and precision: masked pieces that overlap a secret over all masked pieces."""
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    right = pieces = eaten = outside = 0
    missed, wrong = [], []
    for text, secrets in samples:
        masked = mask(text)[0]
        spans = masked_spans(text, masked)
        gone = {i for a, b in spans for i in range(a, b)}
        held: set[int] = set()
        for kind, secret in secrets:
            start = text.index(secret)
            held |= set(range(start, start + len(secret)))
            found = not survives(kind, secret, start, gone)
            tally[kind][0] += found
            tally[kind][1] += 1
            if not found:
                missed.append(f"{kind} {secret!r} in {masked!r}")
        for a, b in spans:
            pieces += 1
            if held.isdisjoint(range(a, b)):
                wrong.append(f"{text[a:b]!r} in {text!r}")
            else:
                right += 1
        eaten += len(gone - held)
        outside += len(text) - len(held)
    return Score({k: (f, t) for k, (f, t) in sorted(tally.items())}, right / pieces if pieces else 1.0, eaten / max(outside, 1), missed, wrong)
