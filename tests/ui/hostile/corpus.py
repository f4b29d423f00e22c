"""What nobody in earnest asks, by hand: values for every field, bodies for every door, addresses for none."""

SCRIPT = "<img src=x onerror=alert(1)>"
NUMBERS = [-1, 0, 1.5, 1e300, 10**400, -(10**40)]
TEXTS = ["", " ", "x", "50\0", "\0", "٥٠", "５０", "²", SCRIPT, "javascript:alert(1)", "'; DROP TABLE nets; --", "{0}",
         "${7*7}", "../../etc/passwd", "..%2f..%2f", "file:///etc/passwd", "\u202e", "🧠" * 50, "x" * 1_000_000]
OTHERS = [None, True, [], [50], {}, {"a": 1}, [[[[]]]], {"__type__": "update"},
          {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}]
VALUES = [*NUMBERS, *TEXTS, *OTHERS]

DEEP = b'{"data":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
BODIES = [b"", b"{", b"null", b"[]", b'"x"', b"1e999", b"\xff", b"{}", b'{"x":1}', b'{"data":null}', b'{"data":{}}',
          b'{"data":"x"}', b'{"data":[NaN]}', b'{"data":[Infinity]}', b'{"data":[1' + b"0" * 5000 + b"]}", DEEP,
          b'{"data":' + b"[" * 500 + b"]" * 500 + b"}", b'{"data":["\\ud800"]}',
          b'{"data":[' + b"1," * 100_000 + b"1]}", b'{"data":[],"fn_index":999}', b'{"data":[],"fn_index":-1}',
          b'{"data":[],"fn_index":"x"}', b'{"data":[],"fn_index":[]}', b'{"data":[],"session_hash":{}}',
          b'{"data":[],"session_hash":7}']

EVENTS = [None, "x", [], {}, {"query": None}, {"query": {"a": 1}}, {"query": SCRIPT}, {"query": "a&" * 100_000},
          {"query": "depth=18&diagram=nothing"}, {"anew": "x", "query": "depth=\0"},
          {"query": "diagram=signal&depth=0", "run": {"a": 1}}]

OUTSIDE = ["/etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/app.py", "..\\..\\app.py", "%00", "x%00.js",
           "a" * 5000, "%ff", "http://127.0.0.1/", "//etc/passwd", "%252e%252e%252f", "<script>", "%D9%A5"]
SHUT = ["docs", "redoc", "openapi.json", "monitoring", "monitoring/summary", "login", "login_check", "logout", "token",
        "user", "dev/reload", "gradio_api/openapi.json", "gradio_api/upload", "gradio_api/upload_progress",
        "gradio_api/runs", "gradio_api/deep_link", "gradio_api/file=app.py", "gradio_api/file=/etc/passwd",
        "gradio_api/file/app.py", "gradio_api/proxy=http://127.0.0.1/", "gradio_api/stream/x",
        "gradio_api/component_server",
        "gradio_api/custom_component/x/client/component/x.js", "gradio_api/process_recording", "gradio_api/vibe-edit",
        "gradio_api/profiling/summary", "gradio_api/run/summary", "gradio_api/api/summary",
        "gradio_api/call/v2/summary"]
