"""Markdown tables."""


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "--|" * len(header)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def share(part, whole):
    return f"{100 * part / whole:.2f} %" if whole else "–"


def times(ours, theirs):
    """How many times the other's cost is ours."""
    return f"{theirs / ours:.1f} ×" if ours else "–"
