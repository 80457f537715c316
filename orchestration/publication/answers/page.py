"""docs/answers.md, made of the heads of the answers.

Belongs here: that page. Does not belong here: what it says of an answer (the SQL files). Written by
`python -m orchestration.publication.answers`; a test fails where it is not what it would be.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.publication.answers.registry import Answer, answers
from orchestration.settings import REPOSITORY

PAGE = REPOSITORY / "docs" / "answers.md"
HEAD = Path(__file__).with_name("page_head.md")


def page() -> str:
    """The page as it has to be."""
    return HEAD.read_text(encoding="utf-8") + "".join(
        _section(answer) for answer in answers().values()
    )


def write_page() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def _section(answer: Answer) -> str:
    lines = [
        "",
        f"## {answer.name}",
        "",
        f"**{answer.question}** {answer.question_zh}",
        "",
        "```sql",
        answer.example_sql,
        "```",
        "",
        f"`minzheng query {answer.name} {answer.example}`",
        "",
        "| argument | meaning | without it |",
        "|---|---|---|",
        *(
            f"| `{it.name}` | {it.meaning} | {'needed' if it.is_required else f'`{it.default}`'} |"
            for it in answer.parameters
        ),
        "",
        f"- Rows: {answer.rows}.",
        f"- Leaves out: {answer.leaves_out}",
        "",
        "<details><summary>Its definition</summary>",
        "",
        "```sql",
        answer.sql.strip(),
        "```",
        "",
        "</details>",
    ]
    return "\n".join(lines) + "\n"
