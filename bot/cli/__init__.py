"""The command line: one command a file."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import bot.cli.eval as evaluation
import bot.cli.match as matching
from bot.cli import ask, chat, demo, feedback, kb, probe, serve
from bot.cli.edge import at_the_edge, say_version, verbosely


class Cli(typer.Typer):
    """The program. What goes wrong in a command ends here, as one line and an exit code."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the command line."""
        with at_the_edge():
            return super().__call__(*args, **kwargs)


app = Cli(
    name="kubewhy",
    help="Answers Kubernetes troubleshooting questions, Windows nodes first.",
    epilog='Example: kubewhy ask "specified port already exists"',
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=say_version, is_eager=True)
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell what is being done, on standard error.", callback=verbosely)
    ] = False,
) -> None:
    """Answers Kubernetes troubleshooting questions, Windows nodes first."""


app.command(epilog='Example: kubewhy ask "why can\'t my pod ping"')(ask.ask)
app.command(epilog="Example: kubewhy chat")(chat.chat)
app.command(epilog="Example: kubewhy demo")(demo.demo)
app.command(epilog="Example: kubewhy serve --socket")(serve.serve)
app.command(epilog="Example: kubewhy match < texts.jsonl")(matching.match)
app.command(name="eval", epilog="Example: kubewhy eval tests/evaluation/sample.jsonl")(evaluation.evaluate)
app.add_typer(probe.probe, name="probe")
app.add_typer(kb.kb, name="kb")
app.add_typer(feedback.feedback, name="feedback")
