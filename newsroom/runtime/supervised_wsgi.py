"""The web entry under `make run`: a worker of the web server ends when the web server is killed.

Otherwise it would go on answering at our port, and the next start would find the port taken.
"""

from ..wsgi import application
from .process.child import end_with_parent

__all__ = ["application"]

end_with_parent()
