"""速度：每个数都是与同一次运行里的对照之比，交替测量，取中位数。

One module a piece of work; each has ``rows()``.  Absolute times mean little on shared
machines and are printed only beside the ratio.
"""
