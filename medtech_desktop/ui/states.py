"""状态：界面上每个状态词的图标与语气，只有这一张表。"""

from __future__ import annotations

from dataclasses import dataclass

from medtech_desktop.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class State:
    """状态：词、图标、语气。"""

    word: str
    icon: str
    tone: Tone


_TABLE: tuple[tuple[Tone, str, str], ...] = (
    (Tone.MUTE, "circle", "拟开展"),
    (Tone.MUTE, "pencil", "草稿 未施行"),
    (Tone.BUSY, "message-square-text", "论证中"),
    (Tone.BUSY, "message-square-text", "自评中"),
    (Tone.BUSY, "scale", "伦理审查"),
    (Tone.OK, "circle-check", "已获准 在用 已备案 齐全 有效 已确认 通过 符合 已完成 已定稿 同意"),
    (Tone.WARN, "clock", "待备案 待首例 临期 待科室评议 待医务部门复核 待委员会审定 待发文"),
    (Tone.BUSY, "loader-circle", "办理中 已提交 已收齐"),
    (Tone.WARN, "corner-up-left", "补正中"),
    (Tone.BAD, "circle-alert", "逾期 违规"),
    (Tone.MUTE, "ban", "已取消 已撤销 已撤回"),
    (Tone.MUTE, "circle-stop", "已停止"),
    (Tone.MUTE, "circle-minus", "不适用 已过期 无数据 无法计算 未统计"),
    (Tone.WARN, "circle-dot-dashed", "待补"),
    (Tone.BAD, "circle-x", "缺失 不通过 不符合 不同意"),
    (Tone.BUSY, "file-plus", "可生成"),
    (Tone.WARN, "circle-question-mark", "待核实 省文件仍印"),
    (Tone.OK, "circle-check", "按级别可做 施行中"),
    (Tone.WARN, "circle-pause", "暂停"),
    (Tone.BUSY, "circle-dot-dashed", "申请中"),
    (Tone.BUSY, "id-card", "临时（外院）"),
    (Tone.MUTE, "message-square-text", "已说明"),
    (Tone.WARN, "corner-up-left", "补充后再审 退回补充"),
    (Tone.WARN, "clock", "暂定"),
    (Tone.MUTE, "lock", "已锁定"),
    (Tone.OK, "circle-check", "在院 免训"),
    (Tone.BUSY, "id-card", "外请"),
    (Tone.WARN, "circle-pause", "休假"),
    (Tone.WARN, "circle-dot-dashed", "未登记注册"),
    (Tone.MUTE, "circle-minus", "离院 去世 外院 没有授权 未生效"),
    (Tone.WARN, "circle-question-mark", "当日，待核实"),
    (Tone.BAD, "circle-alert", "已确认属实"),
    (Tone.OK, "circle-check", "核实无误 上级已确认"),
)

STATES: dict[str, State] = {
    word: State(word, icon, tone) for tone, icon, words in _TABLE for word in words.split()
}
STATES["60 天内到期"] = State("60 天内到期", "clock", Tone.WARN)


def state_of(word: str) -> State:
    """状态词的样子；表外的词按中性说明显示，从不报错。"""
    found = STATES.get(word)
    return found if found is not None else State(word, "info", Tone.MUTE)
