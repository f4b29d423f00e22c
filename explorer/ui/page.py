"""The page, from top to bottom."""

from __future__ import annotations

import gc
import signal

import gradio as gr
from starlette.middleware import Middleware

from explorer.laboratory import checkpoints
from explorer.spec import Spec
from explorer.ui.assets import routes
from explorer.ui.diagram import Diagram
from explorer.ui.endpoints import Endpoints
from explorer.ui.extra import MCP
from explorer.ui.given import STATIC, template
from explorer.ui.guard import GUARD
from explorer.ui.handlers import Handlers
from explorer.ui.made import Made
from explorer.ui.question import controls
from explorer.ui.rendered import Rendered
from explorer.ui.said import Said
from explorer.ui.text import words
from explorer.worker import Worker


def build_app(worker: Worker, made: Made, say: Said) -> gr.Blocks:
    """The page. `worker` and `made` answer its questions, `say` gives its words in the reader's language."""
    handlers = Handlers(worker)
    with gr.Blocks(title=words()["page.title"], analytics_enabled=False, fill_width=True) as app:
        gr.Markdown(say("page.heading"), elem_id="heading")
        with gr.Row(elem_id="question"):
            question = controls(say)
        picture = Diagram(elem_id="picture")
        proof, stop = _below(say)

        private = {"api_visibility": "private", "show_progress": "hidden"}
        direct = {**private, "queue": False}
        app.load(handlers.open_link, None, [*question, picture], **direct)
        picture.navigate(handlers.navigate, None, [*question, picture], trigger_mode="always_last", **direct)
        on_device = {"concurrency_limit": None, "trigger_mode": "multiple", **private}
        picture.drawn(handlers.prove, None, [proof, stop], **on_device)
        picture.experiment(handlers.experiment, None, picture, **on_device)
        picture.halt(handlers.halt, None, None, **direct)
        variant, *others = question
        variant.input(handlers.switch, question, [*question, picture], trigger_mode="always_last", **direct)
        gr.on([control.input for control in others], handlers.ask, question, picture,
              js=(STATIC / "asked.js").read_text(encoding="utf-8"), trigger_mode="always_last", **direct)
        stop.click(handlers.leave, None, None, **direct)
        app.unload(handlers.close)
        endpoints = Endpoints(made)
        for endpoint in (endpoints.summary, endpoints.graph, endpoints.figure, endpoints.compare):
            gr.api(endpoint, api_name=endpoint.__name__, concurrency_limit=None)
    return app


def _below(say: Said) -> tuple[gr.Markdown, gr.Button]:
    """What is selected, what was measured on the device, and the other diagrams. "Measure again" is our script's."""
    with gr.Row(elem_id="below"):
        with gr.Column(min_width=320):
            gr.HTML(html_template=template("inspector"), apply_default_css=False)
            gr.Markdown(say("page.device"), elem_id="device")
            proof = gr.Markdown(elem_id="proof")
            with gr.Row():
                stop = gr.Button(say("page.stop"), size="sm", scale=0, interactive=False)
                gr.Button(say("page.again"), size="sm", scale=0, elem_id="again")
        with gr.Column(scale=3, min_width=520):
            gr.HTML(html_template=template("panel"), apply_default_css=False)
    return proof, stop


def _theme() -> gr.themes.Base:
    """Gradio's Monochrome, closer together, in fonts that are on every machine: nothing is fetched."""
    small, fonts = gr.themes.sizes.spacing_sm, ("system-ui", "Segoe UI", "Helvetica", "Arial", "sans-serif")
    mono = ("ui-monospace", "Consolas", "monospace")
    return gr.themes.Monochrome(spacing_size=small, font=fonts, font_mono=mono).set(layout_gap="12px")


def launch(**options: object) -> None:
    """Starts the worker and serves the page; `options` go to gradio.Blocks.launch.

    Weights that are offered and lie on the Hugging Face hub are fetched before; raises `Unfetched`.
    """
    checkpoints.fetch_all()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a container stops us so; end the worker's processes too
    worker = Worker("explorer.ui.made", "explorer.export")
    worker.start()
    worker.made(len, Spec())  # the first page's network is traced before it asks
    made = Made(worker)
    say = Said()
    try:
        middleware = [*GUARD, Middleware(Rendered)]
        app = build_app(worker, made, say)
        gc.freeze()  # what is there stays: collecting garbage without it spares everybody a pause of 200 ms
        app.launch(
            theme=_theme(), css_paths=STATIC / "page.css", i18n=say, footer_links=[],
            run_history=False, enable_monitoring=False, mcp_server=MCP, ssr_mode=False, share=False, show_error=False,
            app_kwargs={"routes": routes(made), "middleware": middleware, "openapi_url": None}, **options)
    finally:
        worker.stop()
