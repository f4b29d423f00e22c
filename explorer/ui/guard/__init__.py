"""What every request passes before Gradio sees it, from the outside to the inside."""

from starlette.middleware import Middleware

from explorer.ui.guard.addresses import Addresses
from explorer.ui.guard.policy import Policy
from explorer.ui.guard.questions import Questions
from explorer.ui.guard.size import Size

GUARD = [Middleware(layer) for layer in (Policy, Addresses, Size, Questions)]
