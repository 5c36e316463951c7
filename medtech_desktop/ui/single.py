"""同一个资料库只开一个程序：第二次启动叫出第一个的窗口，自己退出。

The lock of the book stays the real barrier; this only brings the window to the front.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from medtech_desktop.ui.single_mark import drop_mark, renew_mark

_WAIT_MS = 500
_ANSWER_MS = 3000
SHOW, QUIET = b"show", b"quiet"


def call_first(name: str, word: bytes = SHOW) -> bool:
    """已经开着的那一个听到了没有；没有别的在开着时为假。"""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(word)
    socket.flush()
    heard = bool(socket.bytesAvailable()) or socket.waitForReadyRead(_ANSWER_MS)
    socket.disconnectFromServer()
    return heard


class First(QObject):
    """第一个：听着后来的；``shown`` 为要叫出窗口。"""

    shown = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(name)  # left behind by a crash; nobody answered it
        self._server.listen(name)
        self._name = name
        renew_mark(name)
        self._server.newConnection.connect(self._meet)

    def close(self) -> None:
        """不再听。"""
        self._server.close()
        drop_mark(self._name)

    def _meet(self) -> None:
        if not self._server.hasPendingConnections():
            return
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._hear(socket))
        socket.disconnected.connect(socket.deleteLater)
        if socket.bytesAvailable():
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        word = bytes(socket.readAll().data())
        socket.write(b"ok")
        socket.flush()
        if word == SHOW:
            self.shown.emit()
