"""What the system says is wrong with a file or a port, in the technician's language."""

from __future__ import annotations

import errno
import socket

from adapters.language import tr

REASONS = {
    errno.ENOENT: tr("no existe", "it does not exist"),
    errno.ENAMETOOLONG: tr("el nombre es demasiado largo", "its name is too long"),
    errno.EFBIG: tr("es demasiado grande", "it is too large"),
    errno.EISDIR: tr("es una carpeta", "it is a folder"),
    errno.ENOTDIR: tr("una parte de la ruta no es una carpeta", "a part of the path is not a folder"),
    errno.EACCES: tr("esta cuenta no tiene permiso", "this account has no permission"),
    errno.EPERM: tr("esta cuenta no tiene permiso", "this account has no permission"),
    errno.EROFS: tr("el disco es de solo lectura", "the disk is read-only"),
    errno.EIO: tr("ahí no se puede leer ni escribir", "nothing can be read or written there"),
    errno.EDQUOT: tr("la cuota de disco está agotada", "the disk quota is used up"),
    errno.ENOSPC: tr("el disco está lleno", "the disk is full"),
    errno.EADDRINUSE: tr("otro programa ya usa ese puerto", "another program uses that port already"),
    errno.EADDRNOTAVAIL: tr("esta máquina no tiene esa dirección", "this machine does not have that address"),
}


def reason(error: OSError) -> str:
    """In words of ours where it is one of the usual things; else in the system's."""
    if isinstance(error, socket.gaierror):
        return tr("ese nombre no existe en la red", "that name does not exist in the network")
    return REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
