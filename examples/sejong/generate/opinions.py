"""Write voice/opinions.csv: invented opinions of invented citizens, from hand-written phrases, by a seeded choice.

Nobody said any of this. Run: python examples/sejong/generate/opinions.py
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

CITY = Path(__file__).parent.parent
SEED = 20240101

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

SENTENCES = {
    "pedestrian_safety": [
        "동네|{곳} 큰길 횡단보도 녹색불이 너무 짧아서 어르신들은 반도 못 건너요",
        "우회전 차량이 서지를 않습니다. {곳} 사거리에서 몇 번이나 치일 뻔했어요",
        "{곳}에 인도가 끊긴 데가 있어서 찻길로 내려가 걸어야 합니다",
        "밤에 {곳} 횡단보도가 안 보입니다. 바닥에 불 들어오는 것 좀 깔아 주세요",
        "보행 신호 기다리는 시간이 길다 보니 무단횡단이 많습니다 {곳} 쪽요",
        "동네|킥보드가 보행로를 너무 빨리 달려서 유모차 끌고 다니기 겁나요",
        "{곳} 앞 도로는 과속하는 차가 많아 길 건널 때마다 뛰게 됩니다",
        "건널목 하나 더 만들어 주세요. {곳}에서는 한참 돌아가야 해요",
        "읍면|화물차가 {곳} 마을 안길로 과속하며 다닙니다 사람 걷는 길인데요",
        "작년에 {곳} 삼거리에서 교통사고가 두 번 났습니다. 보행자 감지 신호 부탁드립니다",
        "신호위반하는 오토바이 때문에 {곳} 횡단보도 건너기가 무섭습니다",
        "비 오는 날에는 운전자가 보행자를 못 봐요. {곳} 횡단보도에 조명 설치 건의합니다",
        "자전거와 보행자가 한 길로 다녀 부딪칠 것 같습니다. {곳} 보행로를 나눠 주세요",
        "{곳}에서 유모차 밀고 다니면 인도가 좁고 턱이 높아 결국 차도로 갑니다",
        "길 건너는 사람이 있는데도 우회전 차들이 밀고 들어옵니다. 단속 좀 하세요",
        "횡단보도 앞 대기 공간에 차가 올라와 있어서 보행자가 안 보여요 ({곳})",
    ],
    "traffic_congestion": [
        "동네|출근길에 {곳} 빠져나가는 데만 이십 분 걸립니다",
        "동네|{곳} 교차로는 좌회전 신호가 짧아서 두세 번은 기다려야 해요",
        "동네|퇴근길 꼬리물기가 심합니다. {곳} 사거리는 그냥 주차장 수준이에요",
        "동네|아침마다 한누리대로가 막혀서 {곳}까지 걷는 게 더 빠를 지경입니다",
        "신호체계 좀 손봐 주세요. 빨간불마다 걸립니다",
        "동네|차선이 갑자기 줄어드는 병목 때문에 {곳} 쪽이 늘 막힙니다",
        "동네|금강 건너는 다리가 몇 개 없어 출퇴근 시간 정체가 심각해요",
        "동네|{곳} 상가 앞 교차로 신호 주기가 안 맞아서 앞 신호 켜지면 뒤 신호가 꺼져요",
        "비만 오면 평소보다 두 배 막힘. 차 많은 방향으로 신호를 더 주면 안 되나요",
        "동네|청사 출근길 정체 구간에 실시간 신호 조절을 넣어 주세요",
        "동네|구급차가 와도 비켜 줄 자리가 없을 만큼 {곳} 도로가 혼잡합니다",
        "동네|{곳} 공사 차량까지 섞여 출근길이 꽉 막힌 지 몇 달째입니다",
        "동네|좌회전 대기 줄이 직진 차선까지 넘어옵니다. {곳} 교차로 개선 바랍니다",
        "대전 나가는 길 정체, 몇 년째 똑같아요. {곳} 사람들은 다 압니다",
    ],
    "transit_access": [
        "읍면|{곳}에는 버스가 하루에 몇 번 안 와요. 병원 한번 가려면 하루가 다 갑니다",
        "배차 간격이 사십 분이라 시간 맞추기가 힘듭니다",
        "정류장까지 걸어서 십오 분, 환승하고 나면 차로 갈 걸 후회합니다",
        "동네|{곳}에서 BRT 타러 가는 연결 노선이 너무 적어요",
        "막차가 일찍 끊겨서 {곳} 사는 학생들은 늦게 오지를 못해요",
        "버스 언제 오는지 알려 주는 안내판이 {곳} 정류장에는 없습니다",
        "읍면|부르면 오는 콜버스를 {곳}에도 넣어 주세요 우리는 차가 없어요",
        "읍면|어울링 대여소가 {곳}에는 없어서 정류장까지 걷습니다",
        "읍면|장날에 버스가 꽉 차서 그냥 지나갑니다. {곳} 노인네들 한 시간 더 기다려요",
        "읍면|두루타 부르면 한 시간 뒤에 온다고 합니다. 차를 늘려 주세요",
        "읍면|노선이 신도시 중심이라 {곳}에서는 조치원 나가기도 어렵습니다",
        "정류소에 의자도 지붕도 없어요. 겨울에 버스 기다리다 얼어 죽겠습니다",
        "주말 배차가 너무 없어요. 아이들이 {곳}에서 어디를 못 갑니다",
        "동네|대중교통으로 출근하고 싶은데 {곳}에서는 환승 두 번이라 포기했습니다",
        "버스 앱에서는 곧 온다는데 안 옵니다. 정류장 안내가 맞았으면 좋겠어요",
        "읍면|{곳} 마을버스 노선 하나만 더 생기면 차 없이 살 수 있을 것 같아요",
        "면허 반납하고 나니 버스 말고는 발이 없습니다. {곳}에도 자주 오게 해 주세요",
    ],
    "parking": [
        "동네|{곳} 상가는 주차할 곳이 없어서 저녁마다 뺑뺑이를 돕니다",
        "불법주정차 때문에 {곳} 이면도로가 한 줄이 됐어요",
        "주차장이 어디에 비어 있는지 미리 알 수 있으면 좋겠습니다",
        "동네|밤에는 학교 주차장 좀 열어 주세요. {곳} 주민들 댈 데가 없어요",
        "동네|{곳} 원룸촌 이중주차 때문에 아침마다 전화 돌립니다",
        "동네|행사 있는 날이면 {곳} 전체가 주차난입니다",
        "동네|아파트 지하 주차가 모자라 소방차 자리에까지 세웁니다. {곳}입니다",
        "공영주차장 만든다더니 몇 년째 그대로네요. {곳} 상인입니다",
        "갓길에 세운 차들 때문에 {곳}에서 차가 비켜 가지를 못합니다",
        "동네|시장 볼 때 주차가 제일 문제예요. 안내판이라도 있었으면",
        "동네|공무원 주차장 주말 개방 건의합니다",
        "주차 단속만 하지 말고 차 댈 데를 먼저 만들어 주세요",
        "동네|병원 앞 주차장에 들어가려는 줄이 도로까지 나옵니다 ({곳})",
        "동네|{곳} 체육관 앞은 주말마다 주차 전쟁",
    ],
    "crime_safety": [
        "{곳} 골목은 밤에 너무 캄캄해요. 혼자 걷기 무섭습니다",
        "동네|원룸 많은 {곳}에 방범 CCTV 더 달아 주세요",
        "비상벨이 있는데 눌러도 되는지 모르겠어요. {곳} 공원이요",
        "읍면|마을 들머리에 CCTV가 없어서 농산물 도난이 해마다 납니다. {곳}이에요",
        "동네|퇴근하고 {곳} 지나올 때 밤길이 무서워서 통화하는 척합니다",
        "읍면|빈집이 늘어서 {곳} 치안이 걱정됩니다",
        "동네|역 뒤쪽이 어두워서 딸아이 마중을 매일 나갑니다",
        "공원 화장실 쪽이 어둡고 술 드시는 분들이 많아요. 순찰 늘려 주세요",
        "읍면|농기계 도난이 두 번이나 있었는데 CCTV가 멀어서 못 잡았습니다. {곳} 이장입니다",
        "{곳} 산책로 어두운 데에 사람 지나가면 켜지는 조명이랑 방범 카메라 설치 바랍니다",
        "동네|여성 혼자 사는 집이 많은 동네입니다. 안심귀가 서비스와 방범 시설 부탁드려요",
        "굴다리 밑이 밤이면 무서워요 비상벨 하나만 달아 주세요",
        "밤에 {곳} 하천길 운동하는데 카메라가 하나도 없어요. 범죄 나면 어쩌나 싶습니다",
    ],
    "child_safety": [
        "{곳} 초등학교 앞에 차들이 쌩쌩 달려요. 단속카메라 달아 주세요",
        "등하교 시간에 학부모 차가 뒤엉켜 아이들이 그 사이로 다닙니다",
        "스쿨존인데 카메라가 없습니다. {곳} 확인해 주세요",
        "통학로에 공사 차량이 다녀서 불안합니다 ({곳})",
        "어린이보호구역 표시가 지워졌어요. 운전자가 모르고 지나갑니다",
        "유치원 앞 횡단보도에 신호가 없어요. 아이 손 꼭 잡고도 무섭습니다",
        "동네|{곳} 어린이집 등원할 때마다 아찔합니다. 차들이 안 서요",
        "동네|하굣길에 학원 차가 줄지어 서 있어 아이들이 도로로 걸어요",
        "어린이보호구역에 자동 단속 장비를 먼저 설치해 달라고 몇 번 말씀드렸습니다",
        "초등학교 앞에서 아이가 다칠 뻔했습니다. {곳} 스쿨존에 속도 안내판이라도 놔 주세요",
        "등굣길 교통봉사 나가 보면 스쿨존에서 절반은 과속입니다",
        "읍면|{곳} 통학로에 인도가 없어 아이들이 갓길로 다닙니다",
        "아이들 통학 버스가 설 자리가 없어요. 학교 앞 정리 좀 부탁드립니다",
    ],
    "disaster_response": [
        "읍면|작년 폭우 때 {곳} 논이 다 잠겼는데 대피 방송이 늦었습니다",
        "동네|지하차도 침수 무서워요. 물이 차면 자동으로 막아 주세요",
        "읍면|눈 오면 {곳} 고갯길 제설이 제일 늦어요. 빙판이라 못 나갑니다",
        "읍면|미호강 범람할까 봐 장마 때마다 잠을 못 잡니다. {곳} 주민입니다",
        "재난 문자가 너무 넓게 와서 우리 동네 일인지 알 수가 없어요",
        "읍면|산불 감시 카메라를 {곳} 뒷산에도 달아 주세요",
        "동네|배수구가 막혀서 비만 오면 {곳} 상가 앞에 물이 차요",
        "축대가 기울었는데 비 올 때마다 걱정입니다. 재난 점검 부탁드려요",
        "동네|전통시장 화재 감지기 설치해 주세요. 다닥다닥 붙어 있어서 불나면 끝입니다",
        "대피소가 어디인지 {곳} 어르신들은 모릅니다. 침수 때 어디로 가야 합니까",
    ],
    "air_quality": [
        "읍면|{곳} 축사 냄새 때문에 여름에 창문을 못 엽니다",
        "읍면|공장 쪽에서 매연이 날아와 빨래를 못 널어요. {곳}입니다",
        "미세먼지 측정소가 멀어서 우리 동네 수치를 믿을 수가 없어요",
        "동네|공사장 먼지가 심합니다. {곳} 아파트 베란다가 하루면 까매져요",
        "악취가 나는데 어디서 나는지 몰라 신고해도 소용이 없네요",
        "밤에만 나는 냄새가 있습니다. 측정해서 원인을 밝혀 주세요 {곳}",
        "아이가 비염이라 미세먼지 높은 날을 동네별로 알려 주면 좋겠습니다",
        "읍면|논에서 쓰레기 소각하는 연기가 {곳}까지 내려와요",
        "동네|버스 터미널 근처 공기가 너무 나쁩니다. 측정값을 전광판으로 보여 주세요",
        "읍면|소각장이 들어온다는데 공기질 걱정이 큽니다. {곳} 주민들 불안해요",
        "동네|봄이면 황사에 공사장 먼지까지, {곳}에서 숨쉬기 힘듭니다",
    ],
    "energy_ev": [
        "전기차 샀는데 {곳}에는 급속충전 할 데가 없어요",
        "충전기가 있어도 일반차가 세워져 있어서 못 씁니다",
        "동네|아파트 충전기 고장이 한 달째라 다른 동네로 충전하러 갑니다",
        "읍면|{곳} 면사무소에 충전소 하나만 놔 주세요",
        "공영 건물 지붕에 태양광 올려서 전기요금 아끼면 좋겠습니다",
        "동네|전기차 화재가 걱정돼서 지하 충전기를 지상으로 옮기자는 말이 많아요",
        "충전 자리가 비었는지 미리 알 수 있게 해 주세요. {곳} 갔다가 허탕 쳤습니다",
        "읍면|우리 마을 회관 전기요금이 너무 나와요. 태양광 지원 바랍니다",
        "탄소 줄인다면서 전기차 충전소는 왜 안 늘리나요",
        "읍면|농촌은 전기 화물차가 늘었는데 충전소가 멉니다 ({곳})",
    ],
    "elderly_care": [
        "읍면|{곳}에는 병원이 없어서 혈압약 타러 조치원까지 나갑니다",
        "혼자 사시는 어르신이 쓰러졌는데 이틀 뒤에야 알았습니다. 안부 확인이 필요해요",
        "경로당에 혈압계라도 놓고 보건소 간호사가 봐 주면 좋겠습니다",
        "읍면|부모님이 {곳}에 두 분만 계세요. 응급 상황이 제일 걱정입니다",
        "치매 어르신 실종 문자가 자주 와요. 위치 알려 주는 기기를 보급해 주세요",
        "읍면|보건소가 멀어 노인들은 건강검진 받으러 가는 것도 일입니다",
        "{곳} 독거노인 집에 움직임 감지하는 거 달아 준다더니 소식이 없네요",
        "경로당에 나온 기계가 있는데 쓸 줄 아는 사람이 없어 먼지만 쌓입니다",
        "밤에 아프면 갈 응급실이 없어요. 화상으로라도 의사를 만나면 좋겠어요",
        "읍면|노인 인구가 절반인 마을입니다. {곳}에 돌봄 서비스 좀 넣어 주세요",
        "어머니 모시고 병원 다니는 게 일입니다. 가까이서 진료받게 해 주세요",
        "약 드실 시간을 알려 주고 안부 묻는 기기 쓰고 나서 어르신이 밝아지셨어요. {곳}에도 늘려 주세요",
        "동네|소아과 진료 받으려면 아침부터 줄 서야 합니다. 병원 대기 정보라도 알려 주세요",
        "경로당 에어컨이랑 건강 기기 점검 좀 해 주세요. {곳} 총무입니다",
    ],
    "culture_access": [
        "읍면|{곳}에서 도서관 가려면 차로 이십 분입니다",
        "동네|도서관이 여섯 시에 닫아서 직장인은 책을 빌릴 수가 없어요",
        "공연 볼 데가 없어 대전까지 나갑니다",
        "정류장에서 책을 빌리고 반납하는 기계가 있으면 좋겠어요 {곳}",
        "동네|체육관 예약이 하늘의 별 따기입니다. {곳} 수영장은 새벽에 마감돼요",
        "{곳}에 영화관 하나 없는 게 말이 되나요",
        "아이들과 주말에 갈 만한 전시나 체험할 곳이 부족합니다",
        "읍면|읍내 도서관 책이 너무 낡았어요. 다른 도서관 책도 받아 볼 수 있게 해 주세요",
        "노인들도 즐길 여가 프로그램이 {곳}에도 생기면 좋겠습니다",
        "관광 안내판이 오래돼서 {곳} 찾아온 사람들이 길을 물어봅니다",
        "축제 때 사람 몰리는 정보를 미리 알려 주면 좋겠어요",
        "작은도서관이 문 닫은 뒤로 {곳} 아이들 갈 곳이 없어요",
    ],
    "facility_ageing": [
        "{곳} 가로등이 꺼진 지 두 주째인데 아무도 안 고쳐요",
        "보도블록이 들떠서 비 오면 물이 튑니다. {곳}요",
        "맨홀 뚜껑이 덜컹거려요. 신고해도 답이 없습니다",
        "{곳} 도로에 포트홀이 생겨 타이어가 터졌습니다",
        "보안등이 낮에 켜지고 밤에 꺼집니다. 원격으로 관리하면 안 되나요",
        "운동기구가 녹슬고 파손됐는데 그대로예요 {곳} 공원",
        "싱크홀 뉴스 볼 때마다 {곳} 옛날 하수관이 걱정됩니다",
        "가로등 하나 고치는 데 한 달 걸렸습니다. 고장 나면 바로 알게 해 주세요",
        "{곳} 다리 난간이 낡아서 흔들려요. 점검 부탁드립니다",
        "깨진 보도블록에 어머니가 걸려 넘어지셨습니다",
        "읍면|농로 가로등이 노후돼서 다 꺼져 있어요. {곳} 이장입니다",
        "공중화장실 고장 신고를 어디에 해야 할지 모르겠어요. 수리도 늦고요",
        "동네|새로 지은 동네인데 벌써 보도블록 파손이 많네요",
    ],
    "digital_inclusion": [
        "키오스크 앞에만 서면 뒷사람 눈치가 보여서 그냥 나옵니다",
        "버스 안에서만 말고 {곳} 광장에서도 와이파이 되게 해 주세요",
        "온라인 신청만 받으니 우리 같은 사람은 지원금도 못 받아요",
        "스마트폰 가르쳐 주는 데가 {곳}에는 없습니다",
        "시청 앱이 너무 많아요. 하나로 합쳐 주세요",
        "읍면|마을회관에 인터넷이 안 들어와서 회의도 못 합니다. {곳}입니다",
        "데이터 요금이 부담돼서 공공 와이파이를 찾아다닙니다. {곳}에는 하나도 없어요",
        "외국인도 쓸 수 있게 시 홈페이지에 다른 말도 넣어 주세요",
        "휴대폰으로 하라는데 눈이 어두워 글씨가 안 보여요",
        "와이파이가 연결만 되고 느려서 못 써요. {곳} 정류장입니다",
        "무인기계로만 표를 파니 어르신들이 당황하세요. 사람도 있어야 합니다",
        "앱을 새로 깔라고 하지 말고 문자로 알려 주시면 됩니다",
    ],
    "education_access": [
        "동네|{곳} 학교가 과밀이라 급식을 두 번에 나눠 먹습니다",
        "방과후 프로그램이 없어 아이가 갈 데가 없어요 {곳}",
        "코딩 배우고 싶은데 {곳}에는 가르치는 곳이 없습니다",
        "읍면|고등학교가 멀어서 이사를 고민합니다. 학교가 멀면 사람이 떠나요",
        "어른도 배울 수 있는 평생학습 강좌를 저녁에 열어 주세요",
        "동네|한 반에 서른 명이 넘어요. 학급을 늘려 주세요",
        "읍면|진로 체험할 곳이 신도시에만 몰려 있어요. {곳} 아이들도 배우게 해 주세요",
        "온라인으로 공부할 조용한 방이 있으면 좋겠습니다 ({곳} 중학생)",
        "읍면|작은 학교라 선택 과목이 없습니다. 다른 학교와 같이 듣는 온라인 교육을 늘려 주세요",
        "주말에 학생들이 모여 공부할 데가 카페밖에 없어요",
        "읍면|다문화 아이들 한국어 교육이 {곳}에도 필요합니다",
    ],
    "logistics": [
        "읍면|{곳}은 택배가 하루 늦게 와요. 경비실도 없어서 길가에 두고 갑니다",
        "무인택배함이 있으면 좋겠습니다. 혼자 사는데 낮에 받을 사람이 없어요",
        "읍면|배달이 안 되는 동네입니다. {곳}까지는 안 온대요",
        "동네|아파트 안까지 화물차가 들어와 위험합니다. 배송 차량 정차 자리를 따로 만들어 주세요",
        "읍면|농산물을 도시로 보내는 물류 지원을 {곳} 농가에도 해 주세요",
        "동네|택배 차 때문에 {곳} 골목이 막히는데 공동 배송장을 두면 어떨까요",
        "새벽 배송 하역 소리에 잠을 깹니다. {곳} 상가 앞이에요",
    ],
    "jobs": [
        "청년 일자리가 없어서 대전으로 출근합니다",
        "작은 회사가 시험해 볼 장소를 주면 창업하기 좋을 것 같아요",
        "경력이 끊긴 엄마들이 동네에서 일할 일자리가 있으면 합니다",
        "직업계고 졸업생인데 세종에는 취업할 데가 적어요",
        "공공 채용 소식이 여기저기 흩어져 있어 구직하는 사람이 찾기 힘듭니다",
        "읍면|{곳}에도 어르신이 소일거리로 할 일자리가 필요합니다",
        "동네|{곳}에 함께 쓰는 사무실이 있으면 멀리 통근하지 않아도 됩니다",
    ],
    "housing": [
        "동네|층간소음 때문에 이웃과 다툽니다. {곳} 단지에 재는 장치라도 있었으면 해요",
        "동네|관리비가 어디에 쓰이는지 한눈에 보고 싶습니다. {곳} 아파트입니다",
        "읍면|{곳}에 빈집이 늘어 무섭고 보기에도 좋지 않습니다",
        "읍면|오래된 집이라 난방비가 많이 듭니다. {곳} 집수리 지원을 알려 주세요",
        "동네|승강기가 자주 멈춥니다. {곳} 단지 점검 결과를 알려 주세요",
        "임대주택 신청이 어렵습니다. 전월세 정보도 함께 봤으면 합니다",
    ],
    "civil_service": [
        "증명서 하나 떼려고 반차를 냈어요. 무인 발급기가 {곳}에도 있으면 합니다",
        "지원금 신청 절차가 너무 복잡합니다. 내게 맞는 것을 먼저 알려 주세요",
        "같은 서류를 부서마다 또 냅니다. 한 번만 내게 해 주세요",
        "읍면|{곳}에서 시청까지 가기 멀어요. 행정복지센터에서 화상으로 상담할 수 있나요",
        "신고한 뒤에 처리 결과를 알 수가 없습니다",
        "주민센터 대기표 뽑고 한 시간을 기다렸어요. {곳}입니다",
    ],
    "water_waste": [
        "읍면|{곳} 마을 상수도에서 녹물이 나옵니다",
        "동네|음식물 쓰레기 수거함에서 물이 샙니다. {곳} 자동집하 시설 고장 난 지 오래예요",
        "읍면|{곳} 논두렁에 쓰레기를 버리고 갑니다. 불법투기를 막아 주세요",
        "분리수거 날을 자꾸 놓칩니다. 알려 주면 좋겠어요",
        "누수인지 수도 요금이 갑자기 많이 나왔습니다. 미리 알 수 없나요",
        "읍면|비만 오면 하수가 넘칩니다. {곳}이요",
        "동네|재활용 자판기 같은 것을 {곳}에도 놓아 주세요",
    ],
}
"""What people say, by theme; {곳} becomes a place of their zone; 읍면| is said in the country only, 동네| in the towns only."""

GENERAL = [
    "전반적으로 살기 좋은 도시라고 생각합니다. 수고 많으십니다",
    "말만 스마트지 달라진 걸 모르겠어요",
    "설명회 자료가 어려워요. 쉬운 말로 써 주세요",
    "신도시만 챙기지 말고 읍면도 같이 봐 주세요",
    "이런 의견을 내면 실제로 반영되나요? 결과를 꼭 알려 주세요",
    "세금 아껴 쓰면 됩니다",
    "좋은 계획 기대합니다",
    "비슷한 사업을 여러 부서에서 따로 하지 말았으면 합니다",
    "예전에 설치하고 방치된 시설부터 돌아보세요",
    "{곳}은 언제쯤 순서가 오나요",
    "개인정보를 어디까지 모으는지 분명히 밝혀 주세요",
    "시범사업 끝나면 없어지는 게 제일 문제입니다",
]
"""Opinions that name no theme."""

TWO_THEMES = [
    ("{곳} 통학로가 어두운데 가로등도 고장이라 아이가 무서워해요", "crime_safety"),
    ("버스 정류장 앞에 불법주정차가 많아 버스가 길 가운데 섭니다. {곳}입니다", "transit_access"),
    ("경로당에 와이파이 넣고 스마트폰 교육도 해 주세요. {곳} 어르신들 모두 바라십니다", "elderly_care"),
    ("{곳} 초등학교 앞 횡단보도에 보행자 신호를 넣어 주세요. 스쿨존인데 위험합니다", "child_safety"),
    ("도서관 주차장이 좁아요. 버스라도 자주 오면 도서관에 갈 텐데요", "culture_access"),
    ("공원이 어둡고 CCTV도 없고 가로등은 꺼져 있습니다. {곳}이에요", "crime_safety"),
    ("출근길 버스가 막혀서 전기차로 바꿨더니 이번엔 충전소가 없네요", "energy_ev"),
]
"""Opinions that touch two themes."""

WITH_PERSONAL_DATA = [
    "{곳} 가로등 고장 신고합니다. 연락처 010-0000-1234 로 전화 주세요",
    "버스 노선 건의드립니다. 답변은 hong.gildong@example.com 으로 부탁해요",
    "우리 집 앞 {곳}에 늘 주차하는 차가 12가3456 인데 단속해 주세요",
    "어머니 안부 확인 서비스 신청합니다. 주민번호 400101-2000000 이고 독거 어르신이에요",
    "주차 요금이 두 번 결제됐어요. 카드 0000-1111-2222-3333 확인 부탁드립니다",
    "이장입니다. 제설 급할 때 01000005678 로 바로 알려 주세요. {곳} 고갯길이 빙판입니다",
    "도서관 회원인데 예약 문자가 안 와요. 010 0000 4321 맞는지 봐 주세요",
]
"""Opinions with invented personal data, to prove that it is masked."""

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
AGES_OF = {
    "면허 반납": ("70대 이상",), "눈이 어두워": ("70대 이상",), "우리 같은 사람": ("60대", "70대 이상"), "총무입니다": ("70대 이상",),
    "노인네들": ("70대 이상",), "이장": ("50대", "60대"), "중학생": ("10대",), "졸업생인데": ("20대",), "사는 학생들": ("10대", "40대"),
    "딸아이": ("50대",), "유모차": ("30대",), "초등학교": ("30대", "40대"), "스쿨존": ("30대", "40대"), "유치원": ("30대",),
    "어린이집": ("30대",), "아이가": ("30대", "40대"), "소아과": ("30대",), "부모님이": ("40대", "50대"), "어머니": ("50대", "60대"),
    "퇴근": ("30대", "40대", "50대"), "출근": ("30대", "40대", "50대"), "혼자 사는데": ("20대", "30대"), "경로당": ("60대", "70대 이상"),
    "학부모": ("30대", "40대"), "엄마들": ("30대", "40대"), "전기차 샀는데": ("40대",), "농기계": ("60대",), "코딩": ("10대", "40대"),
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


def age_for(sentence: str, age: str, rng: random.Random) -> str:
    """Keep the drawn age, or draw one that fits what is said."""
    for words, ages in AGES_OF.items():
        if words in sentence:
            return age if age in ("", *ages) else rng.choice(ages)
    return age


def write(sentence: str, zone: str, age: str, names: dict[str, list[str]], rng: random.Random) -> str:
    """Put place, opening and closing to a sentence."""
    place = rng.choice(names[zone]) if zone else "우리 동네"
    text = rng.choice(OPENERS) + sentence
    if not sentence.endswith(("?", ")")):
        text += rng.choice(CLOSERS)
    said = {"": "", "70대 이상": "일흔 넘은 "}.get(age, age + " ")
    return text.replace("{곳}", place).replace("{연령} ", said)


def opinions() -> list[dict[str, str]]:
    """Make all opinions, in the order of their dates."""
    rng = random.Random(SEED)
    kind, names = places()
    decks: dict[tuple[str, str], list[str]] = {}
    personal = list(WITH_PERSONAL_DATA)
    made = []
    for zone, count in OPINIONS_BY_ZONE.items():
        of = kind[zone] if zone else "new_town"
        for n in range(count):
            age = pick(RURAL_AGES if of == "rural" else AGES, rng)
            channel = rng.choices(list(CHANNELS), CHANNEL_WEIGHTS[of])[0]
            first, last = CHANNELS[channel]
            on_date = first + timedelta(days=rng.randint(0, (last - first).days))
            chance = rng.random()
            if personal and zone in ("z01", "z02", "z07", "z11", "z14") and n in (5, 17):
                text = write(personal.pop(0), zone, "", names, rng)
            elif chance < 0.05:
                text = write(rng.choice(GENERAL), zone, age, names, rng)
            elif chance < 0.09:
                text = write(rng.choice(TWO_THEMES)[0], zone, age, names, rng)
            else:
                theme = pick(THEME_WEIGHTS[of], rng)
                deck = (theme, of)
                if not decks.get(deck):  # every phrase once before any comes back
                    fitting = [s for s in SENTENCES[theme] if allowed(s, of)]
                    decks[deck] = rng.sample(fitting, len(fitting))
                sentence = decks[deck].pop().rpartition("|")[2]
                age = age_for(sentence, age, rng)
                text = write(sentence, zone, age, names, rng)
            made.append(
                {"on_date": on_date.isoformat(), "channel": channel, "zone": zone, "age_group": age, "text": text}
            )
    made.sort(key=lambda row: row["on_date"])
    return [{"opinion": f"v{n:04d}", **row} for n, row in enumerate(made, 1)]


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
