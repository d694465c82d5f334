"""What the body of a chat completion means: an answer, or why there is none. Pure."""

from __future__ import annotations

import json
import re

from pydantic import BaseModel, ValidationError

from agent.domain import Usage
from agent.ports import CUT_OFF, NoReply, Reply

MOST_TOKENS = 100_000_000
"""No request costs more: an endpoint's count above it is no count."""
# A reasoning model that is served plainly thinks aloud before its answer.
_THOUGHT = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?</\1>\s*", re.DOTALL)
_THINKING = re.compile(r"\A\s*<(think|thinking|reasoning)>")


class _Message(BaseModel):
    content: object = None
    refusal: object = None
    tool_calls: object = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: object = None


class _Completion(BaseModel):
    choices: list[_Choice]
    usage: object = None


def read_reply(body: str, seconds: float) -> Reply | NoReply:
    """Parse the body of a 200 answer to one chat-completions request that took `seconds`."""
    usage = Usage(calls=1, seconds=seconds)
    if not body.strip():
        return NoReply("the endpoint sent an empty body", usage)
    if body.lstrip().startswith("<"):
        return NoReply("the endpoint sent a web page in place of JSON; check OPENAI_BASE_URL", usage)
    try:
        document = json.loads(body)
        completion = _Completion.model_validate(document)
    except ValidationError:
        return NoReply(_strange(document), usage)
    # Not only JSONDecodeError: a number of 5000 digits or brackets nested 100,000 deep end otherwise.
    except (ValueError, RecursionError):
        return NoReply("the endpoint sent broken or cut-off JSON", usage)
    counted = completion.usage if isinstance(completion.usage, dict) else {}
    usage += Usage(0, _tokens(counted.get("prompt_tokens")), _tokens(counted.get("completion_tokens")))
    if not completion.choices:
        return NoReply("the endpoint sent no answer", usage)
    return _read_choice(completion.choices[0], usage)


def _strange(document: object) -> str:
    """Some endpoints send their errors with status 200."""
    error = document.get("error") if isinstance(document, dict) else None
    if not error:
        return "the endpoint sent JSON that is not a chat completion"
    said = error.get("message") if isinstance(error, dict) else error
    return f"the endpoint sent an error: {_short(str(said or 'no message'))}"


def _tokens(count: object) -> int:
    """What an endpoint counted; a count that cannot be right is none, and is then estimated."""
    return count if isinstance(count, int) and 0 < count <= MOST_TOKENS else 0


def _read_choice(choice: _Choice, usage: Usage) -> Reply | NoReply:
    message = choice.message
    if message.refusal:
        return NoReply(f"the model refused: {_short(str(message.refusal))}", usage)
    if choice.finish_reason == "length":
        return NoReply(CUT_OFF, usage)
    if choice.finish_reason == "content_filter":
        return NoReply("the endpoint's content filter withheld the answer", usage)
    text = _text(message.content)
    if text is None:
        return NoReply("the endpoint sent an answer that is not text", usage)
    answer = _THOUGHT.sub("", text, count=1)
    if _THINKING.match(answer):
        return NoReply(CUT_OFF, usage)
    if answer.strip():
        # A lone surrogate cannot be sent, stored or written to a file again.
        return Reply(answer.encode(errors="replace").decode(), usage)
    if message.tool_calls:
        return NoReply("the model called a tool in place of an answer, and was given none", usage)
    return NoReply("the model gave an empty answer", usage)


def _text(content: object) -> str | None:
    """Text as it is, or joined from parts; parts that are no text (a model's reasoning) are left out."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return None
    parts = (part for part in content if isinstance(part, dict) and part.get("type") in ("text", None))
    texts = [part["text"] for part in parts if isinstance(part.get("text"), str)]
    return "".join(texts) if texts or not content else None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:200]}…"
