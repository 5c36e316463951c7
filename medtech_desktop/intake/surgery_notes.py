"""读完登记以后要说的话：没有读的、认不准的、补全的各几处。只在子进程里用。"""

from __future__ import annotations

from medtech_desktop.intake.surgery_rows import LogRows


def log_notes(rows: LogRows) -> list[str]:
    """读完以后要说的话。"""
    told = [
        f"{count} 行{why}，没有读（第 {rows.skipped_at[why]} 行起）"
        if count > 1
        else f"第 {rows.skipped_at[why]} 行{why}，没有读"
        for why, count in rows.skipped.items()
    ]
    columns = rows.found
    for key, count in rows.soft.items():
        heading = columns.texts[columns.places[key]]
        told.append(f"「{heading}」有 {count} 格读不懂（如「{rows.soft_said[key]}」），按没有写")
    if rows.repaired:
        few = "、".join(one for one, _ in rows.repaired.most_common(3))
        told.append(f"{rows.repaired.total()} 处编码补全了零或改了大小写（如 {few}），请核对")
    if rows.loose:
        told.append(f"{rows.loose} 处术者的工号不在册，按姓名认")
    if rows.titled:
        told.append(f"{rows.titled} 处术者姓名后写着职称或科室，按姓名认")
    if rows.several:
        told.append(f"{rows.several} 处一格里有几名术者，第一名作术者，其余作参与者")
    if rows.moved:
        told.append(f"{rows.moved} 处开始时间与手术日期不在同一天，以开始时间的那一天为准")
    if rows.borrowed:
        told.append(f"{rows.borrowed} 行的手术单号就是病案号或住院号，当作没有手术单号")
    if rows.bare:
        told.append(
            f"{rows.bare} 组只写了术者，没有手术编码与名称，没有读（第 {rows.bare_at} 行起）"
        )
    if rows.keyless:
        told.append(
            f"{rows.keyless} 行没有手术单号，也没有病案号、住院号，只能按日期、编码、术者认；"
            "更正后再导入会当作另一例"
        )
    if beyond := rows.names.unlisted():
        told.append(f"认不出的写法太多，另有 {beyond} 种没有列出，导入以后可以逐一认名")
    if more := len(rows.refused_beyond):
        told.append(f"不合格的行太多，另有 {more} 行没有列出，请改好整个文件再导入")
    return told
