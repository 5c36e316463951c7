"""故障：磁盘、文件、锁等外部原因，程序没有错，规则也没有拒绝。"""

from __future__ import annotations


class Trouble(Exception):  # noqa: N818 - the product's own word, a sibling of Refused
    """故障：一句话说明发生了什么、保住了什么；``remedy`` 说明怎么办。

    ``number`` is what the user reads out on the telephone, for example
    ``E-DB-07``. No traceback is ever shown for it.
    """

    def __init__(self, sentence: str, remedy: str = "", number: str = "") -> None:
        self.sentence = sentence
        self.remedy = remedy
        self.number = number
        super().__init__(sentence)

    def __str__(self) -> str:
        tail = f"（错误 {self.number}）" if self.number else ""
        return "。".join(p for p in (self.sentence, self.remedy) if p) + tail


class BadInput(Trouble):
    """输入有误：给的文件、编号或文字用不了；磁盘与数据文件都没有问题。"""


class InUse(Trouble):
    """正被使用：另一个程序实例正打开同一数据文件夹。

    ``host``, ``user`` and ``since`` are what the other instance wrote about itself;
    empty when it wrote nothing.
    """

    def __init__(
        self, sentence: str, remedy: str, number: str, host: str, user: str, since: str
    ) -> None:
        super().__init__(sentence, remedy, number)
        self.host = host
        self.user = user
        self.since = since


class Clash(Trouble):
    """冲突：别人先改了同一条记录，本次没有覆盖它。"""


class AlreadyDone(Trouble):
    """已保存过：同一操作（同一 uid）已在第 ``seq`` 号记录中，没有重复保存。"""

    def __init__(self, seq: int) -> None:
        self.seq = seq
        super().__init__(
            f"该操作已经保存过（第 {seq} 号记录），没有重复保存", "无需再做", "E-DB-16"
        )


class Interrupted(Trouble):
    """已中断：使用者取消了操作，本次没有保存。"""


class NotNow(Exception):  # noqa: N818 - an outcome: it is asked again later
    """此刻不能写：一件大事正做到一半，等它做完再来。"""
