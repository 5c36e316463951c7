"""Reading an HTML page back: whether it is well formed, its elements and its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "br", "link", "img", "input", "hr", "base"})


@dataclass(frozen=True, slots=True)
class Element:
    """一个元素：标签、属性、所在的上级标签、文字。"""

    tag: str
    attributes: dict[str, str]
    above: tuple[str, ...]
    text: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """其下的全部文字。"""
        return "".join(self.text)


class Page(HTMLParser):
    """一页的元素，依次；标签不配对时 ``faults`` 不空。"""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.faults: list[str] = []
        self.doctype = ""
        self._open: list[Element] = []
        self.feed(content.decode("utf-8"))
        self.close()
        self.faults += [f"{element.tag} is not closed" for element in self._open]

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.faults.append(f"{tag} has an attribute twice")
        above = tuple(element.tag for element in self._open)
        element = Element(tag, {name: value or "" for name, value in attrs}, above)
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes nothing")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text.append(data)

    def all(self, tag: str) -> list[Element]:
        """某一标签的全部元素。"""
        return [element for element in self.elements if element.tag == tag]
