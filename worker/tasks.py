"""The Celery tasks: an id comes in, the runner does the rest."""

# celery is typed in part only.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false

from dragoman.job import Stage
from dragoman.queue import task_name
from worker.app import app, runner


@app.task(name=task_name(Stage.PREPARE))
def prepare(job_id: str) -> None:
    runner().run(job_id, Stage.PREPARE)


@app.task(name=task_name(Stage.TRANSLATE))
def translate(job_id: str) -> None:
    runner().run(job_id, Stage.TRANSLATE)


@app.task(name=task_name(Stage.SUMMARISE))
def summarise(job_id: str) -> None:
    runner().run(job_id, Stage.SUMMARISE)
