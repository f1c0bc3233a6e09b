"""A mail server on loopback that takes everything and keeps nothing: what sending is measured against."""

import asyncio
import multiprocessing
from multiprocessing.connection import Connection


class Sink:
    """A process of its own; use it as a context, and hand mail to `url`."""

    def __init__(self) -> None:
        self._ours, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)

    def __enter__(self) -> "Sink":
        self._process.start()
        self.url = f"smtp://127.0.0.1:{self._ours.recv()}"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()


def _serve(pipe: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.start_server(_talk, "127.0.0.1", 0, limit=1 << 20)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speak as much SMTP as a client needs (RFC 5321)."""
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        match line[:4].upper():
            case b"EHLO":
                writer.write(b"250-sink\r\n250 SIZE 10000000\r\n")
            case b"DATA":
                writer.write(b"354 go on\r\n")
                await writer.drain()
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 taken\r\n")
            case b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            case _:
                writer.write(b"250 fine\r\n")
        await writer.drain()
    writer.close()
