"""导入栏目：手术登记。一行一项术式，或病案首页那样一行一次住院、术式分在各组列里。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from medtech_desktop.intake.columns import Choice, Column, Kind, Reads

MOST_GROUPS = 41
"""病案首页：主要手术 1 项，其他手术 40 项。"""

GROUP = "#"
"""``code#3``：第三组的编码。"""

_GRADES = tuple(
    Choice(str(n), f"{han}级", (han, roman, unicode, f"{n}级", f"{n}级手术", f"{han}级手术"))
    for n, han, roman, unicode in (
        (1, "一", "I", "Ⅰ"),
        (2, "二", "II", "Ⅱ"),
        (3, "三", "III", "Ⅲ"),
        (4, "四", "IV", "Ⅳ"),
    )
)

_CASE = (
    Column(
        "ref",
        "手术单号",
        Reads.IDENTIFIER,
        example="SS20260001",
        width=18,
        synonyms=(
            *("手术编号", "手术申请单号", "申请单号", "手术流水号", "手术ID", "手术记录号"),
            *("手术排班号", "麻醉单号", "手术通知单号", "手术登记号", "手术安排号", "排班ID"),
            *("手术单ID", "手术申请号", "手术申请ID", "手术唯一号", "operation_no", "oper_no"),
        ),
        note="同一台手术的几项术式写成几行，手术单号相同；不要写患者姓名",
    ),
    Column(
        "patient",
        "病案号",
        Reads.IDENTIFIER,
        synonyms=(
            *("患者号", "患者编号", "病人号", "病人ID", "患者ID", "病历号", "门诊号", "登记号"),
            *("就诊卡号", "病案编号", "patient_id", "A48", "BAH", "P3"),
        ),
        note="设为文本填写；没有手术单号的，用病案号、住院次数认出是哪一台",
    ),
    Column(
        "admission",
        "住院号",
        Reads.IDENTIFIER,
        synonyms=("住院流水号", "就诊号", "就诊流水号", "住院编号", "住院ID", "就诊ID"),
        note="设为文本填写",
    ),
    Column(
        "visit",
        "住院次数",
        Reads.IDENTIFIER,
        synonyms=("次数", "第几次住院", "住院次", "入院次数", "visit_id", "A49", "ZYCS", "P2"),
    ),
    Column(
        "department",
        "科室",
        example="普通外科",
        most=60,
        synonyms=(
            *("手术科室", "术者科室", "申请科室", "所在科室", "科室名称", "手术申请科室", "科别"),
            *("开单科室", "医师科室", "手术医师科室", "执行科室", "出院科室", "出院科别"),
            *("主刀科室", "手术医生科室", "患者科室", "病人科室", "所属科室", "临床科室"),
        ),
        note="须与登记的科室名称一致",
    ),
    Column("site", "院区", synonyms=("所在院区", "分院", "手术院区"), most=60),
    Column(
        "emergency",
        "急诊或择期",
        synonyms=(
            *("手术类型", "手术类别", "手术性质", "急诊", "是否急诊", "急择期", "急诊标志"),
            *("急诊/择期", "择期/急诊", "手术急缓", "手术紧急程度", "是否急诊手术", "急诊手术"),
            *("手术分类", "急诊手术标志", "手术来源", "急诊否"),
        ),
        example="择期",
        note="急诊、择期；没有的留空",
    ),
    Column(
        "status",
        "手术状态",
        synonyms=(
            *("状态", "手术进度", "是否取消", "取消", "取消标志", "停台", "是否停台", "作废"),
            *("作废标志", "取消手术", "是否取消手术", "手术取消", "排班状态", "申请单状态"),
        ),
        note="取消、停台、作废的写「已取消」，其余可以留空",
    ),
    Column(
        "consent",
        "知情同意",
        Reads.YES_NO,
        synonyms=(
            *("知情同意书", "手术知情同意", "手术同意书", "是否签署知情同意书", "是否知情同意"),
            *("知情同意书签署", "手术知情同意书", "同意书", "已签知情同意书", "知情同意签署"),
        ),
    ),
    Column(
        "research",
        "临床研究",
        Reads.YES_NO,
        synonyms=("是否研究", "研究", "研究病例", "是否临床研究", "科研病例", "临床试验"),
    ),
    Column(
        "complication",
        "并发症",
        Reads.YES_NO,
        synonyms=("有无并发症", "手术并发症", "是否并发症", "术后并发症", "并发症发生"),
    ),
    Column(
        "died",
        "死亡",
        Reads.YES_NO,
        synonyms=("是否死亡", "手术死亡", "围手术期死亡", "术后死亡", "死亡标志"),
    ),
    Column(
        "returned",
        "非计划再次手术",
        Reads.YES_NO,
        synonyms=(
            *("非计划重返", "非计划重返手术室", "非计划二次手术", "是否非计划再次手术"),
            *("非计划重返手术", "是否非计划重返手术室", "重返手术室"),
        ),
        note="由医师标记，程序不推断",
    ),
    Column(
        "discussed",
        "术前多学科讨论",
        Reads.YES_NO,
        synonyms=("多学科讨论", "术前MDT", "MDT", "是否多学科讨论", "术前讨论MDT", "MDT讨论"),
    ),
)
_WHEN = (
    Column(
        "day",
        "手术日期",
        Reads.DAY,
        example="2026-03-05",
        years_ahead=0,
        synonyms=("手术操作日期", "手术日", "日期", "手术及操作日期", "实施日期", "手术时间"),
        note="有开始时间的以开始时间的那一天为准",
    ),
    Column(
        "started",
        "开始时间",
        synonyms=(
            *("手术开始时间", "手术开始日期时间", "手术开始", "切皮时间", "手术开始日期"),
            *("手术及操作开始时间", "手术操作开始时间", "实际开始时间", "手术起始时间"),
        ),
        width=18,
        note="2026-03-05 08:30，或只写 08:30",
    ),
    Column(
        "ended",
        "结束时间",
        synonyms=(
            *("手术结束时间", "手术结束日期时间", "手术结束", "缝皮时间", "手术结束日期"),
            *("手术及操作结束时间", "手术操作结束时间", "实际结束时间", "手术终止时间"),
        ),
        width=18,
    ),
)
_LINE = (
    Column(
        "operator",
        "术者",
        Reads.NAMES,
        example="示例甲",
        synonyms=(
            *("主刀", "手术医师", "手术者", "主刀医师", "主刀医生", "手术医生", "术者姓名"),
            *("手术医师姓名", "手术医生姓名", "主刀姓名", "操作医师", "手术操作者", "操作者"),
            *("主刀医生姓名", "主刀医师姓名", "施术者", "术者名称", "手术操作医师"),
            *("开刀医生", "开刀医师"),
        ),
        note="第一个名字是术者，其余作为参与者",
    ),
    Column(
        "operator_number",
        "术者工号",
        Reads.IDENTIFIER,
        example="0123",
        synonyms=(
            *("主刀工号", "手术医师工号", "手术医生工号", "主刀医师工号", "术者编号", "术者代码"),
            *("手术医师代码", "手术医生代码", "主刀医生工号", "主刀代码", "手术医生编码"),
            *("手术医师编码", "术者职工号", "工号", "手术者工号", "手术医师编号", "医师工号"),
        ),
        note="设为文本填写；与术者都填的，两者须一致",
    ),
    Column(
        "code",
        "手术编码",
        Reads.LISTED_CODE,
        example="36.0700",
        most=40,
        synonyms=(
            *("手术操作编码", "手术及操作编码", "手术代码", "手术操作代码", "术式编码", "ICD编码"),
            *("ICD-9-CM-3", "ICD9编码", "手术ICD编码", "国临版编码", "手术ICD", "ICD9", "编码"),
            *("手术及操作代码", "国家临床版编码", "手术编码ICD9", "ICD-9编码", "ICD9CM3"),
        ),
        note="设为文本填写，保住末尾的 0；没有编码的写手术名称",
    ),
    Column(
        "name",
        "手术名称",
        example="冠状动脉支架置入术",
        width=32,
        most=200,
        synonyms=(
            *("手术操作名称", "手术及操作名称", "术式名称", "术式", "实施手术", "手术方式"),
            *("实施手术名称", "已施手术", "实施术式", "实际手术名称", "手术项目", "手术项目名称"),
            *("术后手术名称", "行手术名称", "已施手术名称", "手术"),
        ),
    ),
    Column(
        "grade",
        "手术级别",
        Reads.CHOICE,
        choices=_GRADES,
        example="三级",
        synonyms=(
            *("手术等级", "级别", "手术分级", "术式级别", "手术操作级别", "手术及操作级别"),
            *("手术级别代码", "等级", "手术规模等级"),
        ),
        note="只作对照，核查以施行的分级目录为准",
    ),
    Column(
        "ordinal",
        "手术序号",
        Reads.WHOLE,
        synonyms=("手术操作序号", "手术序列号", "术式序号", "第几项手术", "手术次序"),
        note="一台手术里的第几项；不是表里的行号",
    ),
    Column(
        "assistant",
        "第一助手",
        Reads.NAMES,
        synonyms=(
            *("Ⅰ助", "I助", "一助", "助手", "助手1", "第一助手姓名", "手术助手", "一助姓名"),
            *("手术助手1", "手术第一助手", "1助", "助手一", "手术一助", "手术Ⅰ助", "助手姓名"),
            *("手术助手姓名", "第1助手", "Ⅰ助姓名"),
        ),
    ),
    Column(
        "assistant_number",
        "第一助手工号",
        Reads.IDENTIFIER,
        synonyms=("Ⅰ助工号", "一助工号", "助手工号", "助手1工号", "手术助手1工号", "一助代码"),
    ),
    Column(
        "assistant2",
        "第二助手",
        Reads.NAMES,
        synonyms=(
            *("Ⅱ助", "II助", "二助", "助手2", "第二助手姓名", "手术助手2", "手术第二助手"),
            *("2助", "助手二", "手术二助", "手术Ⅱ助", "二助姓名", "第2助手", "Ⅱ助姓名"),
        ),
    ),
    Column(
        "assistant2_number",
        "第二助手工号",
        Reads.IDENTIFIER,
        synonyms=("Ⅱ助工号", "二助工号", "助手2工号", "手术助手2工号", "二助代码"),
    ),
    Column(
        "assistant3",
        "第三助手",
        Reads.NAMES,
        synonyms=("Ⅲ助", "三助", "助手3", "手术助手3", "3助", "助手三", "第3助手", "其他助手"),
    ),
    Column(
        "anesthetist",
        "麻醉医师",
        Reads.NAMES,
        synonyms=(
            *("麻醉医生", "麻醉者", "麻醉医师姓名", "麻醉医生姓名", "主麻", "主麻医师", "麻醉师"),
            *("麻醉医生1", "主麻醉医师", "主麻医生", "麻醉师姓名", "麻醉医师1"),
        ),
    ),
    Column(
        "anesthetist_number",
        "麻醉医师工号",
        Reads.IDENTIFIER,
        synonyms=("麻醉医生工号", "麻醉工号", "主麻工号", "麻醉医师代码", "麻醉师工号"),
    ),
)

