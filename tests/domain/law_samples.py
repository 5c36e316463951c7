"""样例法规：the shape of the two documents in our own words, and ways to break lines."""

from __future__ import annotations

from medtech_desktop.domain.law import chinese_number

CHAPTERS = {
    1: "第一章 总则",
    9: "第二章 清单",
    14: "第三章 控制",
    26: "第四章 培训",
    35: "第五章 监督",
    41: "第六章 责任",
    47: "第七章 附则",
}


def measures() -> list[str]:
    """样例办法，一段一行。Article 11 has items and a second paragraph."""
    lines = ["医疗技术临床应用管理办法", "（样例，2018年8月13日样例令第1号公布）"]
    for n in range(1, 52):
        if n in CHAPTERS:
            lines.append(CHAPTERS[n])
        lines += _measures_article(n)
    return lines


def _measures_article(n: int) -> list[str]:
    opening = f"第{chinese_number(n)}条 "
    if n == 11:
        return [
            opening + "样例：某类技术开展后15个工作日内要交下列三样东西：",
            "（一）写明名称和条件的一份说明，写得长一些以便换行；",
            "（二）两个组织各自的意见；",
            "（三）带头人（须在本处登记）的证件。",
            "收件处应当在15个工作日内办完，并且在本子上记一笔。",
        ]
    if n == 43:
        return [opening + "样例：有下列情形的，按另一部条例第四十七条办理；情节重的再加一等。"]
    return [
        opening
        + f"样例条文之{n}：这一条说明第{n}件事，句子写得长一些，好让它在窄窄的版面里断成几行；"
        "分号之后接着写，直到这里结束。"
    ]


_NOTICE = [
    "样例机关文件",
    "湘卫医发〔2018〕11号",
    "样例机关关于落实某办法的通知",
    "各样例单位：",
    "2018年8月，样例办法公布了。为了落实，现在把要求写在下面：",
    "一、样例之学习",
    "大家都要学，学得认真一些，让每个人都知道，这里写得长一些以便换行。",
    "二、样例之清单",
    "技术分成三类来管理。",
    "（一）不许用的。不许用的就是不许用。",
    "名单由上面来定，并且会改。",
    "名单公布之前，按举例掌握（如样例甲）；还没有批准的产品也不许用。",
    "（二）要严管的。要严管的技术由上面管。",
    "开展首例之后15个工作日内交材料，材料有以下几样：",
    "1.一张表（附件2）；",
    "2.两个组织的意见（附件3），详细材料自己留着；",
    "3.带头人的证件；",
    "4.执照复印件。",
    "（三）其余的。其余的自己管好就可以。",
    "三、样例之责任",
    "单位自己负责。",
    "（一）组织。要有组织，也要有制度。",
    "（二）报送。要一例一例地报。",
    "要让大家看得到。",
    "四、样例之监管",
    "上面会来看，也会公布名单。",
    "五、样例之培训",
    "要做的人先去学。",
    "学完5个工作日内报名单。",
    "六、其他事项",
    "（一）从前就做的，也要补交。",
    "（二）每半年汇总一次。",
    "（三）中医的由中医部门管。",
    "（四）旧的不再用。",
    "（五）有事请联系。",
    "联系电话：0000-0000000",
    "样例机关",
]
_ANNEXES = [
    "附件 1",
    "样例目录",
    "技术编号 技术名称",
    "Z01 样例技术甲",
    "Z02 样例技术乙（含甲、",
    "丙）",
    "附件 2",
    "样例表",
    "备",
    "案",
    "注：1. 都要填；",
    "2. 人变了要重新",
    "交。",
    "附件 3",
    "样例结论",
    "附件 4",
    "样例基地表",
    "附件 5",
    "样例汇总表",
    "湖南省卫生健康委员会办公室 2018年11月19日印发",
]


def hunan() -> list[str]:
    """样例通知，一段一行，with five annexes."""
    return [*_NOTICE, *_ANNEXES]


def broken(lines: list[str], width: int, blank: str = "\n", page: int = 0) -> str:
    """Every line cut at ``width`` characters, never right after a full stop inside it.

    ``blank`` stands between the pieces besides the line end; every ``page`` pieces a
    form feed comes.
    """
    pieces: list[str] = []
    for line in lines:
        pieces += _cut(line, width)
    text = ""
    for n, piece in enumerate(pieces, 1):
        text += piece + "\n" + ("\f" if page and n % page == 0 else blank)
    return text


def _cut(line: str, width: int) -> list[str]:
    pieces = []
    while len(line) > width:
        at = width
        while at > 1 and (line[at - 1] in "。；： " or line[at] in " 　" or _latin(line, at)):
            at -= 1
        pieces.append(line[:at])
        line = line[at:]
    return [*pieces, line]


def _latin(line: str, at: int) -> bool:
    return line[at - 1].isascii() and line[at].isascii()
