"""A stateful double of the GitHub API over a bare git repository.

    with github(folder, people={"suture-bot": "write", "ada": "admin"}) as hub:
        api = Github(base_url=hub.api_url, auth=Auth.Token("bot-token"))

`folder` is a bare repository, served in place, or one with a work tree, of which a bare copy is served. The
answers are at `hub.api_url` (with `prefix="/api/v3"`, as an enterprise server has it; both are always there),
GraphQL at `/graphql` and `/api/graphql`, and git itself, with a token as password, at `hub.git_url`.

Time: `hub.state.set_clock(when)` stops the clock at a moment, and everything made from then on bears that date;
without it the clock runs. The hour's limit of requests (`state.limit`) is renewed by that clock.

Look: `hub.requests` and `hub.writes` (each with method, path, query, body, login, status, fault, happened),
`hub.complaints` (what breaks GitHub's official description: assert that it is empty), `hub.state` (all there is).
Act: `hub.person("ada").closes(3)` and the other acts of `Person`; or change `hub.state` (`archived`, `private`,
`code_owners`, `owner_errors`, `alerts`, `has_issues`, `dismisses`, `strict`, `reviewed`, `away`, `lag_lists`,
`lag_assignees`, `lag_mergeable`, `offset` of the clock, `remaining`). `hub.checker` reports checks and statuses.
A long run calls `hub.forget()` now and then, so that its requests do not pile up.
Break: `hub.fail(Fault.LOST, write=3)`, `hub.before_write(3, act)`, `hub.after_write(3, act)`; writes and reads
count from now on. After a crash `hub.up()` answers again, and `hub.clear_faults()` forgets what was planned.

Identity: `tokens={"secret": Token("suture-bot")}`; kinds `user`, `app` and `actions` (`github-actions[bot]`).
Without `tokens` there is `bot-token` of `suture-bot`. With `app=App(id, slug, public_key)` installation tokens
are made as GitHub makes them. `workflow_token({"contents": "read"}, "fix")` is what a job with those `permissions`
gets; its requests bear the label. `names` gives e-mail addresses to logins. With `at_socket` the same is served at a
Unix socket, for `gh` with `http_unix_socket` in its configuration. `with beside(hub, folder, "acme/other") as other:`
serves another repository at the same address, which has a `Hub` of its own.
"""

from .checker import Checker
from .dispatch import Request
from .faults import Fault
from .hub import Hub
from .person import Person
from .records import Comment, IssueRecord, LineComment, PullRecord
from .server import beside, github
from .state import App, State, Team, Token
from .workflow_tokens import workflow_token

__all__ = [
    "App", "Checker", "Comment", "Fault", "Hub", "IssueRecord", "LineComment", "Person", "PullRecord", "Request",
    "State", "Team", "Token", "beside", "github", "workflow_token",
]  # fmt: skip
