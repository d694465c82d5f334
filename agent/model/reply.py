"""What the body of a chat completion means: an answer, or why there is none. Pure."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError

from agent.domain import Usage
from agent.ports import CUT_OFF, NoReply, Reply


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(BaseModel):
    choices: list[_Choice]
    usage: _Usage | None = None


def read_reply(body: str, seconds: float) -> Reply | NoReply:
    """Parse the body of a 200 answer to one chat-completions request that took `seconds`."""
    if not body.strip():
        return NoReply("the endpoint sent an empty body", Usage(calls=1, seconds=seconds))
    if body.lstrip().startswith("<"):
        reason = "the endpoint sent a web page in place of JSON; check OPENAI_BASE_URL"
        return NoReply(reason, Usage(calls=1, seconds=seconds))
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError as error:
        broken = error.errors()[0]["type"] == "json_invalid"
        what = "broken or cut-off JSON" if broken else "JSON that is not a chat completion"
        return NoReply(f"the endpoint sent {what}", Usage(calls=1, seconds=seconds))
    counted = completion.usage or _Usage()
    usage = Usage(1, counted.prompt_tokens, counted.completion_tokens, seconds)
    if not completion.choices:
        return NoReply("the endpoint sent no answer", usage)
    return _read_choice(completion.choices[0], usage)


def _read_choice(choice: _Choice, usage: Usage) -> Reply | NoReply:
    if choice.message.refusal:
        return NoReply(f"the model refused: {_short(choice.message.refusal)}", usage)
    if choice.finish_reason == "length":
        return NoReply(CUT_OFF, usage)
    if choice.finish_reason == "content_filter":
        return NoReply("the endpoint's content filter withheld the answer", usage)
    text = choice.message.content or ""
    return Reply(text, usage) if text.strip() else NoReply("the model gave an empty answer", usage)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:200]}…"
