"""Devices in public space: what each kind of them records, and what became of each on its way from plan to operation."""

from __future__ import annotations

from dosi.model.table import Rule, Table, column

EVENTS = {"planned": "계획", "built": "준공", "accepted": "인수", "refused": "인수 거부", "moved": "이설", "retired": "철거"}
"""what may be recorded of a device, in the order of its life"""
PERSONAL = {"none": "개인정보 없음", "possible": "사람을 알아볼 수 있음", "yes": "개인정보를 다룸"}
SHOWN = {"exact": "자리 공개", "zone": "생활권별 수량만 공개"}


class DeviceKinds(Table):
    """Kinds of devices: purpose, what data they take, of whom, who sees it and how long it is kept. An empty statement is one that the operator still owes."""

    name, key, ko = "rows/device_kinds", ("kind",), "장치의 종류"
    kind = column("text", "기호", "kind id")
    title_ko = column("text", "장치", "device")
    title_en = column("text", "영문", "English")
    services = column("list", "서비스", "services whose places hold such a device", optional=True)
    role = column("text", "현황 자료의 쓰임", "role of the layers in which standing ones are listed", optional=True)
    condition = column("text", "현황 자료의 조건", "attribute condition that standing ones meet; of several kinds that fit, one with a condition comes first", optional=True)
    standards = column("list", "기준", "standards it stands under beside those of its role and its services", optional=True)
    purpose_ko = column("text", "목적", "purpose", optional=True)
    purpose_en = column("text", "목적(영문)", "purpose in English", optional=True)
    data_ko = column("text", "모으는 자료", "data it takes", optional=True)
    data_en = column("text", "모으는 자료(영문)", "data it takes, in English", optional=True)
    personal = column("text", "개인정보", "whether the data are about persons", optional=True, choices=PERSONAL)
    video = column("bool", "고정형 영상장치", "whether it is a fixed camera that a notice must stand beside")
    range_ko = column("text", "촬영 범위", "what the camera sees", optional=True)
    range_en = column("text", "촬영 범위(영문)", "what the camera sees, in English", optional=True)
    hours_ko = column("text", "촬영 시간", "when it records", optional=True)
    hours_en = column("text", "촬영 시간(영문)", "when it records, in English", optional=True)
    retention_ko = column("text", "보관 기간", "how long the data are kept", optional=True)
    retention_en = column("text", "보관 기간(영문)", "how long the data are kept, in English", optional=True)
    access_ko = column("text", "보는 곳", "role that may see the data", optional=True)
    access_en = column("text", "보는 곳(영문)", "role that may see the data, in English", optional=True)
    laws_ko = column("list", "관련 법률", "acts and articles it stands under", optional=True)
    laws_en = column("list", "관련 법률(영문)", "acts and articles, in English", optional=True)
    shown = column("text", "공개", "whether the exact place is public, or the number by zone alone", choices=SHOWN)
    withheld_ko = column("text", "자리를 밝히지 않는 까닭", "why the place is not public", optional=True)
    withheld_en = column("text", "자리를 밝히지 않는 까닭(영문)", "why the place is not public, in English", optional=True)
    tolerance_m = column("number", "자리의 허용 차이(m)", "how far from its planned place it may stand before it is told", optional=True)
    basis = column("text", "근거", "basis of these statements")
    address = column("text", "주소", "address of the basis", optional=True)
    rules = (Rule(("tolerance_m",), lambda metres: metres >= 0, "0 m or more"),)


class Handover(Table):
    """What was recorded of a device, an event per row: planned, built, accepted, refused, moved, retired. One list from plan to operation; a body stands in it, never a person."""

    name, key, ko = "rows/handover", ("device", "event", "on_date"), "인수인계 기록"
    device = column("text", "장치 번호", "device id: of the register, or a new one", also=("관리번호", "장치"))
    event = column("text", "구분", "event", choices=EVENTS, also=("처리",))
    on_date = column("date", "날짜", "date", also=("일자", "준공일", "인수일"))
    body = column("text", "기관", "body that did it", also=("처리 기관",))
    kind = column("text", "장치의 종류", "kind; needed where the device is in no plan and no layer", optional=True)
    quantity = column("int", "수량", "devices built at the place", unit="count", optional=True)
    model_ko = column("text", "제품·형식", "product as built", optional=True, also=("형식", "제품"))
    x_m = column("number", "X(m)", "x as built, in the city's projected metres", optional=True)
    y_m = column("number", "Y(m)", "y as built", optional=True)
    lon = column("number", "경도", "longitude as built, instead of x", optional=True)
    lat = column("number", "위도", "latitude as built, instead of y", optional=True)
    stands_as = column("text", "현황 자료의 번호", "layer.place under which it is listed among what stands since", optional=True)
    defects_ko = column("text", "하자·거부 사유", "defects, or why it was refused", optional=True, also=("하자", "거부 사유"))
    document = column("text", "문서 번호", "document number", optional=True, also=("문서",))
    rules = (
        Rule(("quantity",), lambda quantity: quantity >= 1, "1 or more"),
        Rule(("lon",), lambda lon: -180 <= lon <= 180, "degrees from -180 to 180"),
        Rule(("lat",), lambda lat: -90 <= lat <= 90, "degrees from -90 to 90; longitude and latitude may be exchanged"),
    )
