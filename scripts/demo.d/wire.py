#!/usr/bin/env python3
"""The network cable between one plant and the broker: `wire.py LISTEN_PORT BROKER_PORT`, both of 127.0.0.1.

Carries bytes and looks at none: TLS goes through it, end to end. Ending it is the cut: its connections close and its port
refuses, so the agent knows at once; a cable that hangs instead is noticed by the agent's keep-alive.
"""

import asyncio
import sys


async def carry(reader, writer):
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    except OSError:
        pass  # one end is gone: so is the other
    finally:
        writer.close()


async def connect(reader, writer, broker_port):
    try:
        from_broker, to_broker = await asyncio.open_connection("127.0.0.1", broker_port)
    except OSError:
        writer.close()
        return
    await asyncio.gather(carry(reader, to_broker), carry(from_broker, writer))


async def main(listen_port, broker_port):
    server = await asyncio.start_server(lambda r, w: connect(r, w, broker_port), "127.0.0.1", listen_port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
