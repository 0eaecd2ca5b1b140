"""Write voice/opinions.csv: invented opinions of invented citizens, from hand-written phrases, by a seeded choice.

Nobody said any of this. Run: python examples/sejong/generate/opinions.py
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from phrases import CAMPAIGNS, GENERAL, IN_ENGLISH, READ_BY_PEOPLE, SENTENCES, TWO_THEMES, WITH_PERSONAL_DATA

CITY = Path(__file__).parent.parent
SEED = 20240823

OPINIONS_BY_ZONE = {
    "z01": 112, "z02": 86, "z03": 62, "z04": 44, "z05": 3, "z06": 36, "z07": 88, "z08": 9, "z09": 10,
    "z10": 24, "z11": 30, "z12": 25, "z13": 19, "z14": 17, "z15": 8, "z16": 6, "": 21,
}  # fmt: skip
"""How many opinions came from each living zone; '' = the person gave none, S has nobody who spoke."""

THEME_WEIGHTS = {
    "new_town": {
        "pedestrian_safety": 9, "traffic_congestion": 15, "transit_access": 11, "parking": 16, "crime_safety": 4,
        "child_safety": 10, "disaster_response": 3, "air_quality": 5, "energy_ev": 6, "elderly_care": 4,
        "culture_access": 7, "facility_ageing": 5, "digital_inclusion": 4, "education_access": 8, "logistics": 3,
        "jobs": 2, "housing": 5, "civil_service": 3, "water_waste": 4,
    },
    "old_town": {
        "pedestrian_safety": 12, "traffic_congestion": 6, "transit_access": 7, "parking": 12, "crime_safety": 13,
        "child_safety": 6, "disaster_response": 7, "air_quality": 7, "energy_ev": 3, "elderly_care": 9,
        "culture_access": 7, "facility_ageing": 13, "digital_inclusion": 6, "education_access": 4, "logistics": 3,
        "jobs": 4, "housing": 6, "civil_service": 4, "water_waste": 6,
    },
    "rural": {
        "pedestrian_safety": 8, "traffic_congestion": 1, "transit_access": 21, "parking": 2, "crime_safety": 9,
        "child_safety": 3, "disaster_response": 9, "air_quality": 12, "energy_ev": 4, "elderly_care": 19,
        "culture_access": 8, "facility_ageing": 11, "digital_inclusion": 9, "education_access": 5, "logistics": 5,
        "jobs": 4, "housing": 4, "civil_service": 5, "water_waste": 8,
    },
}  # fmt: skip
"""What each kind of zone talks about, as weights (author's judgement, 작성자 판단)."""







OPENERS = [
    "",
    "",
    "",
    "",
    "",
    "안녕하세요. ",
    "건의드립니다. ",
    "늘 느끼는 건데 ",
    "민원인데요, ",
    "매번 말씀드리지만 ",
    "{연령} 시민입니다. ",
]
CLOSERS = ["", "", "", "", ".", ".", ".", ". 빠른 조치 부탁드립니다.", ". 꼭 살펴봐 주세요.", ". 다른 도시는 벌써 했던데요.", " ㅠㅠ", "...", "!",
           ". 감사합니다.", ". 예산이 없다고만 하지 마시고요.", ". 주민 대부분이 같은 생각입니다."]  # fmt: skip
AGES = {"10대": 6, "20대": 12, "30대": 22, "40대": 24, "50대": 15, "60대": 12, "70대 이상": 7, "": 8}
RURAL_AGES = {"10대": 3, "20대": 4, "30대": 8, "40대": 12, "50대": 20, "60대": 26, "70대 이상": 22, "": 5}
WORKING = ("20대", "30대", "40대", "50대", "60대")
AGES_OF = {
    "점주들끼리": ("40대", "50대"), "중학생 동생": ("10대", "20대"), "초등학생인데": ("10대",), "고등학생인데": ("10대",), "고3입니다": ("10대",),
    "고2의": ("10대",), "중3이라": ("10대",), "(중2)": ("10대",), "6학년": ("10대",), "초등 4학년": ("10대",), "3학년입니다": ("10대",), "열여섯 살": ("10대",),
    "수능 준비생": ("10대", "20대"), "야간 자율학습": ("10대",), "밴드부": ("10대",), "친구 넷이": ("10대",), "친구 만나러": ("10대",), "백 미터 달리기": ("10대",),
    "짝꿍": ("10대",), "중간고사": ("10대",), "동아리 장비": ("10대",), "형 누나": ("10대",), "학교에서 쓰라고": ("10대",), "중학생인 우리": ("10대",),
    "우리 반은": ("10대",), "직업 체험 버스": ("10대",), "학교 밖 청소년": ("10대", "40대"), "대학생입니다": ("20대",), "이력서를 넣었는데": ("20대",),
    "스물셋": ("20대",), "회의에 청년이": ("20대",), "배달하다": ("20대", "30대"), "고시원": ("20대", "30대"), "셰어하우스": ("20대",), "이사도 결혼도": ("30대",),
    "아르바이트": ("20대",), "임신부": ("30대",), "갓난아기": ("30대",), "산후에": ("30대",), "쌍둥이": ("30대",), "아기가": ("30대",), "1학년 딸": ("30대", "40대"),
    "육아휴직": ("30대",), "늦둥이": ("50대",), "쉰다섯": ("50대",), "쉰둘": ("50대",), "마흔다섯": ("40대",), "예순여덟": ("60대",), "예순 창업자": ("60대",),
    "팔순": ("70대 이상",), "할미요": ("70대 이상",), "칠십에": ("70대 이상",), "영감 먼저": ("70대 이상",), "할매들": ("70대 이상",), "늙은이": ("70대 이상",),
    "고층 아파트 십칠 층": ("70대 이상",), "할머니가 묻습니다": ("70대 이상",), "할아버지입니다": ("60대", "70대 이상"), "이 나이에": ("70대 이상",), "나더러": ("70대 이상",),
    "씨름하다": ("70대 이상",), "아흔 된": ("60대",), "손주": ("60대", "70대 이상"), "무릎이 아파": ("70대 이상",), "자식들 다": ("70대 이상",), "젊은이들도": ("70대 이상",),
    "목숨값": ("20대", "30대"), "퇴직한": ("60대",), "경비 일": ("60대", "70대 이상"), "계단을 기어올라": ("60대",), "나 혼자요": ("70대 이상",), "시어머니": ("40대", "50대"),
    "귀농": ("40대", "50대"), "맞벌이": ("30대", "40대"),
    "면허 반납": ("70대 이상",), "눈이 어두워": ("70대 이상",), "우리 같은 사람": ("60대", "70대 이상"), "총무입니다": ("70대 이상",),
    "노인네들": ("70대 이상",), "이장": ("50대", "60대"), "중학생": ("10대",), "졸업생인데": ("20대",), "사는 학생들": ("10대", "40대"),
    "딸아이": ("50대",), "유모차": ("30대",), "초등학교": ("30대", "40대"), "스쿨존": ("30대", "40대"), "유치원": ("30대",),
    "어린이집": ("30대",), "아이가": ("30대", "40대"), "소아과": ("30대",), "부모님이": ("40대", "50대"), "어머니": ("50대", "60대"),
    "퇴근": ("30대", "40대", "50대"), "출근": ("30대", "40대", "50대"), "혼자 사는데": ("20대", "30대"), "경로당": ("60대", "70대 이상"),
    "학부모": ("30대", "40대"), "엄마들": ("30대", "40대"), "전기차 샀는데": ("40대",), "농기계": ("60대",), "코딩": ("10대", "40대"),
    "식당 합니다": WORKING,
    "카페 합니다": WORKING,
    "빵집을": WORKING,
    "책방 합니다": WORKING,
    "미용실": WORKING,
    "외국인인데": WORKING,
    "아내": WORKING,
    "남편": WORKING,
    "월세": WORKING,
    "집주인": WORKING,
    "전세": WORKING,
    "운전": WORKING,
    "기사입니다": WORKING,
    "타는데": WORKING,
    "대표입니다": WORKING,
    "차 긁고": WORKING,
    "번영회": WORKING,
    "혼자 사는 여자": WORKING,
    "취직했는데": WORKING,
    "직장": WORKING,
    "가게에": WORKING,
    "애 셋": ("30대", "40대"),
    "귀촌": ("40대", "50대", "60대"),
    "서울 사는 아들": ("40대", "50대"),
    "옛날 사진": ("60대", "70대 이상"),
    "구들장": ("70대 이상",),
}  # fmt: skip
"""Ages of those who would say so."""
CHANNELS = {
    "온라인 게시판": (date(2024, 1, 8), date(2024, 6, 21)),
    "설문 서술형": (date(2024, 2, 19), date(2024, 3, 8)),
    "리빙랩": (date(2024, 2, 17), date(2024, 3, 23)),
    "읍면동 간담회": (date(2024, 4, 9), date(2024, 5, 17)),
    "공청회": (date(2024, 6, 20), date(2024, 6, 20)),
}
CHANNEL_WEIGHTS = {"new_town": (46, 30, 12, 6, 6), "old_town": (30, 24, 10, 28, 8), "rural": (14, 18, 6, 54, 8)}




def rows_of(path: str) -> list[dict[str, str]]:
    """Read a CSV of the city folder."""
    with (CITY / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def places() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Tell the kind of every zone, and the names that people of the zone use for where they live."""
    kind = {r.get("zone") or r["zone_id"]: r["kind"] for r in rows_of("rows/zones.csv")}
    zone_of = {r["legal_unit"]: r.get("zone") or r["zone_id"] for r in rows_of("rows/crosswalk.csv")}
    names: dict[str, list[str]] = {zone: [] for zone in kind}
    built = [r for r in rows_of("rows/crosswalk.csv") if float(r["people_share"]) > 0.01]
    for row in built:
        names[zone_of[row["legal_unit"]]].append(row["legal_name_ko"])
    lived_in = {zone_of[r["legal_unit"]] for r in built}
    for row in rows_of("rows/crosswalk.csv"):  # zones still being built: any of their units
        if zone_of[row["legal_unit"]] not in lived_in:
            names[zone_of[row["legal_unit"]]].append(row["legal_name_ko"])
    for row in rows_of("boundaries/villages.csv"):
        zone = zone_of[row["legal_unit"]]
        if kind[zone] != "new_town":
            names[zone].append(row["name_ko"])
    return kind, names


def pick(weights: dict[str, int], rng: random.Random) -> str:
    """Draw one key by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def allowed(sentence: str, of: str) -> bool:
    """Say whether a phrase fits a kind of zone."""
    mark, _, rest = sentence.partition("|")
    return not rest or (mark == "읍면") == (of == "rural")


def ages_for(sentence: str) -> tuple[str, ...]:
    """Tell the ages of those who would say a phrase; () = of any age."""
    return next((ages for words, ages in AGES_OF.items() if words in sentence), ())


def age_for(sentence: str, age: str, rng: random.Random) -> str:
    """Keep the drawn age, or draw one that fits what is said."""
    ages = ages_for(sentence)
    return age if not ages or age in ("", *ages) else rng.choice(ages)


def write(sentence: str, zone: str, age: str, names: dict[str, list[str]], rng: random.Random) -> str:
    """Put place, opening and closing to a sentence."""
    place = rng.choice(names[zone]) if zone else "우리 동네"
    text = rng.choice(OPENERS) + sentence
    if not sentence.endswith(("?", ")", "!", "ㅋㅋ", "ㅠㅠ")):
        text += rng.choice(CLOSERS)
    said = {"": "", "70대 이상": "일흔 넘은 "}.get(age, age + " ")
    return text.replace("{곳}", place).replace("{연령} ", said)


class Phrases:
    """All phrases, each said once in the whole city."""

    def __init__(self, rng: random.Random) -> None:
        self.left = {**SENTENCES, "general": GENERAL, "two_themes": [s for s, _ in TWO_THEMES]}
        every = [s for phrases in self.left.values() for s in phrases]
        if twice := {s for s in every if every.count(s) > 1}:
            raise ValueError(f"written twice: {twice}")
        self.left = {theme: rng.sample(phrases, len(phrases)) for theme, phrases in self.left.items()}

    def take(self, theme: str, of: str, age: str) -> str:
        """Take a phrase that fits the kind of zone, and the age as long as there is one that does."""
        fitting = [s for s in self.left[theme] if allowed(s, of)]
        if not fitting:
            raise ValueError(f"a phrase of {theme} would come back: write more that a zone of kind {of} can say")
        phrase = next((s for s in fitting if not (ages := ages_for(s)) or age in ("", *ages)), fitting[0])
        self.left[theme].remove(phrase)
        return phrase.rpartition("|")[2]


def people(kind: dict[str, str]) -> list[dict[str, str]]:
    """Make who spoke, by zone: when, where, how old, and about what."""
    rng = random.Random(SEED)
    personal = list(WITH_PERSONAL_DATA)
    made = []
    for zone, count in OPINIONS_BY_ZONE.items():
        of = kind[zone] if zone else "new_town"
        for n in range(count):
            age = pick(RURAL_AGES if of == "rural" else AGES, rng)
            channel = rng.choices(list(CHANNELS), CHANNEL_WEIGHTS[of])[0]
            first, last = CHANNELS[channel]
            on_date = first + timedelta(days=rng.randint(0, (last - first).days))
            chance, theme, text = rng.random(), pick(THEME_WEIGHTS[of], rng), ""
            if personal and zone in ("z01", "z02", "z07", "z11", "z14") and n in (5, 17):
                theme, text, age = "personal", personal.pop(0), ""
            elif chance < 0.09:
                theme = "general" if chance < 0.05 else "two_themes"
            made.append({"on_date": on_date.isoformat(), "channel": channel, "zone": zone, "age_group": age, "of": of, "theme": theme, "text": text})
    return made


def copy_of(campaign: dict[str, Any], number: int, rng: random.Random) -> str:
    """Write a petition as one of its senders would: the first as it is, others with a greeting, a line, a word or spaces changed."""
    text = campaign["text"]
    if number == 0:
        return text
    for word, other in rng.sample(campaign["words"], rng.choice([0, 1, 1, 2])):
        if word not in text:
            raise ValueError(f"the petition does not say {word}")
        text = text.replace(word, other)
    how = rng.random()
    if how < 0.25:  # some spaces left out
        text = "".join("" if c == " " and rng.random() < 0.3 else c for c in text)
    elif how < 0.4:  # two spaces between sentences
        text = text.replace(". ", ".  ")
    return rng.choice(campaign["greetings"]) + text + rng.choice(campaign["lines"])


def send_in(made: list[dict[str, str]], rng: random.Random) -> None:
    """Let petitions and English opinions take the place of opinions on themes."""
    written = ("온라인 게시판", "설문 서술형")

    def free(zone: str, ages: tuple[str, ...]) -> list[dict[str, str]]:
        fitting = [r for r in made if r["zone"] == zone and not r["text"] and r["theme"] in SENTENCES and r["age_group"] in ages]
        return sorted(rng.sample(fitting, len(fitting)), key=lambda r: r["channel"] not in written)

    for campaign in CAMPAIGNS:
        senders = [row for zone, count in campaign["zones"].items() for row in free(zone, campaign["ages"])[:count]]
        if len(senders) < sum(campaign["zones"].values()):
            raise ValueError("a petition has too few senders")
        for number, row in enumerate(senders):
            row["text"] = copy_of(campaign, number, rng)
    for zone, text in IN_ENGLISH:
        free(zone, ("20대", "30대", "40대"))[0]["text"] = text


def opinions() -> list[dict[str, str]]:
    """Make all opinions, in the order of their dates."""
    kind, names = places()
    made = people(kind)
    send_in(made, random.Random(SEED + 1))
    rng = random.Random(SEED + 2)
    phrases = Phrases(rng)
    for row in rng.sample(made, len(made)):  # not by zone, or the first would take all phrases that fit everywhere
        of, theme, sentence = row.pop("of"), row.pop("theme"), ""
        if theme == "personal":
            row["text"] = write(row["text"], row["zone"], "", names, rng)
        elif not row["text"]:
            sentence = phrases.take(theme, of, row["age_group"])
            row["age_group"] = age_for(sentence, row["age_group"], rng)
            row["text"] = write(sentence, row["zone"], row["age_group"], names, rng)
        row["theme"] = theme if theme in SENTENCES else dict(TWO_THEMES).get(sentence, "")
    made.sort(key=lambda row: row["on_date"])
    numbered = [{"opinion": f"v{n:04d}", **row} for n, row in enumerate(made, 1)]
    return [row | {"theme": row["theme"] if row["opinion"] in READ_BY_PEOPLE.split() else ""} for row in numbered]


def main() -> None:
    """Write voice/opinions.csv."""
    made = opinions()
    path = CITY / "voice/opinions.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(made[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(made)


if __name__ == "__main__":
    main()
