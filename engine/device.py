"""What hardware there is, what is fast on it, and why."""

from __future__ import annotations

import functools
import math
import os
import platform
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError

if TYPE_CHECKING:
    import torch

CONTROL_GROUP = Path("/sys/fs/cgroup")
_setting_threads = threading.Lock()


@dataclass(frozen=True)
class DeviceReport:
    """The hardware line of the window and of ``graft doctor``.

    Attributes:
        device: ``cpu``, ``cuda:0`` ... as torch names it.
        name: in words (``NVIDIA H100``, ``AMD EPYC, 2 threads``).
        precision: what ``auto`` starts from on it.
        memory_bytes, memory_free_bytes: of the device, or of the machine for a CPU.
        reason: why this device and not another, in words.
        hint: what would make it faster; empty when nothing would.
        gpus: how many of this machine's GPUs can train one run together.
    """

    device: str
    name: str
    precision: str
    memory_bytes: int
    memory_free_bytes: int
    reason: str
    hint: str = ""
    gpus: int = 0

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dict."""
        return asdict(self)


def pick(wanted: str = "auto") -> torch.device:
    """The device a run uses.

    Raises:
        EngineError: a CUDA device was asked for and is not there.
    """
    import torch

    if wanted == "cpu" or (wanted == "auto" and not torch.cuda.is_available()):
        return torch.device("cpu")
    if not torch.cuda.is_available():
        raise EngineError("No CUDA device can be used here.", _why_no_cuda() + " Choose device auto or cpu.")
    device = torch.device("cuda:0" if wanted in ("auto", "cuda") else wanted)
    if (device.index or 0) >= torch.cuda.device_count():
        raise EngineError(
            f"There is no device {wanted}.", f"CUDA devices here: 0 to {torch.cuda.device_count() - 1}."
        )
    return device


def describe(wanted: str = "auto") -> DeviceReport:
    """What a run would use and why. Imports torch. Raises as :func:`pick`."""
    import torch

    device = pick(wanted)
    precision = preferred_precision(device)
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        name = torch.cuda.get_device_name(device)
        # Between GPUs gradients travel by NCCL, which PyTorch has on Linux alone.
        gpus = torch.cuda.device_count() if torch.distributed.is_nccl_available() else 1
        return DeviceReport(str(device), name, precision, total, free, "A CUDA device is present.", gpus=gpus)
    total, free = machine_memory()
    reason = "CPU asked for." if wanted == "cpu" else _why_no_cuda()
    hint = "Check the NVIDIA driver with nvidia-smi." if _card_without_cuda() else ""
    name = f"{cpu_name()}, {torch.get_num_threads()} threads"
    return DeviceReport("cpu", name, precision, total, free, reason, hint)


def preferred_precision(device: torch.device) -> str:
    """What the hardware computes fastest: ``bf16``, ``fp16`` or ``fp32``.

    On a CPU bf16 counts only with the instructions for it (AVX512_BF16 or AMX); whether it then is
    faster depends on the network, and is measured (see ``engine.models.probe``).
    """
    import torch

    if device.type == "cuda":
        return "bf16" if torch.cuda.get_device_capability(device)[0] >= 8 else "fp16"
    return "bf16" if _cpu_flag("avx512_bf16") or _cpu_flag("amx_bf16") else "fp32"


def set_deterministic(device: torch.device) -> None:
    """Ask for kernels that give the same sums each time: same seed, same machine, same weights.

    On a GPU float32 is then float32: cuDNN would round convolutions to the ten bits of TF32. Of the ways to
    compute attention the plain one is left: the others add up gradients in whatever order they come.
    """
    import torch

    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    if device.type == "cuda":
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.enable_flash_sdp(False)
        torch.backends.cuda.enable_mem_efficient_sdp(False)
        torch.backends.cuda.enable_cudnn_sdp(False)


def own_threads(number: int) -> None:
    """Let torch use ``number`` threads for what the calling thread computes; other threads keep theirs.

    ``torch.set_num_threads`` holds for the calling thread (OpenMP keeps it so), yet it also notes the number
    for every thread that torch has not seen yet. A thread that does nothing else reads it and puts it back.
    """
    import torch

    with _setting_threads, ThreadPoolExecutor(1, "noting") as new:
        usual = new.submit(torch.get_num_threads).result()
        # Asking makes torch see this thread: were it not, the note would overrule its own number later.
        torch.get_num_threads()
        torch.set_num_threads(number)
        new.submit(torch.set_num_threads, usual).result()


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn what torch says of lost or full hardware into an :class:`EngineError`."""
    import torch

    try:
        yield
    except torch.OutOfMemoryError as error:
        raise OutOfMemory(
            "The GPU's memory is full.", "Choose a smaller batch size, or a smaller backbone."
        ) from error
    except torch.AcceleratorError as error:
        raise EngineError(
            f"The GPU stopped working: {str(error).splitlines()[0]}",
            "Start Graft again; if it happens again, check the driver and the card's temperature.",
        ) from error


class OutOfMemory(EngineError):
    """The device's memory is full; a smaller batch may fit."""


def machine_memory() -> tuple[int, int]:
    """Total and available memory of the machine in bytes; (0, 0) where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
            total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
            return total, total // 2
        return 0, 0
    values = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if " kB" in line}
    total, free = values.get("MemTotal", 0), values.get("MemAvailable", 0)
    limit, left = _container_memory()
    return int(min(total, limit)), int(min(free, left))


def _container_memory() -> tuple[float, float]:
    """Limit and what is left of it in bytes in a container (Linux's control groups, version 2 or 1)."""
    for limit, used, prefix in (
        ("memory.max", "memory.current", ""),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "total_"),
    ):
        try:
            most = int((CONTROL_GROUP / limit).read_text(encoding="ascii"))
            taken = int((CONTROL_GROUP / used).read_text(encoding="ascii"))
            told = (CONTROL_GROUP / limit).with_name("memory.stat").read_text(encoding="ascii")
        except (OSError, ValueError):  # no such group, or "max": no limit
            continue
        # Files that were read count as used until something else needs the place.
        stat = dict(line.split(maxsplit=1) for line in told.splitlines())
        files = sum(int(stat.get(f"{prefix}{kind}_file", 0)) for kind in ("inactive", "active"))
        return most, max(most - taken + files, 0)
    return math.inf, math.inf


@functools.cache
def cpu_name() -> str:
    """The processor's name as the system gives it."""
    return _cpu_info().get("model name", "") or platform.processor() or platform.machine()


@functools.cache
def _cpu_info() -> dict[str, str]:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    info: dict[str, str] = {}
    for line in lines:
        key, _, value = line.partition(":")
        info.setdefault(key.strip(), value.strip())
    return info


def _cpu_flag(flag: str) -> bool:
    return flag in _cpu_info().get("flags", "").split()


def _card_without_cuda() -> bool:
    return Path("/proc/driver/nvidia/version").exists() or Path("/dev/nvidia0").exists()


def _why_no_cuda() -> str:
    import torch

    if torch.version.cuda is None:
        return "This build of PyTorch is for the CPU only."
    if _card_without_cuda():
        return "An NVIDIA card is present, but PyTorch cannot use it: the driver is too old or not loaded."
    return "No NVIDIA card was found, so training runs on the CPU."
