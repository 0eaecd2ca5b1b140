"""Kinds that rows of several subjects choose from."""

SOURCE_KINDS = {"law": "법령", "published": "공표", "estimate": "추정", "modelled": "모형", "observed": "관측", "decided": "결정"}
ANSWERS = {"adopted": "반영", "partly": "일부 반영", "later": "다음 계획 검토", "not_adopted": "미반영"}
"""how an opinion may be answered, whoever gave it; in every table and document the same words"""
