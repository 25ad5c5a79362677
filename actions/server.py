"""The web server of the actions: for the bot alone, and silent about what people wrote.

rasa-sdk's own server has no token, lists its actions, and repeats the whole conversation in an
error, so only its executor is used here.
"""

import hmac
from typing import Any

import structlog
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, json

from actions import conversation, ending, moves, person, start, task
from actions.settings import Settings

log = structlog.get_logger()

_BODY_CEILING = 4 * 1024 * 1024  # bytes; the domain travels with each call

ACTIONS: tuple[type[Action], ...] = (
    start.ActionStartTask,
    task.ValidateTaskForm,
    moves.ActionGoBackInTask,
    moves.ActionChangeTask,
    moves.ActionCancelTask,
    moves.ActionPauseTask,
    ending.ActionEndTask,
    conversation.ActionOfferTopics,
    conversation.ActionSayAgain,
    person.ActionAskForPerson,
)


def create_app(settings: Settings, executor: ActionExecutor | None = None) -> Sanic[Any, Any]:
    """The web application; the executor holds every action unless another one is given."""
    app: Sanic[Any, Any] = Sanic("front_door_actions", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _BODY_CEILING
    app.config.FALLBACK_ERROR_FORMAT = "json"
    expected = f"Bearer {settings.server_token}".encode()
    actions = executor or registered_actions()

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.post("/webhook")
    async def run_action(request: Request) -> HTTPResponse:
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected):
            return json({"code": "unauthorised"}, status=401)
        call = request.json
        if not isinstance(call, dict) or str(call.get("next_action")) not in actions.actions:
            return json({"code": "invalid-request"}, status=400)
        return await _run(actions, call)

    @app.exception(SanicException)
    async def refuse(_: Request, error: SanicException) -> HTTPResponse:
        return json({"code": type(error).__name__}, status=error.status_code)

    return app


def registered_actions() -> ActionExecutor:
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action)
    return executor


async def _run(actions: ActionExecutor, call: dict[str, Any]) -> HTTPResponse:
    name, conversation_id = call["next_action"], call.get("sender_id")
    try:
        result = await actions.run(call)
    except Exception as error:
        # Whatever it was, the bot must hear of it, and nobody must read a person's words in it.
        log.error(
            "action.failed",
            action=name,
            conversation=conversation_id,
            error=type(error).__name__,
            at=_place(error),
        )
        return json({"code": "action-failed"}, status=500)
    if result is None:
        return json({"code": "action-failed"}, status=500)
    log.info("action.ran", action=name, conversation=conversation_id)
    return json(result.model_dump())


def _place(error: BaseException) -> str:
    """The file and the line that raised it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
