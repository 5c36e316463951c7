"""触发器：SQLite 自己的部分。法律事实只追加，审计日志首尾相接。"""

from __future__ import annotations

APPEND_ONLY = "append-only:"
CHAIN_BROKEN = "chain-broken"


def append_only(table: str) -> tuple[str, str]:
    """拒绝修改与删除 ``table`` 的两个触发器；信息在 ``trouble`` 中译成中文。"""
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}{table}'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}{table}'); END",
    )


ACT_CHAIN = (
    "CREATE TRIGGER act_chain BEFORE INSERT ON act "
    "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM act) "
    "OR NEW.prev IS NOT coalesce((SELECT hash FROM act ORDER BY seq DESC LIMIT 1), "
    "(SELECT genesis FROM book_info)) "
    f"BEGIN SELECT RAISE(ABORT, '{CHAIN_BROKEN}'); END"
)
"""新条目的序号须紧接上一条，prev 须是上一条的散列（第一条是本库的起点）。"""

SELF_APPROVAL = "self-approval"
SAME_REVIEWER = "same-reviewer"

DECIDED_BY_ANOTHER = (
    "CREATE TRIGGER privilege_event_approver BEFORE INSERT ON privilege_event "
    "WHEN NEW.person_id = (SELECT approver_id FROM privilege_decision "
    "WHERE id = NEW.decision_id) "
    f"BEGIN SELECT RAISE(ABORT, '{SELF_APPROVAL}'); END"
)
"""没有人批准给自己的授权。"""

CONFIRMED_BY_ANOTHER = (
    "CREATE TRIGGER emergency_confirmation_superior BEFORE INSERT ON emergency_confirmation "
    "WHEN NEW.superior_id = (SELECT person_id FROM emergency_use "
    "WHERE id = NEW.emergency_use_id) "
    f"BEGIN SELECT RAISE(ABORT, '{SELF_APPROVAL}'); END"
)
"""急诊超权限不由本人确认。"""

REVIEWED_BY_ANOTHER = (
    "CREATE TRIGGER privilege_application_step_reviewer "
    "BEFORE INSERT ON privilege_application_step "
    "WHEN NEW.step <> 'withdrawn' AND NEW.person_id = (SELECT person_id "
    "FROM privilege_application WHERE id = NEW.application_id) "
    f"BEGIN SELECT RAISE(ABORT, '{SELF_APPROVAL}'); END"
)
"""本人不得审自己的申请，兼任也不行。"""

REVIEWED_BY_DIFFERENT = (
    "CREATE TRIGGER privilege_application_step_different "
    "BEFORE INSERT ON privilege_application_step "
    "WHEN length(trim(NEW.concurrent)) = 0 AND NEW.person_id IN (SELECT person_id "
    "FROM privilege_application_step s WHERE s.application_id = NEW.application_id "
    "AND s.step <> NEW.step AND NOT EXISTS (SELECT 1 FROM annulment u "
    "WHERE u.event_table = 'privilege_application_step' AND u.event_uid = s.uid)) "
    f"BEGIN SELECT RAISE(ABORT, '{SAME_REVIEWER}'); END"
)
"""同一人审两步的，须写明兼任。"""

STEP_OUT_OF_TURN = "step-out-of-turn"
NO_BUSINESS_ROLE = "no-business-role"

STEPS_IN_TURN = (
    "CREATE TRIGGER privilege_application_step_turn "
    "BEFORE INSERT ON privilege_application_step "
    "WHEN NOT (length(trim(NEW.opinion)) > 0 OR (NEW.verdict = 'agree' "
    "AND NEW.step <> 'resubmitted')) "
    "OR NOT (NEW.person_id IS NOT NULL OR NEW.step IN ('resubmitted', 'withdrawn') "
    "OR (NEW.step = 'committee' AND length(trim(NEW.meeting)) > 0)) "
    "OR EXISTS (SELECT 1 FROM annulment u JOIN privilege_application a ON a.uid = u.event_uid "
    "WHERE u.event_table = 'privilege_application' AND a.id = NEW.application_id) "
    "OR NOT (NEW.decision_id IS NULL OR (NEW.step = 'committee' AND NEW.verdict = 'agree' "
    "AND EXISTS (SELECT 1 FROM privilege_event e JOIN privilege_application a "
    "ON a.person_id = e.person_id "
    "WHERE e.decision_id = NEW.decision_id AND a.id = NEW.application_id))) "
    "OR NOT CASE coalesce((SELECT CASE "
    "WHEN s.step = 'resubmitted' THEN 'new' "
    "WHEN s.step = 'withdrawn' OR s.verdict = 'refuse' OR s.decision_id IS NOT NULL THEN 'ended' "
    "WHEN s.verdict = 'return' THEN 'returned' ELSE s.step END "
    "FROM privilege_application_step s WHERE s.application_id = NEW.application_id "
    "AND NOT EXISTS (SELECT 1 FROM annulment u "
    "WHERE u.event_table = 'privilege_application_step' AND u.event_uid = s.uid) "
    "ORDER BY s.id DESC LIMIT 1), 'new') "
    "WHEN 'new' THEN NEW.step IN ('department', 'resubmitted', 'withdrawn') "
    "WHEN 'department' THEN NEW.step IN ('office', 'withdrawn') "
    "WHEN 'office' THEN NEW.step IN ('committee', 'withdrawn') "
    "WHEN 'committee' THEN NEW.step = 'withdrawn' OR (NEW.step = 'committee' "
    "AND NEW.decision_id IS NOT NULL) "
    "WHEN 'returned' THEN NEW.step IN ('resubmitted', 'withdrawn') "
    "ELSE 0 END "
    f"BEGIN SELECT RAISE(ABORT, '{STEP_OUT_OF_TURN}'); END"
)
"""申请的各步依次而来：``domain.applications.NEXT_STEPS``，意见、审的人、决定都写全。"""

REVIEWED_IN_OFFICE = (
    "CREATE TRIGGER privilege_application_step_role "
    "BEFORE INSERT ON privilege_application_step "
    "WHEN NEW.step IN ('department', 'office', 'committee') "
    "AND (SELECT max(r.role IN ('administrator', 'auditor')) = 1 "
    "AND max(r.role IN ('clerk', 'head', 'member')) = 0 FROM role r "
    "WHERE r.person_id = NEW.person_id AND r.since <= NEW.day "
    "AND (r.until IS NULL OR r.until >= NEW.day) AND NOT EXISTS (SELECT 1 FROM annulment u "
    "WHERE u.event_table = 'role' AND u.event_uid = r.uid)) "
    f"BEGIN SELECT RAISE(ABORT, '{NO_BUSINESS_ROLE}'); END"
)
"""管理员、审计不办业务审批（兼有业务角色的除外）。"""
