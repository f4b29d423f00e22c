"""The page. The only code that knows Gradio."""
