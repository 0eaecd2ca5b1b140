"""The block that prints the completeness check; it is filled in after the document has been judged."""

from __future__ import annotations

from dosi.document.plan import Plan, named
from dosi.model.blocks import Block, TableBlock, TableColumn, TableRow, Text

COLUMNS = (
    TableColumn("clause", "조항"),
    TableColumn("text", "점검 내용 (자체 점검)"),
    TableColumn("state", "판정"),
    TableColumn("place", "실린 곳"),
)


def law_checklist(plan: Plan) -> list[Block]:
    """The own checklist (자체 점검) with the verdict of every line."""
    waiting = TableRow("", (named(""), (Text("점검 전"),), (), ()))
    return [TableBlock("law_checklist", named("법령·지침 자체 점검 결과"), COLUMNS, (waiting,), "law_checklist",
                       note=plan.says("점검 문장은 이 계획을 위해 쓴 자체 점검이며 법령의 문장이 아니다."))]  # fmt: skip
