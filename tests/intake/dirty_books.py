"""Forty and more dirty files, with every bad cell and what a clerk would type instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.intake.workbooks import book, inline, raw, sheets, xls

Bad = Mapping[tuple[int, str], str]
"""(line, heading of the column) → what to type instead."""


@dataclass(frozen=True)
class Dirty:
    """A dirty file: what it is, how it is made, which cells are bad, how many rows good."""

    name: str
    kind: str
    make: Callable[[], bytes]
    good: int
    bad: Bad = field(default_factory=dict)
    suffix: str = ".xlsx"
    notes: tuple[str, ...] = ()
    expect: Mapping[int, Mapping[str, object]] = field(default_factory=dict)


PEOPLE = ["工号", "姓名", "类别", "职称", "科室", "注册日期"]
FILED = ["技术编号", "技术名称", "提交日期", "完成备案时间", "备案机关"]
MIDNIGHT = datetime(2015, 8, 1)  # noqa: DTZ001 - a cell has no time zone
LONG = "很长" * 1001


def people(*rows: Sequence[Any], **options: Any) -> Callable[[], bytes]:
    return lambda: book([PEOPLE, *rows], **options)


def csv(text: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: text.encode(encoding)


def _unvalued() -> bytes:
    cells = inline("A1", "编码") + inline("B1", "名称")
    return raw(
        f'<row r="1">{cells}</row>'
        f'<row r="2">{inline("A2", "36.0700")}<c r="B2"><f>C9</f></c></row>'
        f'<row r="3">{inline("A3", "36.0800")}<c r="B3" t="str"><f>C8</f><v>有值</v></c></row>'
        f'<row r="4">{inline("A4", "36.0900")}<c r="B4" t="e"><f>C7</f><v>#REF!</v></c></row>'
        f'<row r="5">{inline("A5", "36.1000")}'
        '<c r="B5" t="str"><f>[1]表!A1</f><v>外面的值</v></c></row>'
    )


def _grouped() -> bytes:
    rows: list[list[str | None]] = [
        ["某院限制类技术备案一览表"],
        ["技术", None, "备案", None, None, "备注"],
        ["编号", "名称", "提交日期", "完成时间", "机关"],
        ["G01", "甲技术", "2023-01-05", "2023-02-01", "某市卫生健康委"],
        ["G02", "乙技术", "23-1-5", None, None],
    ]
    merges = ("A1:F1", "A2:B2", "C2:E2", "F2:F3")
    return book(rows, merges)


STAFF = (
    Dirty("干净的名单", "practitioners", people(["0123", "张三", "医师", "主任医师", "外科"]), 1),
    Dirty("姓名有空格零宽", "practitioners",
          people(["0123", "张 三", " 医 师 ", "主任医师", "\u3000外科\u200b", "2015年8月1日"]), 1,
          expect={2: {"name": "张三", "department": "外科", "registered_on": date(2015, 8, 1)}}),
    Dirty("长号码存成数字", "practitioners",
          people([110101199001011234, "张三", "医师"], ["0124", "李四", "护士"]), 1,
          {(2, "工号"): "110101199001011234"}),
    Dirty("前导零丢失", "practitioners",
          people(["0123", "张三", "医师"], [124, "李四", "护士"]), 1, {(3, "工号"): "0124"}),
    Dirty("科学记数文本", "practitioners",
          people(["1.10101E+17", "张三", "医师"]), 0, {(2, "工号"): "110101199001011234"}),
    Dirty("工号是日期", "practitioners",
          people([date(2024, 1, 2), "张三", "医师"]), 0, {(2, "工号"): "1-2"}),
    Dirty("工号用零格式显示", "practitioners",
          people([123, "张三", "医师"], formats={"A2": "000000"}), 1,
          expect={2: {"number": "000123"}}),
    Dirty("类别写法各样", "practitioners",
          people(["1001", "张三", "临床医师"], ["1002", "李四", "护理"], ["1003", "王五", "保洁"],
                 ["1004", "赵六", None]), 3,
          {(4, "类别"): "技师"},
          expect={2: {"kind": "physician"}, 3: {"kind": "nurse"}, 5: {"kind": None}}),
    Dirty("一格两人", "practitioners",
          people(["0123", "张三、李四", "医师"]), 0, {(2, "姓名"): "张三"}),
    Dirty("缺姓名", "practitioners",
          people(["0123", None, "医师"], ["0124", " ", "医师"]), 0,
          {(2, "姓名"): "张三", (3, "姓名"): "李四"}),
    Dirty("日期各样", "practitioners",
          people(["01", "甲", "医师", None, None, "2015.8.1"],
                 ["02", "乙", "医师", None, None, MIDNIGHT],
                 ["03", "丙", "医师", None, None, 42217],
                 ["04", "丁", "医师", None, None, 20150801],
                 ["05", "戊", "医师", None, None, "03/04/05"],
                 ["06", "己", "医师", None, None, "2015年8月"],
                 ["07", "庚", "医师", None, None, "1890-01-01"]), 4,
          {(6, "注册日期"): "2005-04-03", (7, "注册日期"): "2015-08-01",
           (8, "注册日期"): "1990-01-01"},
          expect={n: {"registered_on": date(2015, 8, 1)} for n in (2, 3, 4, 5)}),
    Dirty("1904 工作簿", "practitioners",
          people(["01", "甲", "医师", None, None, date(2015, 8, 1)],
                 ["02", "乙", "医师", None, None, 40755], epoch_1904=True), 1,
          {(3, "注册日期"): "2015-08-01"}, expect={2: {"registered_on": date(2015, 8, 1)}}),
    Dirty("超长不截断", "practitioners",
          people(["0123", "张三", "医师", "职" * 31, "科" * 61, None]), 0,
          {(2, "职称"): "主任医师", (2, "科室"): "外科"}),
    Dirty("四万字的格", "practitioners",
          people(["0123", LONG[:2001], "医师"]), 0, {(2, "姓名"): "张三"}),
    Dirty("公式样的文字", "practitioners",
          people(["0123", "'=1+1", "医师", "'@SUM(A1)", "'+外科"]), 1,
          expect={2: {"name": "=1+1", "title": "@SUM(A1)", "department": "+外科"}}),
    Dirty("公式没有值", "practitioners",
          people(["0123", "=B9", "医师"], ["0124", "李四", "=C9"]), 0,
          {(2, "姓名"): "张三", (3, "类别"): "护士"}),
    Dirty("外院没有机构", "practitioners",
          lambda: book([["工号", "姓名", "类别", "注册地点", "注册机构"],
                        ["01", "张三", "医师", "外院", None],
                        ["02", "李四", "医师", "外院", "某某市第一人民医院"]]), 1,
          {(2, "注册机构"): "某某市中心医院"}),
    Dirty("标题带星号换行括号", "practitioners",
          lambda: book([["*工 号：", "姓\n名", "人员类别（必填）", "职称(可空)"],
                        ["0123", "张三", "医师", "主任医师"]]), 1),
    Dirty("前三行是题名", "practitioners",
          lambda: book([["某某医院"], ["医务人员花名册"], ["填表日期：2026年1月1日"], PEOPLE,
                        ["0123", "张三", "医师"], ["0124", "李四", "未知"]],
                       ("A1:F1", "A2:F2", "A3:F3")), 1, {(6, "类别"): "护士"}),
    Dirty("空列和空行", "practitioners",
          lambda: book([["工号", None, "姓名", None, None, "类别"], [],
                        ["0123", None, "张三", None, None, "医师"], [], [],
                        ["0124", None, None, None, None, "护士"]]), 1, {(6, "姓名"): "李四"}),
    Dirty("表尾合计与说明", "practitioners",
          people(["0123", "张三", "医师"], ["合计", None, "1 人"], ["制表人：某某"],
                 ["注：以上为在职"]), 1, notes=("第 3 行是表尾", "第 5 行是表尾")),
    Dirty("中间的合计是数据", "practitioners",
          people(["小计", None, None], ["0123", "张三", "医师"]), 1,
          {(2, "姓名"): "李四"}),
    Dirty("分组合并行", "practitioners",
          lambda: book([PEOPLE, ["外科系统"], ["0123", "张三", "医师"]], ("A2:F2",)), 1,
          notes=("第 2 行是合并的分组行",)),
    Dirty("重复的标题", "practitioners",
          people(["0123", "张三", "医师"], PEOPLE, ["0124", "李四", "护士"]), 2,
          notes=("第 3 行是重复的标题",)),
    Dirty("竖向合并的科室", "practitioners",
          lambda: book([PEOPLE, ["01", "甲", "医师", None, "外科"], ["02", "乙", "医师"],
                        ["03", "丙", "医师"]], ("E2:E4",)), 3,
          notes=("合并单元格的值已填入其下 2 格",),
          expect={n: {"department": "外科"} for n in (2, 3, 4)}),
    Dirty("横向合并的格不填右边", "practitioners",
          lambda: book([PEOPLE, ["01", "甲", "医师", "主任医师", None, None]], ("D2:E2",)), 1,
          expect={2: {"title": "主任医师"}}),
    Dirty("隐藏的工作表", "practitioners",
          lambda: sheets({"旧名单": [PEOPLE, ["99", "旧人", "医师"]],
                          "在册": [PEOPLE, ["0123", "张三", "医师"]]}, hidden=["旧名单"]), 1,
          notes=("有隐藏的工作表没有读：旧名单",), expect={2: {"number": "0123"}}),
    Dirty("第二张表才是名单", "practitioners",
          lambda: sheets({"封面": [["某某医院"], ["2026 年"]],
                          "名单": [PEOPLE, ["0123", "张三", "医师"]]}), 1,
          notes=("只读了工作表「名单」，没有读：封面",)),
    Dirty("控制字符与自造字", "practitioners",
          csv("工号,姓名,类别\n01,张\x07三,医师\n02,李\ue123,医师\n03,王\ue863,医师\n"), 1,
          {(2, "姓名"): "张三", (3, "姓名"): "李四"}, ".csv", expect={4: {"name": "王䶮"}}),
)  # fmt: skip


LISTS = (
    Dirty("编码存成数字", "procedures",
          lambda: book([["编码", "名称"], ["36.0700", "甲"], [36.07, "乙"], [0.01, "丙"],
                        [36.0601, "丁"]]), 1,
          {(3, "编码"): "36.0700", (4, "编码"): "00.0100", (5, "编码"): "36.0601"}),
    Dirty("编码用零格式显示", "procedures",
          lambda: book([["编码", "名称"], [36.07, "甲"], [3.41, "乙"]],
                       formats={"A2": "00.0000", "A3": "00.0000"}), 2,
          expect={2: {"code": "36.0700"}, 3: {"code": "03.4100"}}),
    Dirty("编码全角与空格", "procedures",
          lambda: book([["手术操作编码", "手术操作名称"], ["３６．０７００", "甲"],
                        [" 01.6x00 ", "乙"],
                        ["03.1×00×001", "丙"], ["36.07甲", "丁"], ["17.912A0", "戊"]]), 4,
          {(5, "编码"): "36.0700"},
          expect={2: {"code": "36.0700"}, 3: {"code": "01.6x00"}, 4: {"code": "03.1x00x001"}}),
    Dirty("公式与错误值", "procedures", _unvalued, 1,
          {(2, "名称"): "甲", (4, "名称"): "丙", (5, "名称"): "丁"}, expect={3: {"name": "有值"}}),
    Dirty("旧格式 xls", "procedures",
          lambda: xls([["编码", "名称"], ["36.0700", "甲"], [36.07, "乙"], ["36.0800", None],
                       ["36.0900", "#REF!"], ["#N/A", "#N/A"]]), 1,
          {(3, "编码"): "36.0700", (4, "名称"): "丙", (5, "名称"): "丁", (6, "编码"): "36.1000",
           (6, "名称"): "戊"}, ".xls"),
    Dirty("GB18030 的 CSV", "procedures",
          csv("编码,名称\r\n36.0700,冠状动脉支架置入术\r\n,𠮷氏手术\r\n", "gb18030"), 1,
          {(3, "编码"): "36.0800"}, ".csv", notes=("GB18030",)),
    Dirty("UTF-16 制表符", "procedures",
          csv("编码\t名称\n36.0700\t甲\n36.0800\t\n", "utf-16"), 1, {(3, "名称"): "乙"}, ".txt",
          notes=("UTF-16",)),
    Dirty("分号与引号换行", "procedures",
          csv('\ufeff编码;名称\n36.0700;"甲;\n乙"\n;"丙"\n'), 1, {(4, "编码"): "36.0800"}, ".csv",
          expect={2: {"name": "甲;\n乙"}}),
    Dirty("HIS 的等号保护", "procedures",
          csv('sep=,\n编码,名称\n="36.0700",甲\n="",乙\n'), 1, {(4, "编码"): "36.0800"}, ".csv",
          expect={3: {"code": "36.0700"}}),
    Dirty("备案两行标题", "filings", _grouped, 1, {(5, "提交日期"): "2023-01-05"},
          expect={4: {"code": "G01", "authority": "某市卫生健康委"}}),
    Dirty("备案次序颠倒", "filings",
          lambda: book([FILED, ["G01", "甲", "2023-05-01", "2023-04-01", "某委"],
                        ["G02", "乙", None, None, "某委"], [None, None, "2023-05-01"]]), 0,
          {(2, "完成备案时间"): "2023-05-09", (3, "提交日期"): "2023-05-01",
           (4, "技术编号"): "G03"}),
    Dirty("备案日期在将来", "filings",
          lambda: book([FILED, ["G01", "甲", "2028-01-01", None, "某委"]]), 0,
          {(2, "提交日期"): "2026-01-01"}),
    Dirty("目录层级", "catalog",
          lambda: book([["序号", "技术编号", "技术名称", "层级", "与前版关系"],
                        [1, "G01", "甲技术", "国家级", "不变"], [2, "S01", "乙技术", "省级", None],
                        ["三", "S02", "丙技术", "市级", "升级"]]), 2,
          {(4, "序号"): "3", (4, "层级"): "省级限制类", (4, "与前版关系"): "更名"},
          expect={2: {"ordinal": 1, "level": "national", "link": "same"}}),
    Dirty("病例登记", "cases",
          lambda: book([["开展日期", "医疗技术", "工号", "执行人", "科室", "病例编号", "住院号",
                         "知情同意书", "是否取消", "研究", "有无并发症", "是否死亡", "备注"],
                        ["2026.3.5", "S16", "0123", "张三", "外科", "B-1", "00123", "是", "否",
                         "否", "无", "否", None],
                        [20260306, "某技术", None, "李四", None, None, None, "已签", None, None,
                         None, None, None],
                        ["2027-03-05", "S16", None, "李四"], ["2026-03-05", None, None, "李四"],
                        ["2026-03-05", "S16", "1.1E+11", "李四", None, None, None, "看病历"],
                        ["合计", "3 例"]]), 1,
          {(3, "知情同意"): "是", (4, "日期"): "2026-03-07", (5, "技术"): "S16",
           (6, "工号"): "0124", (6, "知情同意"): "否"},
          notes=("第 7 行是表尾",),
          expect={2: {"day": date(2026, 3, 5), "technology": "S16", "number": "0123",
                      "ref": "B-1", "admission": "00123", "consent": True, "cancelled": False,
                      "research": False, "complication": False, "died": False}}),
    Dirty("禁止类起止", "prohibited",
          lambda: book([["技术名称", "禁止理由", "发布层级", "起日", "止日", "来源"],
                        ["甲", "伦理问题", "国家", "2018-11-01", "至今", "某文"],
                        ["乙", "临床淘汰", "省级", "2018-11-01", "2017-01-01", "某文"],
                        ["丙", "不好", "国家", "2018-11-01", None, None]]), 1,
          {(3, "止日"): "2019-01-01", (4, "禁止理由"): "临床淘汰", (4, "来源"): "某文"},
          expect={2: {"ground": "ethics", "issuer": "national"}}),
    Dirty("科室", "departments",
          lambda: book([["科室代码", "科室名称", "上级科室", "设立日期"],
                        ["0301", "普通外科", "外科", "2001-01-01"], [302, "骨科", "外科"],
                        ["0303", None, "外科"]]), 1,
          {(3, "科室代码"): "0302", (4, "科室名称"): "胸外科"}),
    Dirty("放假安排", "holidays",
          lambda: book([["日期", "类型", "节日"], ["2026-10-01", "休", "国庆节"],
                        [date(2026, 10, 10), "班", "国庆节"], ["10月2日", "休", "国庆节"],
                        ["2026-10-03", "半天", None]]), 2,
          {(4, "日期"): "2026-10-02", (5, "放假或上班"): "放假"},
          expect={2: {"working": "holiday"}, 3: {"working": "working"}}),
    Dirty("技术清单", "technologies",
          lambda: book([["技术编号", "技术名称", "开展科室", "技术负责人", "手术操作编码",
                         "放射诊疗"],
                        ["G02", None, "普外科、肝胆外科", "0123/李四", "52.8400；52.8500", "是"],
                        [None, None, "外科", "张三", None, None],
                        [None, "丙技术", "外科", "张三", "见附件", "也许"]]), 1,
          {(3, "技术编号"): "G03", (4, "手术操作编码"): "36.0700", (4, "放射诊疗"): "否"},
          expect={2: {"departments": ("普外科", "肝胆外科"), "leads": ("0123", "李四")}}),
    Dirty("远处的格", "procedures",
          lambda: book([["编码", "名称"], ["36.0700", "甲"], *[[]] * 600, ["36.0800", "乙"]]), 1,
          notes=("其后（自第 603 行起）没有读入",)),
    Dirty("没有读的列", "procedures",
          lambda: book([["编码", "名称", "价格"], ["36.0700", "甲", 12.5], [None, "乙", 3]]), 1,
          {(3, "编码"): "36.0800"}, notes=("没有读的列：C 列「价格」",)),
)  # fmt: skip

BOOKS = (*STAFF, *LISTS)
