"""程序图标的来历：随附的思源黑体的「技」字，白字，主题色圆角底；写出 app.ico。

    python resources/icons/make_app_icon.py          # make it anew
    python resources/icons/make_app_icon.py --check  # compare it with what would be made

Each size is drawn for itself, so that the small ones stay sharp.  Needs pillow.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
ICON = HERE / "app.ico"
FONT = HERE.parent / "fonts" / "NotoSansSC-Bold.ttf"
ACCENT = (0x1F, 0x5B, 0x85, 255)  # Ink.ACC of medtech_desktop/ui/theme.py
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
MARK = "技"
_FINE = 4


def picture(size: int) -> Image.Image:
    """一种大小的图标；drawn four times as large, then made smaller."""
    full = size * _FINE
    image = Image.new("RGBA", (full, full), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, full - 1, full - 1), radius=full * 0.18, fill=ACCENT)
    font = ImageFont.truetype(str(FONT), round(full * (0.82 if size < 40 else 0.72)))
    left, top, right, bottom = draw.textbbox((0, 0), MARK, font=font)
    at = ((full - right - left) / 2, (full - bottom - top) / 2)
    draw.text(at, MARK, font=font, fill=(255, 255, 255, 255))
    return image.resize((size, size), Image.Resampling.LANCZOS)


def icon_bytes() -> bytes:
    """整个 .ico。"""
    pictures = [picture(size) for size in SIZES]
    file = io.BytesIO()
    pictures[-1].save(
        file, "ICO", sizes=[(size, size) for size in SIZES], append_images=pictures[:-1]
    )
    return file.getvalue()


def main() -> int:
    """Write, or with ``--check`` tell by the exit code whether the file is what we would write."""
    if "--check" in sys.argv[1:]:
        return 0 if ICON.read_bytes() == icon_bytes() else 1
    ICON.write_bytes(icon_bytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
