"""Windows 安装包：在 Linux 上取材、冻结、打包、试验；``python3 dev.py package`` 调用。"""

NAME = "medtech-desktop"
TITLE = "医疗技术临床应用管理"
