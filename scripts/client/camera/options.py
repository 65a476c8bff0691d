"""The command line of camera_client."""

import argparse
import hashlib
from pathlib import Path

from scripts.client.camera.annotation import CODECS
from scripts.client.camera.choosing import EveryFrame, FramesWithFaces, FramesWithMotion
from scripts.client.camera.faces import FaceGate
from scripts.client.camera.motion import MotionGate
from scripts.client.camera.spool import Spool
from scripts.client.camera.watching import Choice
from scripts.client.command import add_patience, new_parser
from scripts.client.values import at_least_one, positive, ratio, source_name

_EXAMPLES = (
    "python -m scripts.camera_client 0                                  # the first webcam",
    "python -m scripts.camera_client rtsp://user:pass@10.0.0.7/stream1 --camera door --fps 1 --json",
    "python -m scripts.camera_client party.mp4 --fps 5 --all-frames --annotate named.mp4",
    "python -m scripts.camera_client door/ --face-model yunet.onnx      # a folder of pictures",
)
_DESCRIPTION = """Watch a camera, a film or a folder, and say who is seen.

Frames in which nothing moves are not sent. While the server is away, frames of a camera are kept on disk and
sent later, in order; a film or a folder waits instead. A lost camera is opened again. Ctrl-C ends it."""

_MEGABYTE = 1_000_000


def camera_parser() -> argparse.ArgumentParser:
    """Return the parser."""
    parser = new_parser("scripts.camera_client", _DESCRIPTION, _EXAMPLES)
    parser.add_argument(
        "source", metavar="SOURCE", help="webcam number, rtsp or http address, film, or folder"
    )
    parser.add_argument(
        "--camera",
        type=source_name,
        metavar="NAME",
        help="the source that sightings are told with (default: made of SOURCE, without its passwords)",
    )
    parser.add_argument("--json", action="store_true", help="a JSON object per frame on standard output")
    parser.add_argument(
        "--annotate",
        type=_film,
        metavar="FILE",
        help=f"write a film with boxes and names: {', '.join(CODECS)}",
    )
    add_patience(parser)
    _add_choosing(parser)
    _add_keeping(parser)
    return parser


def _add_choosing(parser: argparse.ArgumentParser) -> None:
    frames = parser.add_argument_group("which frames are sent")
    frames.add_argument(
        "--fps",
        type=positive,
        default=2.0,
        metavar="N",
        help="frames looked at a second (default: %(default)g)",
    )
    frames.add_argument(
        "--motion-threshold",
        type=ratio,
        default=0.01,
        metavar="0..1",
        help="share of the picture that must have changed (default: %(default)g)",
    )
    frames.add_argument("--all-frames", action="store_true", help="send frames without motion too")
    frames.add_argument(
        "--face-model",
        type=_file,
        metavar="ONNX",
        help="YuNet file: send only frames in which it finds a face",
    )


def _add_keeping(parser: argparse.ArgumentParser) -> None:
    frames = parser.add_argument_group("frames that cannot be sent yet")
    frames.add_argument(
        "--queue",
        type=at_least_one,
        default=8,
        metavar="N",
        help="frames between camera and sending; a camera's oldest are dropped (default: %(default)s)",
    )
    frames.add_argument(
        "--spool", type=Path, metavar="DIR", help="where frames are kept (default: one per source)"
    )
    frames.add_argument(
        "--spool-mb",
        type=positive,
        default=500.0,
        metavar="MB",
        help="its size at most (default: %(default)g)",
    )


def choice(options: argparse.Namespace) -> Choice:
    """Return what chooses the frames. Raises UnusableModel."""
    faces = FaceGate(options.face_model) if options.face_model else None
    if not options.all_frames:
        return FramesWithMotion(MotionGate(options.motion_threshold), faces)
    return FramesWithFaces(faces) if faces else EveryFrame()


def spool(options: argparse.Namespace) -> Spool:
    """Return the spool: of this source and service alone, unless a folder is named."""
    folder = options.spool or Path.home() / ".facefleet" / "spool" / _label(options)
    return Spool(folder, round(options.spool_mb * _MEGABYTE))


def _label(options: argparse.Namespace) -> str:
    # a digest, since addresses of cameras hold passwords
    return hashlib.sha256(f"{options.url} {options.collection} {options.source}".encode()).hexdigest()[:16]


def _file(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def _film(text: str) -> Path:
    path = Path(text).expanduser()
    if path.suffix.lower() not in CODECS:
        raise argparse.ArgumentTypeError(f"{text} should end in {' or '.join(CODECS)}")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent}")
    return path
