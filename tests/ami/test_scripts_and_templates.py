"""The scripts, units and templates are sound as far as their own tools can tell."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

AMI = Path(__file__).parent.parent.parent / "ami"
UNITS = AMI / "units"
TEMPLATE = AMI / "worker.pkr.hcl"
SERVICES = [path.name for path in sorted(UNITS.glob("*.service"))]


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(each) for each in command], capture_output=True, text=True, check=False)


def shellcheck() -> str | None:
    """Return the one that development installs, or the system's."""
    return shutil.which("shellcheck", path=str(Path(sys.executable).parent)) or shutil.which("shellcheck")


@pytest.mark.skipif(shellcheck() is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("script", ["provision.sh", "seal.sh"])
def test_shellcheck_has_nothing_to_say(script: str) -> None:
    assert run(str(shellcheck()), "--severity=style", AMI / script).stdout == ""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return a root in which the units lie, and whatever they start."""
    shutil.copytree(UNITS, tmp_path / "etc/systemd/system")
    shutil.copytree("/lib/systemd/system", tmp_path / "lib/systemd/system", symlinks=True)
    programs = {
        program
        for unit in SERVICES
        for program in re.findall(r"(?m)^ExecStart(?:Pre|Post)?=-?(\S+)", (UNITS / unit).read_text())
    }
    for program in {*programs, "/bin/true", "/bin/sh"}:
        stand_in = tmp_path / program[1:]
        stand_in.parent.mkdir(parents=True, exist_ok=True)
        stand_in.touch(0o755)
    return tmp_path


@needs("systemd-analyze")
def test_systemd_finds_no_fault_with_the_units(machine: Path) -> None:
    names = [name.replace("@", "@worker") for name in SERVICES]

    told = run("systemd-analyze", "verify", f"--root={machine}", "--man=no", *names)

    ours = [line for line in told.stderr.splitlines() if "facefleet" in line]
    assert ours == []


@needs("systemd-analyze")
def test_systemd_would_find_a_fault(machine: Path) -> None:
    with (machine / "etc/systemd/system/facefleet-worker.service").open("a") as unit:
        unit.write("\n[Service]\nWatchdogSecond=1\n")

    told = run("systemd-analyze", "verify", f"--root={machine}", "--man=no", "facefleet-worker.service")

    assert "WatchdogSecond" in told.stderr


@needs("systemd-analyze")
@pytest.mark.parametrize("unit", SERVICES)
def test_units_may_do_little(machine: Path, unit: str) -> None:
    name = unit.replace("@", "@worker")

    told = run("systemd-analyze", "security", "--offline=yes", f"--root={machine}", "--no-pager", name)

    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", told.stdout)
    assert exposure, told.stderr
    assert float(exposure[1]) <= 2.0  # of 10, where 10 may do everything


def test_every_unit_that_is_installed_is_turned_on() -> None:
    script = (AMI / "provision.sh").read_text()
    listed = re.search(r"UNITS=\((.*)\)", script)
    assert listed
    names = run("bash", "-c", f"printf '%s\\n' {listed[1]}").stdout.split()

    assert {re.sub("@.*", "@.service", name) for name in names} == set(SERVICES)


def test_debians_timers_are_off_before_apt_is_used_and_its_locks_are_waited_for(tmp_path: Path) -> None:
    told = first_commands_of_provisioning(tmp_path)

    apt = [line for line in told if line.startswith("apt-get")]
    assert told.index("systemctl --quiet mask apt-daily.timer apt-daily-upgrade.timer") < told.index(apt[0])
    assert [line for line in apt if "DPkg::Lock::Timeout=300" not in line] == []
    assert [re.sub(r"--\S+ ", "", line).split()[1] for line in apt] == ["update", "upgrade", "install"]


def test_a_configuration_file_that_the_base_image_changed_stays_and_nobody_is_asked(tmp_path: Path) -> None:
    told = first_commands_of_provisioning(tmp_path)

    # dpkg would ask on an empty stdin, and fail: https://manpages.debian.org/bookworm/dpkg/dpkg.1
    options = "--option=DPkg::Options::=--force-confdef --option=DPkg::Options::=--force-confold"
    changing = [line for line in told if re.search("apt-get .*(upgrade|install)", line)]
    assert [options in line for line in changing] == [True, True]


def first_commands_of_provisioning(folder: Path) -> list[str]:
    """Run provision.sh until it would install packages, with nothing but stand-ins; return what it called."""
    log = folder / "log"
    answers = {"id": "echo 0", "systemctl": "", "dpkg-query": "exit 1"}
    answers["apt-get"] = 'case "$*" in *" install "*) exit 1 ;; esac'
    for name, answer in answers.items():
        stand_in = folder / name
        stand_in.write_text(f'#!{shutil.which("bash")}\necho "{name} $*" >>"{log}"\n{answer}\n')
        stand_in.chmod(0o755)
    for name in ("dirname", "realpath"):
        (folder / name).symlink_to(str(shutil.which(name)))
    subprocess.run(
        [str(shutil.which("bash")), AMI / "provision.sh"], env={"PATH": str(folder)}, check=False, timeout=30
    )
    return [line.split(" e2scrub_all.timer")[0] for line in log.read_text().splitlines()]


@needs("packer")
def test_packer_reads_the_template() -> None:
    for file in (TEMPLATE, AMI / "plugins.pkr.hcl"):
        assert run("packer", "fmt", "-check", file).returncode == 0
    assert run("packer", "validate", "-syntax-only", TEMPLATE).returncode == 0


@needs("packer")
def test_packer_finds_the_template_valid_but_for_what_it_is_too_old_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "v1.6." not in run("packer", "version").stdout:
        pytest.skip("this Packer would first fetch its plugins")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("CHECKPOINT_DISABLE", "1")
    template = re.sub(r"\n  imds_support.*|\n  metadata_options \{(?s:.*?)\n  \}", "", TEMPLATE.read_text())
    (tmp_path / "worker.pkr.hcl").write_text(template)

    told = run("packer", "validate", tmp_path / "worker.pkr.hcl")

    assert (told.returncode, told.stderr) == (0, ""), told.stdout
