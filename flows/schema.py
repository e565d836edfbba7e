"""What a flow file may contain. Unknown fields are refused: a slip is found at load and not in a conversation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class EdgeModel(Strict):
    go: Name
    when: Name | None = None


class NodeModel(Strict):
    """Exactly one of ask, say, rule, handover, decide, end says what kind of node it is."""

    ask: Name | None = None
    say: list[Key] | None = None
    rule: Literal["id_vn", "biz_vn"] | None = None
    handover: Literal["id_vn", "biz_vn"] | None = None
    decide: list[EdgeModel] | None = None
    end: Name | None = None
    next: Name | list[EdgeModel] | None = None
    key: Key | None = None
    save: Name | None = None
    enough: Name | None = None
    purpose: Literal["P1", "P3"] | None = None
    skippable: bool = False
    choices: list[Name] = []
    hears: dict[Name, str] = {}

    @model_validator(mode="after")
    def _one_kind(self) -> NodeModel:
        kinds = [k for k in ("ask", "say", "rule", "handover", "decide", "end") if getattr(self, k) is not None]
        if len(kinds) != 1:
            raise ValueError(f"a node is exactly one of ask, say, rule, handover, decide, end; this one is {kinds}")
        if kinds[0] in ("ask", "say", "rule", "handover") and self.next is None:
            raise ValueError(f"'{kinds[0]}' needs 'next'")
        if kinds[0] in ("decide", "end") and self.next is not None:
            raise ValueError(f"'{kinds[0]}' takes no 'next'")
        asking = ("key", "save", "enough", "purpose", "choices", "hears")
        if kinds[0] != "ask" and any(getattr(self, f) for f in asking):
            raise ValueError(f"only 'ask' takes {', '.join(asking)}")
        return self


class FlowModel(Strict):
    flow: Name
    version: Annotated[int, Field(ge=1)]
    programme: Literal["id_vn", "biz_vn"]
    start: Name
    nodes: dict[Name, NodeModel]


class MoveModel(Strict):
    flow: Name
    since: int
    to: int
    forced: bool = False
    tell: Key | None = None
    nodes: dict[Name, Name] = {}
    answers: dict[Name, Name] = {}


class FaqModel(Strict):
    id: Name
    sources: Annotated[list[str], Field(min_length=1)]
    confidence: Literal["official", "registrar", "secondary", "unverified", "design"]
    checked: str
    offer: Name | None = None
    related: list[Name] = []
