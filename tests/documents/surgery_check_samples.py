"""手术核查报告的样例，多少条发现都行。Every name and number in here is invented."""

from __future__ import annotations

from datetime import date, timedelta

from medtech_desktop.domain.papers import Footer
from medtech_desktop.domain.surgery_papers import (
    CheckLine,
    CountLine,
    LateLine,
    PersonCount,
    SurgeryCheckReport,
)

LONG = "示例腹腔镜下右半结肠切除伴扩大淋巴结清扫及回肠横结肠吻合术（机器人辅助）"


def line(at: int) -> CheckLine:
    day = date(2026, 9, 30) - timedelta(days=at % 30)
    who = f"示例䶮{at % 200}"
    procedure = LONG if at % 7 == 0 else f"示例术式{at}"
    return CheckLine(
        day,
        f"示例单{at:05d}" if at % 3 else "住院号 尾号 4471，第 1 项",
        "当日无该项授权" if at % 2 else "超出授权级别",
        f"39.{at % 9000:04d}",
        procedure,
        "四级",
        f"{1000 + at % 200}",
        f"示例䶮{at % 200}",
        "普通外科",
        f"{who} {day.isoformat()} 没有「39.{at % 9000:04d} {procedure}」（须四级）的授权",
        "第二十条",
        "补办授权以前不再做；已经做了的，由科室写明情况，医务部门处理",
        "违规" if at % 5 else "已说明",
        "" if at % 5 else "上级医师在台指导，事后补了记录",
        "当日授权：无",
    )


def report(count: int = 12, department: str = "") -> SurgeryCheckReport:
    findings = tuple(line(at) for at in range(1, count + 1))
    return SurgeryCheckReport(
        hospital="示例市第一医院",
        department=department,
        since=date(2026, 9, 1),
        until=date(2026, 9, 30),
        surgeries=1284,
        lines=1502,
        judged=1350,
        problems=count,
        to_verify=14,
        explained=count // 5,
        cleared=2,
        by_kind=(
            CountLine("当日无该项授权", "第二十条", count // 2, 1),
            CountLine("超出授权级别", "第二十条", count - count // 2),
        ),
        by_department=() if department else (CountLine("普通外科", "", count),),
        by_month=(),
        unjudged=(CountLine("不纳入分级管理", "", 140), CountLine("没有写手术编码", "", 12)),
        notes=("3 例次的报送没有判断：平台没有定几天内报送",),
        people=(PersonCount("1001", "示例䶮1", "普通外科", count, 2),),
        findings=findings,
        late=()
        if department
        else (
            LateLine(
                "技001", "示例限制类技术", date(2026, 8, 10), None, 12,
                "「示例限制类技术」应于 2026-08-10 前提交备案，至今没有提交，期限以后做了 3 例",
                "第十一条", "违规",
            ),
        ),
        printed_on=date(2026, 10, 8),
        footer=Footer("湖南2018", "", "审计 128·3f9a0c12de45"),
    )  # fmt: skip
