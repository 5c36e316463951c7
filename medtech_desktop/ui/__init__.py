"""窗口：屏幕、控件与主题。Asks only ``office``; knows no table and no rule."""
