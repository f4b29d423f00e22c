"""The least that a Gradio page can be: what ours is held against."""

import gradio as gr

with gr.Blocks(analytics_enabled=False) as page:
    gr.Markdown("bare")

if __name__ == "__main__":
    page.launch(quiet=True)
