"""导入栏目：科室、医务人员。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medtech_desktop.domain.practitioners import PractitionerKind, RegistrationPlace
from medtech_desktop.intake.columns import Choice, Column, Kind, Reads, backwards

_DEPARTMENT = ("科室名称", "科室", "部门", "部门名称", "名称")

_NUMBERS = ("职工号", "员工号", "人员编号", "职工编号", "医师工号", "医师代码", "医生代码")
_NAMES = ("人员姓名", "医师姓名", "医生姓名", "职工姓名")


def whose(*names: str, note: str = "与工号都填的，两者须一致") -> tuple[Column, Column]:
    """一行说的是谁：工号、姓名，居一即可；``names`` 为姓名一栏在这种表里另有的叫法。"""
    number = Column(
        "number",
        "工号",
        Reads.IDENTIFIER,
        example="0123",
        synonyms=_NUMBERS,
        note="设为文本填写；没有工号的填姓名",
    )
    name = Column(
        "name",
        "姓名",
        Reads.NAME,
        example="示例甲",
        most=50,
        synonyms=(*_NAMES, *names),
        note=note,
    )
    return number, name


def _period(values: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    return backwards(values, "since", "until", "撤销日期 {until} 早于设立日期 {since}")


DEPARTMENTS = Kind(
    "departments",
    "科室",
    (
        Column(
            "name",
            "科室名称",
            required=True,
            synonyms=_DEPARTMENT[1:],
            example="普通外科",
            most=60,
            width=24,
        ),
        Column(
            "number",
            "科室代码",
            Reads.IDENTIFIER,
            synonyms=("科室编码", "部门代码", "代码", "编码", "科室编号", "部门编码"),
            example="0301",
            note="设为文本填写，保住前面的 0",
        ),
        Column(
            "parent",
            "上级科室",
            synonyms=("上级部门", "所属科室", "所属大科", "一级科室"),
            example="外科",
            most=60,
            width=20,
        ),
        Column(
            "site",
            "院区",
            synonyms=("所在院区", "分院", "执业地点"),
            most=60,
            note="只有一个院区的留空",
        ),
        Column(
            "since",
            "设立日期",
            Reads.DAY,
            synonyms=("成立日期", "开设日期", "启用日期"),
            note="不知道的留空",
        ),
        Column(
            "until",
            "撤销日期",
            Reads.DAY,
            open_end=True,
            synonyms=("停用日期", "撤并日期"),
            note="还在的留空",
        ),
        Column("note", "备注", synonyms=("说明",), most=1000, width=24),
    ),
    natural_key=("name", "site"),
    check=_period,
    lead="每行一个科室；上级科室写在前面，或已经登记。",
)

_PRACTITIONER_KINDS = (
    Choice(
        PractitionerKind.PHYSICIAN,
        "医师",
        (
            "医生",
            "医疗",
            "临床医师",
            "执业医师",
            "执业助理医师",
            "临床",
            "中医",
            "中医师",
            "口腔医师",
            "麻醉医师",
            "医",
        ),
    ),
    Choice(PractitionerKind.NURSE, "护士", ("护理", "护师", "执业护士", "护理人员", "护")),
    Choice(
        PractitionerKind.TECHNICIAN,
        "技师",
        ("医技", "技术员", "技术人员", "检验", "医技人员", "影像技师", "药师", "技"),
    ),
)
_PLACES = (
    Choice(RegistrationPlace.HERE, "本院", ("我院", "本机构", "在本院", "主要执业机构", "本部")),
    Choice(RegistrationPlace.ELSEWHERE, "外院", ("其他医院", "外单位", "多点执业", "院外")),
)
_TITLES = "主任医师、副主任医师、主治医师、住院医师、主管护师、主管技师"


def _registered(values: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    elsewhere = values.get("place") == RegistrationPlace.ELSEWHERE
    if elsewhere and not values.get("institution"):
        return (("institution", "注册在外院的，要填注册机构的全称"),)
    return ()


PRACTITIONERS = Kind(
    "practitioners",
    "医务人员",
    (
        Column(
            "number",
            "工号",
            Reads.IDENTIFIER,
            required=True,
            example="0123",
            synonyms=(
                "职工号",
                "员工号",
                "人员编号",
                "职工编号",
                "员工编号",
                "医师代码",
                "医生代码",
                "人员代码",
                "职工工号",
                "HIS工号",
                "工号/代码",
            ),
            note="设为文本填写，保住前面的 0",
        ),
        Column(
            "name",
            "姓名",
            Reads.NAME,
            required=True,
            example="示例甲",
            most=50,
            synonyms=("人员姓名", "医师姓名", "医生姓名", "职工姓名", "员工姓名", "名字"),
        ),
        Column(
            "kind",
            "类别",
            Reads.CHOICE,
            choices=_PRACTITIONER_KINDS,
            synonyms=("人员类别", "执业类别", "岗位类别", "人员类型", "岗位", "职业类别"),
            example="医师",
            note="医师、护士、技师；不写的由职称认出",
        ),
        Column(
            "title",
            "职称",
            synonyms=(
                "专业技术职务",
                "技术职称",
                "专业技术职称",
                "职务职称",
                "任职资格",
                "卫生技术职称",
            ),
            example="副主任医师",
            most=30,
            note=f"例如 {_TITLES}",
        ),
        Column(
            "department",
            "科室",
            synonyms=("所在科室", "科室名称", "部门", "工作科室", "所属科室"),
            example="普通外科",
            most=60,
            note="一人一个科室，须与科室名称一致",
        ),
        Column(
            "place",
            "注册地点",
            Reads.CHOICE,
            choices=_PLACES,
            example="本院",
            synonyms=("执业注册", "注册情况", "是否本院注册", "执业注册地点"),
            note="本院或外院；留空按本院",
        ),
        Column(
            "institution",
            "注册机构",
            most=100,
            width=28,
            synonyms=(
                "执业机构",
                "注册医疗机构",
                "执业注册机构",
                "主要执业地点",
                "注册单位",
                "执业地点",
            ),
            note="注册在外院的填该院全称",
        ),
        Column(
            "registered_on",
            "注册日期",
            Reads.DAY,
            synonyms=("执业注册日期", "注册时间", "变更注册日期"),
            example="2015-08-01",
        ),
        Column(
            "practice",
            "执业证书编号",
            Reads.IDENTIFIER,
            width=22,
            synonyms=(
                "医师执业证书编号",
                "执业证编号",
                "执业证书号",
                "执业证号",
                "执业证书编码",
                "护士执业证书编号",
                "医师执业证书编码",
            ),
            note="设为文本填写",
        ),
        Column(
            "qualification",
            "资格证书编号",
            Reads.IDENTIFIER,
            width=26,
            synonyms=(
                "医师资格证书编号",
                "资格证编号",
                "资格证书号",
                "资格证号",
                "医师资格证书编码",
            ),
            note="设为文本填写，长号码以数字存放会丢失后几位",
        ),
        Column(
            "title_certificate",
            "职称证书编号",
            Reads.IDENTIFIER,
            width=20,
            synonyms=("职称证编号", "职称证书号", "专业技术资格证书编号"),
        ),
        Column(
            "training",
            "培训证明",
            synonyms=("培训证书", "相关培训证明", "培训情况", "培训经历"),
            most=1000,
            width=24,
        ),
        Column(
            "since",
            "到岗日期",
            Reads.DAY,
            synonyms=(
                "入职日期",
                "来院日期",
                "来院时间",
                "参加工作日期",
                "入院工作时间",
                "入职时间",
            ),
        ),
        Column("note", "备注", synonyms=("说明",), most=1000, width=24),
    ),
    natural_key=("number",),
    check=_registered,
    lead="每行一人。只填这些栏，不要身份证号、电话。",
)
