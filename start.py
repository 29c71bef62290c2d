"""One command that does all the set-up on a fresh machine: Windows, macOS or Linux, plain Python.

    python start.py sample            install, then write the quarterly report pack from the embedded sample
    python start.py test [PYTEST...]  install, then run the tests; what follows goes to pytest
    python start.py install           install for development only
    python start.py lock              resolve both locks anew (see CONTRIBUTING.md)

Everything goes into .venv beside this file, at the versions and hashes of the lock. What is already
there is not installed again. The file keeps to what old Pythons can read, so that they get the
message below rather than a syntax error.
"""

import hashlib
import os
import platform
import subprocess
import sys
import venv
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)  # what the locked packages have ready-made files for
HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
LAPTOP_LOCK = HERE / "requirements.lock"
TEST_LOCK = HERE / "requirements-dev.lock"
KERNEL = HERE / "csp_toolkit" / "kernels" / "spec"
SAMPLE_RUN = ["pack", "quarterly", "--partnership", "thurrock", "--period", "2024-25 Q4", "--data", "sample"]
SAMPLE_OUTPUTS = HERE / "outputs" / "thurrock" / "2024-25-q4"


def main(arguments: "list[str]") -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command not in ("sample", "test", "install", "lock") or (rest and command != "test"):
        print(__doc__)
        return 0 if command in ("-h", "--help") else 2
    require_supported_python()
    if command == "sample":
        install(LAPTOP_LOCK)
        return make_sample_pack()
    install(TEST_LOCK)
    if command == "test":
        return run(str(PYTHON), "-m", "pytest", *rest)
    if command == "lock":
        return resolve_locks()
    print_activation_hint()
    return 0


def require_supported_python() -> None:
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    found = platform.python_version()
    stop(
        f"Python {found} at {sys.executable} cannot be used: this project runs on Python "
        f"{version_text(OLDEST)} to {version_text(NEWEST)}.",
        "Install one of those and start this file with it, for example: python3.13 start.py sample",
    )


def version_text(version: "tuple[int, int]") -> str:
    return ".".join(str(part) for part in version)


def install(lock: Path) -> None:
    """Bring .venv to what the lock says, unless it is there already."""
    stamp = ENVIRONMENT / f"{lock.stem}.installed"
    wanted = fingerprint(lock)
    if environment_works() and stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    if not environment_works():
        create_environment()
    stamp.unlink(missing_ok=True)
    print(f"Installing the packages of {lock.name} into {ENVIRONMENT} (some minutes the first time).")
    packages = pip("install", "--require-hashes", "-r", str(lock))
    require(packages, f"The packages of {lock.name} were not installed.")
    # The lock holds setuptools, so building the project fetches nothing beyond the lock.
    project = pip("install", "--no-deps", "--no-build-isolation", "--editable", str(HERE))
    require(project, "The project itself was not installed.")
    # A wheel brings the kernel along; an editable installation leaves it out.
    jupyter = (str(PYTHON), "-m", "jupyter")
    require(
        run(*jupyter, "kernelspec", "install", "--sys-prefix", "--name=csp", str(KERNEL)),
        "The kernel for JupyterLab was not installed.",
    )
    stamp.write_text(wanted, encoding="ascii")


def fingerprint(lock: Path) -> str:
    """Changes with the lock, the project's own description, the interpreter and the folder."""
    digest = hashlib.sha256()
    for file in (lock, HERE / "pyproject.toml"):
        digest.update(file.read_bytes())
    digest.update(f"{sys.version_info[:2]} {HERE}".encode())
    return digest.hexdigest()


def environment_works() -> bool:
    """Whether .venv has a Python of this version that starts; one whose interpreter has gone does not."""
    wanted = version_text(sys.version_info[:2])
    show = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([str(PYTHON), "-c", show], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.strip() == wanted


def create_environment() -> None:
    print(f"Creating {ENVIRONMENT} with Python {platform.python_version()}.")
    try:
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(
            f"No virtual environment could be created at {ENVIRONMENT}: {error}",
            "On Debian and Ubuntu install python3-venv first; elsewhere check that the folder is writable.",
        )


def pip(*arguments: str) -> int:
    return run(str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments)


def make_sample_pack() -> int:
    code = run(str(SCRIPTS / "csp"), *SAMPLE_RUN)
    if code == 0:
        print("\nThe report pack, made from synthetic data:")
        for document in sorted(SAMPLE_OUTPUTS.glob("*/report.*")):
            if document.suffix in (".html", ".pdf"):
                print(f"  {document}")
        print_activation_hint()
    return code


def resolve_locks() -> int:
    """Resolve for every system and Python at once; the tests' lock keeps the laptop's versions."""
    import tomllib

    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    build = "\n".join(project["build-system"]["requires"])
    laptop = ["--extra", "lab", "--extra", "docx"]
    tests = [*laptop, "--extra", "dev", "--constraint", LAPTOP_LOCK.name]
    return resolve(build, LAPTOP_LOCK, *laptop) or resolve(build, TEST_LOCK, *tests)


def resolve(build: str, lock: Path, *extras: str) -> int:
    """One version of each package for all Pythons, so that documents do not depend on which one ran."""
    command = [str(PYTHON), "-m", "uv", "pip", "compile", "--quiet", "--upgrade", "--generate-hashes"]
    command += ["--universal", "--python-version", version_text(OLDEST), "--fork-strategy", "fewest"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    command += [*extras, "--output-file", lock.name, "pyproject.toml", "-"]
    print(f"Resolving {lock.name}.")
    return subprocess.run(command, cwd=HERE, input=build, text=True, check=False).returncode


def run(*command: str) -> int:
    """Run in the project's folder, with what it prints shown as it comes."""
    sys.stdout.flush()
    return subprocess.run(command, cwd=HERE, check=False).returncode


def require(code: int, message: str) -> None:
    if code:
        stop(message, "The lines above say why. Nothing else was changed; run the same command again.")


def print_activation_hint() -> None:
    activate = ".venv\\Scripts\\activate" if os.name == "nt" else "source .venv/bin/activate"
    print(f"\nTo use the csp command and JupyterLab yourself: {activate}")


def stop(message: str, hint: str) -> None:
    print(f"{message}\n{hint}", file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
