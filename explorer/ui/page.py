"""The page, from top to bottom."""

from __future__ import annotations

import signal

import gradio as gr

from explorer.diagrams.network import OVERLAYS
from explorer.fold import LEVELS
from explorer.spec import DEPTHS, Spec
from explorer.ui.assets import STATIC, address, routes
from explorer.ui.diagram import Diagram
from explorer.ui.handlers import Handlers
from explorer.ui.text import LANGUAGES, words
from explorer.worker import Worker

VIEW = "({name}) => document.dispatchEvent(new CustomEvent('explorer:view', {{ detail: {{ {name} }} }}))"
NOTICE = "<p role='alert'>{{value}}</p>"  # in two braces the value is escaped: it may quote a stranger's link
MEASURE = "() => document.dispatchEvent(new CustomEvent('explorer:measure'))"


def build_app(worker: Worker, say: gr.I18n) -> gr.Blocks:
    """The page. `worker` answers its questions, `say` gives its words in the reader's language."""
    handlers = Handlers(worker)
    with gr.Blocks(title=words()["page.title"], analytics_enabled=False, fill_width=True) as app:
        gr.Markdown(say("page.heading"), elem_id="heading")
        question, level, overlay = _controls(say)
        notice = gr.HTML(elem_id="notice", html_template=NOTICE, apply_default_css=False)
        picture = Diagram(elem_id="picture")
        proof, stop, again = _below(say)

        private = {"api_visibility": "private", "show_progress": "hidden"}
        direct = {**private, "queue": False}
        everything = [*question, level, overlay, picture, notice]
        app.load(handlers.open_link, None, everything, **direct)
        picture.navigate(handlers.navigate, None, everything, trigger_mode="always_last", **direct)
        picture.drawn(handlers.prove, None, proof, concurrency_limit=None, trigger_mode="multiple", **private)
        gr.on([control.input for control in question], handlers.ask, question, [picture, notice],
              trigger_mode="always_last", **direct)
        level.input(None, level, None, js=VIEW.format(name="level"), api_visibility="private")
        overlay.input(None, overlay, None, js=VIEW.format(name="overlay"), api_visibility="private")
        stop.click(handlers.leave, None, None, **direct)
        again.click(None, None, None, js=MEASURE, api_visibility="private")
        app.unload(handlers.leave)
        gr.api(handlers.summary, api_name="summary", concurrency_limit=None)
        gr.api(handlers.graph, api_name="graph", concurrency_limit=None)
    return app


def _controls(say: gr.I18n) -> tuple[list[gr.components.Component], gr.Radio, gr.Dropdown]:
    """What is asked, and how it is shown."""
    with gr.Row(elem_id="controls"):
        question = [
            gr.Dropdown(DEPTHS, value=Spec.depth, label=say("page.depth"), allow_custom_value=True, min_width=90),
            gr.Number(Spec.height, label=say("page.height"), step=1, min_width=90),
            gr.Number(Spec.width, label=say("page.width"), step=1, min_width=90),
            gr.Number(Spec.classes, label=say("page.classes"), step=1, min_width=90),
        ]
        level = gr.Radio([(say(f"page.level.{name}"), name) for name in LEVELS], value="blocks",
                         label=say("page.level"), min_width=360)
        overlay = gr.Dropdown([(say("page.overlay.stage" if name == "stage" else f"metric.{name}"), name)
                               for name in OVERLAYS], value="stage", label=say("page.overlay"), min_width=160)
    return question, level, overlay


def _below(say: gr.I18n) -> tuple[gr.Markdown, gr.Button, gr.Button]:
    """The inspector, and what was measured on the device."""
    with gr.Row(elem_id="below"):
        gr.HTML(html_template=(STATIC / "inspector.html").read_text(encoding="utf-8"), apply_default_css=False)
        with gr.Column(min_width=320):
            gr.Markdown(say("page.device"), elem_id="device")
            proof = gr.Markdown(elem_id="proof")
            with gr.Row():
                stop = gr.Button(say("page.stop"), size="sm", scale=0)
                again = gr.Button(say("page.again"), size="sm", scale=0)
    return proof, stop, again


def _theme() -> gr.themes.Base:
    """Gradio's Monochrome, closer together, in fonts that are on every machine: nothing is fetched."""
    small, fonts = gr.themes.sizes.spacing_sm, ("system-ui", "Segoe UI", "Helvetica", "Arial", "sans-serif")
    mono = ("ui-monospace", "Consolas", "monospace")
    return gr.themes.Monochrome(spacing_size=small, font=fonts, font_mono=mono).set(layout_gap="12px")


def launch(**options: object) -> None:
    """Starts the worker and serves the page; `options` go to gradio.Blocks.launch."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a container stops us so; end the worker's processes too
    worker = Worker()
    worker.start()
    worker.graph(Spec())
    say = gr.I18n(**{language: words(language) for language in LANGUAGES})
    head = f'<link rel="preload" as="script" href="{address("static/plotly.min.js")}">'
    try:
        build_app(worker, say).launch(
            theme=_theme(), css_paths=STATIC / "page.css", head=head, i18n=say, footer_links=[],
            run_history=False, enable_monitoring=False, ssr_mode=False, share=False, show_error=False,
            app_kwargs={"routes": routes(worker), "openapi_url": None}, **options)
    finally:
        worker.stop()
