"""A line to the database of the tests that can lose what is sent through it, and stays up."""

import select
import socket
import threading


class LossyLine:
    """Listens at `port` on this machine and hands on to the socket at `target`, until `lose()`."""

    def __init__(self, target: str) -> None:
        self._target, self._door = target, socket.create_server(("127.0.0.1", 0))
        self.port, self.taken = self._door.getsockname()[1], 0
        self._lost = threading.Event()

    def serve(self) -> None:
        """Take connections until it is closed."""
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            self.taken += 1
            self._lost = threading.Event()
            threading.Thread(target=self._hand_on, args=[near, self._lost], daemon=True).start()

    def lose(self) -> None:
        """Hand on nothing more of what is connected now; who connects from now on notices nothing."""
        self._lost.set()

    def close(self) -> None:
        """Take no more connections."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _hand_on(self, near: socket.socket, lost: threading.Event) -> None:
        with near, socket.socket(socket.AF_UNIX) as far:
            far.connect(self._target)
            while True:
                for ready in select.select([near, far], [], [])[0]:
                    data = ready.recv(65_536)
                    if not data:
                        return
                    if not lost.is_set():
                        (far if ready is near else near).sendall(data)
