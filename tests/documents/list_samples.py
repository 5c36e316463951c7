"""Made-up lists and reports: annexes 1 and 4, disclosure, catalog, slip, self-assessment."""

from __future__ import annotations

import tomllib
from datetime import date

from medtech_desktop.domain.disclosure_papers import (
    SURGERIES,
    SURGERY_COLUMNS,
    TECHNOLOGIES,
    TECHNOLOGY_COLUMNS,
    USAGE,
    USAGE_COLUMNS,
    Disclosure,
    PublicList,
)
from medtech_desktop.domain.grading_papers import GradedProcedure, GradingGroup, GradingPaper
from medtech_desktop.domain.papers import (
    Annex1,
    Annex1Row,
    Annex4,
    AssessedItem,
    Footer,
    ManagedChange,
    ManagedTechnology,
    ManagementCatalog,
    RemarkLine,
    RemarkSlip,
    SelfAssessmentReport,
    YearCases,
)
from medtech_desktop.resource_files import resource
from tests.documents.paper_samples import FOOTER

HOSPITAL = "示例市第一医院"
OWN = Footer("本院", "示例文号5号", "审计 131·7c0a9be24410")


def annex1_rows() -> tuple[Annex1Row, ...]:
    """湖南2018 的 44 项，来自随程序的目录。"""
    found: list[tuple[int, Annex1Row]] = []
    for place in (
        ("catalogs", "national-2018.toml"),
        ("provinces", "hunan", "restricted-2018.toml"),
    ):
        entries = tomllib.loads(resource(*place).read_text(encoding="utf-8"))["entry"]
        found += [(e["ordinal"], Annex1Row(e["code"], e["name"])) for e in entries]
    return tuple(row for _, row in sorted(found, key=lambda item: item[0]))


