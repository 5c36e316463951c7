"""导入栏目：本院技术、手术操作编码。"""

from __future__ import annotations

from medtech_desktop.intake.columns import Choice, Column, Kind, Reads

NAME = (
    "技术名称",
    "名称",
    "项目名称",
    "技术项目名称",
    "医疗技术名称",
    "临床应用技术名称",
    "技术项目",
)
CODE = ("技术编号", "编号", "目录编号", "技术编码", "项目编号", "技术代码", "附件1编号")
_DEPARTMENTS = ("开展科室", "科室", "应用科室", "所在科室", "申请科室", "临床科室", "科室名称")
_LEADS = ("技术负责人", "负责人", "项目负责人", "技术负责人姓名", "负责人姓名", "主要负责医师")


def others(heading: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """同一批叫法里除了栏名以外的。"""
    return tuple(name for name in names if name != heading)


def an_operation(note: str) -> Column:
    """一行说的是哪种术式：编码库里的编码。"""
    return Column(
        "code",
        "手术编码",
        Reads.LISTED_CODE,
        most=40,
        synonyms=("编码", "术式编码", "手术操作编码", "ICD编码", "ICD-9-CM-3", "手术代码"),
        note=note,
    )


def a_technology(note: str) -> Column:
    """一行说的是哪项技术：编号或登记的名称。"""
    return Column(
        "technology",
        "技术编号",
        most=60,
        synonyms=("技术", "医疗技术", "技术名称"),
        note=note,
    )


TECHNOLOGIES = Kind(
    "technologies",
    "本院技术",
    (
        Column(
            "code",
            "技术编号",
            synonyms=others("技术编号", CODE),
            most=20,
            example="G01",
            note="目录里的技术编号，例如 G01；目录没有编号的留空",
        ),
        Column(
            "name",
            "技术名称",
            synonyms=others("技术名称", NAME),
            width=36,
            example="同种胰岛移植技术",
            note="目录内的写目录全称；有编号时可以留空",
        ),
        Column(
            "aliases",
            "别名",
            Reads.TERMS,
            synonyms=("其他名称", "本院叫法", "俗称", "曾用名"),
            width=24,
            note="几个别名用顿号或分号分开",
        ),
        Column(
            "departments",
            "开展科室",
            Reads.NAMES,
            synonyms=others("开展科室", _DEPARTMENTS),
            example="普通外科",
            width=20,
            note="几个科室用顿号分开",
        ),
        Column(
            "leads",
            "技术负责人",
            Reads.NAMES,
            synonyms=others("技术负责人", _LEADS),
            example="示例甲",
            note="填工号或姓名，几人用顿号分开；有同名的填工号",
        ),
        Column(
            "codes",
            "手术操作编码",
            Reads.CODES,
            width=24,
            synonyms=(
                "手术编码",
                "操作编码",
                "ICD编码",
                "ICD-9-CM-3",
                "ICD9",
                "手术操作代码",
                "手术代码",
                "ICD-9编码",
            ),
            example="52.8400",
            note="设为文本填写；几个编码用分号分开",
        ),
        Column("indication", "适应证", synonyms=("适应症", "主要适应证"), most=1000, width=24),
        Column(
            "started_on",
            "开展日期",
            Reads.DAY,
            synonyms=(
                "首例日期",
                "首次开展日期",
                "首次开展时间",
                "首例时间",
                "开展时间",
                "首例临床应用日期",
            ),
            note="第一例临床应用的日期，写成 2024-03-05；还没有开展的留空",
            example="2024-03-05",
        ),
        Column(
            "radiology",
            "放射诊疗",
            Reads.YES_NO,
            synonyms=("是否放射诊疗", "涉及放射诊疗", "是否涉及放射诊疗"),
            note="是或否",
        ),
        Column(
            "ethical_risk",
            "重大伦理风险",
            Reads.YES_NO,
            synonyms=("存在重大伦理风险", "是否存在重大伦理风险", "伦理风险"),
            note="是或否",
        ),
        Column(
            "research",
            "临床研究",
            Reads.YES_NO,
            synonyms=("是否临床研究", "属于临床研究"),
            note="是或否",
        ),
        Column("note", "备注", synonyms=("说明",), most=1000, width=24),
    ),
    natural_key=("code", "name"),
    one_of=(("code", "name"),),
    lead="每行一项技术。「技术编号」与「技术名称」至少填一项。",
)


PROCEDURES = Kind(
    "procedures",
    "手术操作编码",
    (
        Column(
            "code",
            "编码",
            Reads.CODE,
            required=True,
            example="52.8400",
            most=40,
            synonyms=(
                "手术操作编码",
                "手术编码",
                "操作编码",
                "代码",
                "主要编码",
                "手术操作代码",
                "手术代码",
                "操作代码",
                "ICD-9-CM-3编码",
                "ICD编码",
                "ICD9编码",
                "code",
                "国家临床版3.0编码",
                "诊疗项目编码",
            ),
            note="整列先设为文本再填，否则 36.0700 会变成 36.07",
        ),
        Column(
            "name",
            "名称",
            required=True,
            example="胰岛细胞移植",
            width=44,
            most=400,
            synonyms=(
                "手术操作名称",
                "手术名称",
                "操作名称",
                "主要名称",
                "中文名称",
                "name",
                "手术操作",
                "国家临床版3.0名称",
            ),
        ),
        Column(
            "category",
            "类别",
            Reads.CHOICE,
            width=14,
            synonyms=("分类", "操作类别", "手术类别", "手术操作类别", "性质"),
            choices=(
                Choice("surgery", "手术", ("手术类",)),
                Choice("treatment", "治疗性操作", ("治疗性", "治疗")),
                Choice("diagnostic", "诊断性操作", ("诊断性", "诊断")),
                Choice("interventional", "介入治疗", ("介入", "介入手术")),
            ),
            example="手术",
        ),
        Column("note", "备注", synonyms=("说明",), most=1000, width=24),
    ),
    natural_key=("code",),
    lead="整份编码一次导入。",
    headless=("code", "name"),
)
