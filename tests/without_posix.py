"""A Python that lacks what Windows lacks, as far as Linux can show it: a stand-in, since nobody has tried Windows yet.

`lacking()` is its text. It takes the functions, flags, signals and modules of POSIX away and calls the system win32. An
audit hook refuses what Windows refuses: to remove, replace or rename a file that is open, to open a folder, to reach a
file by its folder's handle, and names with characters that no file has there. Not shown are drive letters and
backslashes in paths (`pathlib` cannot be told), locks, modes, the console, and what Windows does beyond Python.
"""

from __future__ import annotations

_LACKING = r"""
# These choose by the system when they are loaded, so they come first.
import ctypes, getpass, glob, io, json, locale, mimetypes, os, pathlib, random, shutil, signal, sqlite3, stat
import subprocess, sys, sysconfig, tempfile, time, types, uuid, webbrowser, zipfile, zoneinfo
import typer._click._compat

for module, names in {
    os: "getuid geteuid getgid getegid fchmod fchown chown lchown mkfifo mknod fork forkpty openpty setsid killpg uname"
        " pread pwrite statvfs fstatvfs sync fdatasync nice getpgid getpgrp setpgid tcgetpgrp ctermid wait chroot"
        " O_NOFOLLOW O_DIRECTORY O_CLOEXEC O_NONBLOCK O_SYNC O_DSYNC O_NOCTTY WIFEXITED WNOHANG".split(),
    signal: "SIGHUP SIGQUIT SIGALRM SIGUSR1 SIGUSR2 SIGPIPE SIGCHLD SIGWINCH SIGTSTP SIGCONT SIGSTOP SIGTTIN SIGTTOU"
        " SIGKILL alarm setitimer pthread_sigmask sigwait pause".split(),
    time: ["tzset"],
}.items():
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
shutil._use_fd_functions = False
shutil._winapi = types.SimpleNamespace(NeedCurrentDirectoryForExePath=lambda path: False)  # from 3.12 on
os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks = set(), set(), set()
os.name = "other than posix"  # "nt" would make pathlib look for WindowsPath
sys.platform = "win32"
import platformdirs.windows  # it would ask the system's own library for its folders

platformdirs.windows.get_win_folder = platformdirs.windows.get_win_folder_from_env_vars
_GONE = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog"}
for name in _GONE:
    sys.modules[name] = None

def _is_open(path):
    path = os.path.realpath(path)
    for handle in _handles("/proc/self/fd"):
        try:
            held = os.readlink(f"/proc/self/fd/{handle}")
        except OSError:
            continue
        if held == path or held.startswith(path + "/"):
            return True
    return False

_handles, _is_folder, _busy = os.listdir, os.path.isdir, []

def _refuse(event, args):
    if _busy or not event.startswith(("open", "os.")):
        return
    _busy.append(event)
    try:
        paths = [os.fsdecode(each) for each in args[:2] if isinstance(each, (str, bytes, os.PathLike))]
        if event == "open":
            paths = paths[:1]
        if not paths or paths[0].startswith(("/proc", "/dev", "/sys")):
            return
        if event in ("os.remove", "os.rmdir", "os.rename") and any(map(_is_open, paths)):
            raise PermissionError(13, "in use: as on Windows", paths[0])
        if event == "open" and _is_folder(paths[0]):
            raise PermissionError(13, "a folder: as on Windows", paths[0])
        if event in ("open", "os.mkdir", "os.rename", "os.link") and set('<>:"|?*\\') & set("".join(paths)):
            raise OSError(22, "no name of a file: as on Windows", paths[-1])
        if event in ("os.remove", "os.rmdir", "os.mkdir") and args[-1] != -1:
            raise NotImplementedError("dir_fd: as on Windows")
    finally:
        _busy.pop()

sys.addaudithook(_refuse)
"""


def lacking() -> str:
    """Return lines of Python that take away, from there on, what Windows does not have."""
    return _LACKING
