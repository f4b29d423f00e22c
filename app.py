"""Serves ResNet Explorer: `python app.py`, and what a Hugging Face Space starts."""

if __name__ == "__main__":  # the worker processes import this file too, and need no Gradio
    from explorer.refusal import Refusal
    from explorer.ui.page import launch

    try:
        launch()
    except Refusal as problem:
        raise SystemExit(str(problem)) from problem
