"""One end of a call in aiortc: orders come as lines of JSON, what happens is printed as lines of JSON.
Every message that arrives goes back the way it came. The answering end of dev.specter.tests.peers.PeerProcess."""

import asyncio
import json
import sys

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp

pc = None
channels = {}


def say(what, value):
    print(json.dumps({what: value}), flush=True)


def echo(channel):
    channels[channel.label] = channel
    channel.on("message", channel.send)
    channel.on("close", lambda: say("closed", channel.label))


async def describe(description):
    await pc.setLocalDescription(description)
    # Candidates are gathered into the description: no trickle here.
    say("description", {"type": pc.localDescription.type, "sdp": pc.localDescription.sdp})


async def obey(order):
    if "description" in order:
        description = order["description"]
        await pc.setRemoteDescription(RTCSessionDescription(description["sdp"], description["type"]))
        if description["type"] == "offer":
            await describe(await pc.createAnswer())
    elif "candidate" in order:
        line = order["candidate"]["candidate"]
        if line:
            candidate = candidate_from_sdp(line.split(":", 1)[1])
            candidate.sdpMid = order["candidate"].get("sdpMid")
            candidate.sdpMLineIndex = order["candidate"].get("sdpMLineIndex")
            await pc.addIceCandidate(candidate)
    elif order["do"] == "open":
        echo(pc.createDataChannel(order["label"]))
    elif order["do"] == "offer":
        await describe(await pc.createOffer())
    elif order["do"] == "close":
        channels[order["label"]].close()


async def main():
    global pc
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    pc.on("datachannel", echo)
    pc.on("connectionstatechange", lambda: say("state", pc.connectionState))
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        await obey(json.loads(line))
    await pc.close()


asyncio.run(main())
