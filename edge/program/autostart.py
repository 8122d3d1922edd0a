"""What makes the system start the node with the machine, and the icon that opens its page: texts, for either system."""

from xml.etree import ElementTree as Xml

SERVICE, TASK, ICON = "chasqui-edge", "Chasqui", "Chasqui"
_TASK_SPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"


def unit_of(python: str, launcher: str) -> str:
    """
    Return the unit of systemd, of one user, that keeps the node running.

    >>> [line for line in unit_of("/usr/bin/python3", "/home/a b/launch.py").splitlines() if "Exec" in line]
    ['ExecStart="/usr/bin/python3" "/home/a b/launch.py" run']
    """
    return f"""[Unit]
Description=Chasqui en la escuela

[Service]
ExecStart={_quoted(python)} {_quoted(launcher)} run
Restart=on-failure
RestartSec=5
KillMode=mixed
TimeoutStopSec=45
NoNewPrivileges=yes
UMask=0077

[Install]
WantedBy=default.target
"""


def task_of(python: str, launcher: str, user: str) -> str:
    """Return the task of Windows that keeps the node running from when *user* ("PC\\\\ana") signs in."""
    Xml.register_namespace("", _TASK_SPACE)
    task = Xml.Element(f"{{{_TASK_SPACE}}}Task", version="1.2")
    about = _under(task, "RegistrationInfo")
    _under(about, "Description", "Chasqui en la escuela")
    trigger = _under(_under(task, "Triggers"), "LogonTrigger")
    _under(trigger, "Enabled", "true")
    _under(trigger, "UserId", user)
    principal = _under(_under(task, "Principals"), "Principal", id="Author")
    _under(principal, "UserId", user)
    _under(principal, "LogonType", "InteractiveToken")
    _under(principal, "RunLevel", "LeastPrivilege")
    settings = _under(task, "Settings")
    # A school's laptop runs on its battery most of the time, and for longer than the three days of the usual limit.
    for name, value in (
        ("MultipleInstancesPolicy", "IgnoreNew"),
        ("DisallowStartIfOnBatteries", "false"),
        ("StopIfGoingOnBatteries", "false"),
        ("StartWhenAvailable", "true"),
    ):
        _under(settings, name, value)
    again = _under(settings, "RestartOnFailure")
    _under(again, "Interval", "PT1M")
    _under(again, "Count", "10")
    _under(settings, "ExecutionTimeLimit", "PT0S")
    command = _under(_under(task, "Actions", Context="Author"), "Exec")
    _under(command, "Command", python)
    _under(command, "Arguments", f'"{launcher}" run')
    return '<?xml version="1.0" encoding="UTF-16"?>\n' + Xml.tostring(task, encoding="unicode")


def desktop_of(url: str) -> str:
    """Return the icon of a Linux desktop that opens *url*."""
    return f"""[Desktop Entry]
Type=Application
Name=Chasqui
Comment=Abre la página de Chasqui en esta laptop
Exec=xdg-open {url}
Icon=applications-internet
Terminal=false
Categories=Education;
"""


def shortcut_of(url: str) -> str:
    """
    Return the icon of a Windows desktop that opens *url*.

    >>> shortcut_of("http://127.0.0.1:8070/")
    '[InternetShortcut]\\r\\nURL=http://127.0.0.1:8070/\\r\\n'
    """
    return f"[InternetShortcut]\r\nURL={url}\r\n"


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _under(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> Xml.Element:
    element = Xml.SubElement(parent, f"{{{_TASK_SPACE}}}{name}", attributes)
    element.text = text or None
    return element