SURGERIES = Kind(
    "surgeries",
    "手术登记",
    (_CASE[0], *_WHEN, *_LINE[:5], *_CASE[1:], *_LINE[5:]),
    natural_key=("ref", "patient", "admission", "visit", "ordinal"),
    one_of=(("day", "started"), ("code", "name")),
    lead="一行一项术式，同一台手术的几行写同一手术单号。不要患者姓名、身份证号。",
)

_STEMS: dict[str, tuple[str, ...]] = {
    "code": (
        *("手术操作编码", "手术及操作编码", "手术编码", "手术操作代码", "手术代码", "ICD编码"),
        *("编码", "手术及操作代码", "术式编码", "SSJCZBM"),
    ),
    "name": (
        *("手术操作名称", "手术及操作名称", "手术名称", "术式名称", "名称", "术式", "SSJCZMC"),
    ),
    "day": (
        *("手术操作日期", "手术及操作日期", "手术日期", "日期", "手术操作时间", "手术时间"),
        *("SSJCZRQ",),
    ),
    "started": ("手术开始时间", "手术操作开始时间", "开始时间", "手术及操作开始时间"),
    "ended": ("手术结束时间", "手术操作结束时间", "结束时间", "手术及操作结束时间"),
    "grade": ("手术级别", "手术操作级别", "手术等级", "级别", "手术及操作级别", "SSJB"),
    "operator": (
        *("术者", "手术操作术者", "手术者", "主刀", "手术医师", "手术及操作术者", "手术术者"),
        *("手术医生", "术者姓名", "手术操作医师", "主刀医师", "主刀医生", "SZ"),
    ),
    "operator_number": (
        *("术者工号", "手术操作术者工号", "手术医师工号", "术者编码", "术者代码", "主刀工号"),
        *("手术操作术者编码", "手术操作术者代码"),
    ),
    "assistant": ("Ⅰ助", "I助", "一助", "手术操作Ⅰ助", "手术操作I助", "第一助手", "手术Ⅰ助", "YZ"),
    "assistant2": (
        *("Ⅱ助", "II助", "二助", "手术操作Ⅱ助", "手术操作II助", "第二助手", "手术Ⅱ助", "EZ"),
    ),
    "anesthetist": (
        *("麻醉医师", "麻醉医生", "手术操作麻醉医师", "麻醉者", "手术麻醉医师", "MZYS"),
    ),
}
GROUPED = frozenset(_STEMS)
"""病案首页里一组一组写的栏。"""

