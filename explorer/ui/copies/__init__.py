"""The page without a server: a folder of plain files (site.py), or one file (offline.py).

Both run the modules of ui/static and hold what contents.py names of each network, packed once (packing.py). What was
not packed is told, and so is what needs a device. static/host.js plays Gradio's part, static/kept.js the server's.
"""
