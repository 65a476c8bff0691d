"""A TCP relay that makes an endpoint as slow to answer as a distant one: `python -m benchmarks.relay`.

python -m benchmarks.relay --port 9000 --to 127.0.0.1:4566 --ms 20
"""

import argparse
import asyncio
import contextlib

_PIECE_BYTES = 64 * 1024


def main() -> None:
    """Relay until the process is ended."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relay", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True, help="port to listen on")
    parser.add_argument("--to", required=True, metavar="HOST:PORT", help="where to pass everything on to")
    parser.add_argument("--ms", type=float, required=True, help="how much longer a call takes")
    options = parser.parse_args()
    host, _, port = options.to.partition(":")
    asyncio.run(_serve(options.port, (host, int(port)), options.ms / 1000))


async def _serve(port: int, target: tuple[str, int], call_seconds: float) -> None:
    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            their_reader, their_writer = await asyncio.open_connection(*target)
            await asyncio.gather(
                _pass_on(reader, their_writer, call_seconds / 2),
                _pass_on(their_reader, writer, call_seconds / 2),
            )

    server = await asyncio.start_server(relay, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Write every piece `seconds` after it came, so that later pieces need not wait for earlier ones."""
    loop = asyncio.get_running_loop()
    try:
        while piece := await reader.read(_PIECE_BYTES):
            loop.call_later(seconds, writer.write, piece)
    finally:
        loop.call_later(seconds, writer.close)


if __name__ == "__main__":
    main()
