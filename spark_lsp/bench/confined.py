"""Runs one Python file that nobody vouches for, fenced in: a script of its own, which imports nothing of the package.

`python -I -B confined.py FOLDER FILE CPU_S fenced|ours`. Says on stderr what fences are up, one word each; on stdout,
after the file has run to its end, what stdin held: a file that exits early cannot say it. This tells a mistake from a
success, not a cheat: code and tests share a process, and what sets out to deceive them can."""

import ctypes
import os
import platform
import runpy
import sys

MEMORY_BYTES = 512 * 1024 * 1024
OUTPUT_BYTES = 1024 * 1024
FILES_MAX = 32

_WRITING = 0o1 | 0o2 | 0o100 | 0o1000
"""O_WRONLY, O_RDWR, O_CREAT, O_TRUNC."""

_EVERYWHERE = "424 425 426 427 428 429 430 431 432 433 434 435 437 438 442 452"
"""pidfd_send_signal, io_uring, the mount calls, pidfd_open, clone3, openat2, pidfd_getfd, mount_setattr, fchmodat2."""

_X86_64 = """
76 77 82 83 84 85 86 87 88 90 91 92 93 94 132 133 188 189 190 197 198 199 235 258 259 260 261 263 264 265 266 268 280
285 316
41 42 44 46 49 53 307
56 57 58 59 322
62 101 200 234 302 160 310 311
29 30 31 64 65 66 67 68 69 70 71 220 240 241 242 243 244 245
135 155 161 163 164 165 166 167 168 169 170 171 172 173 175 176 227 246 248 249 250 272 298 304 308 313 320 321 323
"""
"""What changes files; the network; processes; other processes; memory and queues that outlive it; the machine; as in
linux/arch/x86/syscall_64.tbl."""

_AARCH64 = """
5 6 7 14 15 16 33 34 35 36 37 38 45 46 47 52 53 54 55 88 276
198 199 200 203 206 211 269
220 221 281
117 129 130 131 164 261 270 271
180 181 182 183 184 185 186 187 188 189 190 191 192 193 194 195 196 197
39 40 41 51 89 92 97 104 105 106 112 142 161 162 170 217 218 219 224 225 241 265 268 273 280 282 294
"""
"""The same, as in linux/include/uapi/asm-generic/unistd.h."""

_MACHINES = {
    "x86_64": (0xC000003E, _X86_64, {2: 24, 257: 32}),
    "aarch64": (0xC00000B7, _AARCH64, {56: 32}),
}
"""Machine → its audit number, the calls that fail, and `open` calls with where their flags are."""

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000


class _Step(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


def steps(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter of system calls as (code, jump if so, jump if not, operand)."""
    arch, refused, opens = _MACHINES[machine]
    numbers = sorted({int(number) for number in (refused + _EVERYWHERE).split()})
    made = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    made += [(_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _REFUSE)]
    for number, flags_at in opens.items():
        made += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, flags_at), (_ANY_BIT, 0, 1, _WRITING)]
        made += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    for i, number in enumerate(numbers):
        made.append((_EQUAL, len(numbers) - i, 0, number))
    return [*made, (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]


def fence() -> bool:
    """Has the kernel refuse this process the network, other processes and every change to a file, for good."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    if sys.platform != "linux" or machine not in _MACHINES:
        return False
    made = [_Step(*step) for step in steps(machine)]
    program = _Program(len(made), (_Step * len(made))(*made))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_seccomp, with_filter = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0):
        return False
    return not libc.prctl(set_seccomp, with_filter, ctypes.byref(program), 0, 0)


def limit(cpu_s: int) -> bool:
    """Bounds time, memory, files and processes."""
    try:
        import resource
    except ImportError:
        return False
    wanted = [(resource.RLIMIT_CPU, cpu_s), (resource.RLIMIT_FSIZE, OUTPUT_BYTES), (resource.RLIMIT_CORE, 0)]
    wanted.append((resource.RLIMIT_NOFILE, FILES_MAX))
    if sys.platform == "linux":
        wanted += [(resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_NPROC, 0)]
    for what, most in wanted:
        resource.setrlimit(what, (most, most))
    return True


def main() -> int:
    """Exit code 3 where the fence is asked for and cannot be put up; the file then is not run."""
    folder, file, cpu_s, kind = sys.argv[1:]
    up = [name for name, holds in (("limits", limit(int(cpu_s))), ("fence", kind == "fenced" and fence())) if holds]
    print(*up, file=sys.stderr, flush=True)
    if kind == "fenced" and up != ["limits", "fence"]:
        return 3
    word = os.read(0, 64)  # before the file runs, which else could read and say it itself
    sys.path.insert(0, folder)
    runpy.run_path(os.path.join(folder, file), run_name="__main__")
    sys.stdout.flush()
    os.write(1, word)
    return 0


if __name__ == "__main__":
    sys.exit(main())
