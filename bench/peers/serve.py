"""serve.py PORT WORKERS: what `uvicorn --workers` does, but on a socket that says it is TCP.

uvicorn 0.17 makes one that does not, asyncio then leaves Nagle's algorithm on, and every answer on a kept connection
waits 40 ms. A gateway in front would hide that; here it would flatter numerald.
"""
import socket
import sys

import uvicorn
from uvicorn.supervisors import Multiprocess

if __name__ == "__main__":
    config = uvicorn.Config("peer:app", workers=int(sys.argv[2]), access_log=False, log_level="warning")
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", int(sys.argv[1])))
    listening.set_inheritable(True)
    Multiprocess(config, target=uvicorn.Server(config=config).run, sockets=[listening]).run()
