"""控件：每个控件只认自己旁边的视图数据（frozen dataclass）。"""