ANNEX1 = Annex1(annex1_rows(), FOOTER)
ANNEX4 = Annex4(
    hospital=HOSPITAL,
    hospital_type="综合医院",
    hospital_level="三级甲等",
    technology="神经血管介入诊疗技术",
    years=(YearCases(2023, 186), YearCases(2024, 214), YearCases(2025, 0)),
    quality="近3年开展400例，术后30天内并发症发生率2.3%，无医疗事故。",
    conditions="独立导管室2间，血管造影机2台，模拟培训室1间，示教系统1套。",
    plan="培训周期6个月，导师4名，理论课40学时，操作不少于30例，过程考核与结业考核合格后结业。",
    footer=FOOTER,
)
EMPTY_ANNEX4 = Annex4("", "", "", "", (YearCases(None, None),) * 3, "", "", "", FOOTER)
TECHNOLOGY_ROWS = (
    (
        "1",
        "S16",
        "神经血管介入诊疗技术",
        "省级限制类",
        "神经外科、神经内科",
        "示例甲、示例乙",
        "2026-03-04",
        "示例市卫生健康委员会",
        "在用",
    ),
    (
        "2",
        "G10",
        "肿瘤消融治疗技术",
        "国家限制类",
        "肿瘤科",
        "王䶮",
        "备案中",
        "示例市卫生健康委员会",
        "在用",
    ),
)
SURGERY_ROWS = (
    ("1", "神经外科", "39.7205", "经皮颅内动脉瘤弹簧圈栓塞术", "四级"),
    ("2", "心血管内科", "36.0601", "经皮冠状动脉药物洗脱支架置入术", "四级"),
    ("3", "普通外科", "51.2300", "腹腔镜胆囊切除术", "三级"),
)
USAGE_ROWS = (
    ("S16", "神经血管介入诊疗技术", "2025-01-01至2025-12-31", "214", "2.3%", "<2.4%"),
    ("G10", "肿瘤消融治疗技术", "2025-01-01至2025-12-31", "<5", "例数少，不列", "未统计"),
)
DISCLOSURE = Disclosure(
    hospital=HOSPITAL,
    edition="2026年第2版",
    as_of=date(2026, 6, 30),
    approver="示例癸",
    approved_on=date(2026, 7, 2),
    lists=(
        PublicList(TECHNOLOGIES, TECHNOLOGY_COLUMNS, TECHNOLOGY_ROWS),
        PublicList(SURGERIES, SURGERY_COLUMNS, SURGERY_ROWS, "手术分级管理目录2026年版"),
        PublicList(USAGE, USAGE_COLUMNS, USAGE_ROWS, "统计口径：按手术日期"),
    ),
    footer=OWN,
)
MANAGED = ManagedTechnology(
    "JS-001",
    "S16",
    "神经血管介入诊疗技术",
    "省级限制类",
    "神经外科、神经内科",
    "示例甲、示例乙",
    "在用",
)
CATALOG = ManagementCatalog(
    hospital=HOSPITAL,
    edition="2026年版",
    adopted_by="医疗技术临床应用管理委员会2026年第2次会议 决议3",
    adopted_on=date(2026, 3, 20),
    in_force_on=date(2026, 4, 1),
    rows=(
        MANAGED,
        ManagedTechnology(
            "JS-002", "", "腹腔镜胆囊切除术", "其他（自我管理）", "普通外科", "示例丙", "在用"
        ),
    ),
    previous_edition="2025年版",
    changes=(
        ManagedChange(
            "变化", "JS-001", "神经血管介入诊疗技术", "开展科室：神经外科 → 神经外科、神经内科"
        ),
        ManagedChange("新增", "JS-002", "腹腔镜胆囊切除术", "2026-02-11首次开展"),
        ManagedChange("调出", "JS-009", "角膜放射状切开术", "已被临床淘汰"),
    ),
    footer=OWN,
)
SLIP = RemarkSlip(
    authority="示例市卫生健康委员会",
    hospital=HOSPITAL,
    licence="示例登记号",
    lines=(
        RemarkLine(
            "S16",
            "神经血管介入诊疗技术",
            date(2026, 3, 4),
            "S16 神经血管介入诊疗技术 20260304",
        ),
    ),
    printed_on=date(2026, 3, 6),
    footer=OWN,
)
REPORT = SelfAssessmentReport(
    hospital=HOSPITAL,
    technology="神经血管介入诊疗技术",
    code="S16",
    departments="神经外科、神经内科",
    norm="神经血管介入诊疗技术临床应用管理规范",
    norm_edition="（2019年版）",
    items=(
        AssessedItem(
            "一、医疗机构基本要求",
            "有卫生行政部门核准登记的神经内科、神经外科诊疗科目。",
            "已登记神经内科、神经外科。",
            True,
        ),
        AssessedItem("二、人员基本要求", "至少有2名具备资质的本院注册医师。", "仅有1名。", False),
        AssessedItem("三、技术管理基本要求", "建立病例信息数据库并随访。", "", None),
    ),
    conditions="导管室2间，血管造影机2台；神经重症监护床位12张。",
    meets=False,
    conclusion="人员条件尚不符合，待第二名医师完成培训后重新评估。",
    assessor="示例丁",
    assessed_on=date(2026, 2, 6),
    footer=OWN,
)
GRADING = GradingPaper(
    HOSPITAL,
    "手术分级管理目录（2026年版，示例）",
    "分级-2026-001",
    "示例会议　示例医发〔2026〕9号",
    date(2026, 2, 10),
    date(2026, 3, 1),
    "示例编码",
    ("手术", "介入治疗"),
    (
        GradingGroup(
            "全院", "四级", (GradedProcedure("06.3900", "甲状腺部分切除术", "四级", "", "微创"),)
        ),
        GradingGroup(
            "全院",
            "三级",
            (GradedProcedure("36.0601", "冠状动脉药物洗脱支架置入术", "三级", "四级", "介入"),),
        ),
        GradingGroup(
            "消化内科", "不纳入", (GradedProcedure("45.1300", "小肠内镜检查", "不纳入", "", ""),)
        ),
    ),
    OWN,
)
LISTED = (ANNEX1, ANNEX4, DISCLOSURE, CATALOG, GRADING, SLIP, REPORT)
