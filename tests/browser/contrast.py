"""Measures the contrast of every text on a page (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_TEXTS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) known.set(colour, drawn(colour));
    return known.get(colour);
  };
  const drawn = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!(own || element.matches('textarea')) || !element.checkVisibility()) continue;
    if (element.closest('.unseen, .skip, noscript')) continue;
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
    let under = [255, 255, 255];
    for (const layer of layers.reverse()) under = over(layer, under);
    const style = getComputedStyle(element, element.matches('textarea') ? '::placeholder' : null);
    found.push([element.outerHTML.slice(0, 120), over(rgba(style.color), under), under]);
  }
  return found;
}"""


def pairs_below(page: Page, least: float) -> list[tuple[str, float]]:
    """Each text whose contrast to what lies behind it is less than `least`, with that contrast."""
    measured = [(html, _ratio(text, behind)) for html, text, behind in page.evaluate(_TEXTS)]
    assert measured, "the page has no text"
    return [(html, round(ratio, 2)) for html, ratio in measured if ratio < least]


def _ratio(one: list[float], other: list[float]) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: list[float]) -> float:
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