_MAIN = {  # 2016 and later: the first procedure, then the fortieth other one
    "code": ("C14x{}C", "C35x{}C"),
    "name": ("C15x{}N", "C36x{}N"),
    "day": ("C16x{}", "C37x{}"),
    "grade": ("C17x{}", "C38x{}"),
    "operator": ("C18x{}", "C39x{}"),
    "assistant": ("C19x{}", "C40x{}"),
    "assistant2": ("C20x{}", "C41x{}"),
    "anesthetist": ("C23x{}", "C44x{}"),
}
_EARLIER = {  # 2012: the first five procedures
    "code": ("P490", "P4911", "P4922", "P4533", "P4544"),
    "name": ("P492", "P4913", "P4924", "P4535", "P4546"),
    "day": ("P491", "P4912", "P4923", "P4534", "P4545"),
    "grade": ("P820", "P821", "P822", "P823", "P824"),
    "operator": ("P495", "P4916", "P4527", "P4538", "P4549"),
    "assistant": ("P496", "P4917", "P4528", "P4539", "P4550"),
    "assistant2": ("P497", "P4918", "P4529", "P4540", "P4551"),
    "anesthetist": ("P4910", "P4921", "P4532", "P4543", "P4554"),
}


def _written(key: str, number: int) -> Iterator[str]:
    """第几组的一栏可能的栏名；「其他手术操作编码1」是第 2 组。"""
    if key in _MAIN:
        first, other = _MAIN[key]
        yield first.format("01") if number == 1 else other.format(f"{number - 1:02d}")
    if key in _EARLIER and number <= len(_EARLIER[key]):
        yield _EARLIER[key][number - 1]
    for stem in _STEMS[key]:
        yield f"{stem}{number}"
        yield f"{stem}({number})"
        yield f"{stem}0{number}" if number < 10 else f"{number}{stem}"
        yield f"手术{number}{stem}"
        yield f"手术操作{number}{stem}"
        yield f"第{number}手术{stem}"
        if number == 1:
            yield f"主要{stem}"
            yield f"主要手术{stem}"
            yield f"主要手术操作{stem}"
        else:
            yield f"其他{stem}{number - 1}"
            yield f"其它{stem}{number - 1}"
            yield f"其他手术{number - 1}{stem}"
            yield f"其他手术操作{number - 1}{stem}"


def group_key(key: str, number: int) -> str:
    """第几组的一栏的键。"""
    return f"{key}{GROUP}{number}"


def _groups() -> Iterator[Column]:
    by_key = {column.key: column for column in (*_WHEN, *_LINE)}
    for number in range(1, MOST_GROUPS + 1):
        for key in _STEMS:
            written = tuple(dict.fromkeys(_written(key, number)))
            yield replace(
                by_key[key],
                key=group_key(key, number),
                heading=f"{by_key[key].heading}{number}",
                synonyms=written,
                note="",
                example="",
            )


@cache
def front_page() -> Kind:
    """病案首页：一行一次住院；栏目键带组号。同一种导入，只是列分了组。"""
    return Kind(
        "surgeries",
        "手术登记",
        (*_CASE, _WHEN[0], *_groups()),
        natural_key=("ref", "patient", "admission", "visit"),
    )


def shaped(places: Iterable[str]) -> Kind:
    """这些栏目键属于哪一种形状。"""
    return front_page() if any(GROUP in key for key in places) else SURGERIES
