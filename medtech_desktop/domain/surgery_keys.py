"""来源键：一例在来源系统里的键、患者、内容，各化成一个带密钥的数；数里看不出患者。

The same function serves the child that reads a file and the hand that enters one case, so
that both meet the same case under the same number.
"""

from __future__ import annotations

from hashlib import blake2b

_SIGN = (1 << 63) - 1
_BETWEEN = "\x1f"
"""No cell holds it: a control character is refused when a file is read."""


def keyed_number(secret: bytes, *parts: object) -> int:
    """各部分依次化成的 63 位数；密钥不同、部分的分法不同，数就不同。"""
    text = _BETWEEN.join(["" if part is None else str(part) for part in parts])
    return int.from_bytes(blake2b(text.encode(), key=secret, digest_size=8).digest()) & _SIGN


def case_key(secret: bytes, technology_id: int, ref: str, day: str) -> int:
    """病例登记一例的来源键：技术、病例代号、日期（ISO）。"""
    return keyed_number(secret, "case", technology_id, ref.strip(), day)


def patient_key(secret: bytes, number: str | None, admission: str | None) -> int | None:
    """患者的键：患者号与住院号；都没有写的没有键。"""
    if not number and not admission:
        return None
    return keyed_number(secret, "patient", number, admission)
