"""What click itself says, in the technician's language: it says it in English, through gettext's functions.

A catalogue of gettext would have to be compiled and would follow the locale alone, not `--lang`; so click's modules get
two functions of ours in the place of gettext's. `tests/test_cli_language.py` finds a sentence that is missing here.
"""

from __future__ import annotations

from click import core, decorators, exceptions, formatting, parser, termui, types

from adapters.language import LANGUAGE

MODULES = (core, decorators, exceptions, formatting, parser, termui, types)
SPANISH = {
    "Usage:": "Uso:",
    "Options": "Opciones",
    "Commands": "Comandos",
    "Positional arguments": "Argumentos",
    "Show this message and exit.": "Muestra esta ayuda.",
    "Show the version and exit.": "Muestra la versión.",
    "%(prog)s, version %(version)s": "%(prog)s, versión %(version)s",
    "default: {default}": "si no: {default}",
    "required": "obligatorio",
    "Aborted!": "Interrumpido.",
    "Error: {message}": "Error: {message}",
    "Error: invalid input": "Error: no se entiende lo escrito",
    "Try '{command} {option}' for help.": "Mira «{command} {option}».",
    "Did you mean {possibility}?": "¿Querías decir {possibility}?",
    "(Did you mean one of: {possibilities}?)": "¿Querías decir uno de estos: {possibilities}?",
    "No such option {name!r}.": "No hay ninguna opción {name!r}.",
    "No such command {name!r}.": "No hay ningún comando {name!r}.",
    "Missing command.": "Falta el comando.",
    "Missing argument": "Falta el argumento",
    "Missing option": "Falta la opción",
    "Missing parameter": "Falta el parámetro",
    "Missing {param_type}": "Falta {param_type}",
    "Missing parameter: {param_name}": "Falta el parámetro {param_name}",
    "Choose from:\n\t{choices}": "Elige entre:\n\t{choices}",
    "Invalid value: {message}": "Valor que no sirve: {message}",
    "Invalid value for {param_hint}: {message}": "Valor que no sirve en {param_hint}: {message}",
    "Got unexpected extra argument ({args})": "Sobra un argumento ({args})",
    "Got unexpected extra arguments ({args})": "Sobran argumentos ({args})",
    "Takes {nargs} values but 1 was given.": "Son {nargs} valores, y hay 1.",
    "Takes {nargs} values but {len} were given.": "Son {nargs} valores, y hay {len}.",
    "Argument {name!r} takes {nargs} values.": "El argumento {name!r} son {nargs} valores.",
    "Option {name!r} does not take a value.": "La opción {name!r} no lleva valor.",
    "Option {name!r} requires an argument.": "La opción {name!r} lleva un valor.",
    "Option {name!r} requires {nargs} arguments.": "La opción {name!r} lleva {nargs} valores.",
    "{value!r} is not {choice}.": "{value!r} no es {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} no es ninguno de estos: {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} no es un número.",
    "{value} is not in the range {range}.": "{value} no está en {range}.",
    "{value!r} does not match the format {format}.": "{value!r} no tiene la forma {format}.",
    "{value!r} does not match the formats {formats}.": "{value!r} no tiene ninguna de las formas {formats}.",
    "file": "el archivo",
    "directory": "la carpeta",
    "path": "la ruta",
    "{name} {filename!r} does not exist.": "{name} {filename!r} no existe.",
    "{name} {filename!r} is a file.": "{name} {filename!r} es un archivo.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} es una carpeta.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} no se puede leer.",
    "{name} {filename!r} is not writable.": "en {name} {filename!r} no se puede escribir.",
}


def say_in_spanish() -> None:
    """From now on, and only if that is the technician's language."""
    for module in MODULES if LANGUAGE == "es" else ():
        vars(module).update(_=_one, ngettext=_of_many)


def _one(english: str) -> str:
    return SPANISH.get(english, english)


def _of_many(one: str, many: str, count: int) -> str:
    return _one(one if count == 1 else many)
