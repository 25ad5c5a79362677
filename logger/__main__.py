"""`python -m logger COMMAND`: every command of the service, each in a module of its own."""

from __future__ import annotations

import argparse
import sys


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m logger")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="web chat, console and service API")
    commands.add_parser("dispatch", help="send what waits in the outbox; sweeps")
    commands.add_parser("migrate", help="bring the database to this version")
    staff = commands.add_parser("staff", help="the people who may sign in to the console")
    staff_commands = staff.add_subparsers(dest="staff_command", required=True)
    staff_commands.add_parser("count", help="print how many there are")
    add = staff_commands.add_parser("add", help="add one and print a one-time password")
    add.add_argument("email")
    add.add_argument(
        "--role", default="adviser", choices=("adviser", "supervisor", "data_protection")
    )
    add.add_argument("--name", help="as colleagues see it; made from the address when left out")
    reset = staff_commands.add_parser(
        "reset", help="print a new one-time password; lets a disabled member in again"
    )
    reset.add_argument("email")
    disable = staff_commands.add_parser(
        "disable", help="end their sessions and let them in no more"
    )
    disable.add_argument("email")
    notice = commands.add_parser("notice", help="the council's published privacy notice")
    notice_commands = notice.add_subparsers(dest="notice_command", required=True)
    bring_in = notice_commands.add_parser(
        "import", help="store a version and print what it means for our answers"
    )
    bring_in.add_argument("file", help="the published notice as plain text or HTML")
    bring_in.add_argument("--by", help="who imports it; the login name when left out")
    notice_commands.add_parser("list", help="print the versions, the one in use first")
    notify = commands.add_parser("notify", help="the templates in your GOV.UK Notify service")
    notify_commands = notify.add_subparsers(dest="notify_command", required=True)
    notify_commands.add_parser("check", help="say what differs from ours; 1 when something does")
    chosen = parser.parse_args(arguments)
    return _run(chosen)


def _run(chosen: argparse.Namespace) -> int:
    """Import only what the command needs, so that each starts quickly."""
    if chosen.command == "migrate":
        from logger import migrate

        return migrate.main()
    if chosen.command == "serve":
        from logger import serve

        return serve.main()
    if chosen.command == "dispatch":
        from logger import dispatch

        return dispatch.main()
    if chosen.command == "notice":
        from logger.notice import command as notice

        return notice.main(chosen)
    if chosen.command == "notify":
        from logger.notifications import check

        return check.main()
    from logger.staff import command as staff

    return staff.main(chosen)


if __name__ == "__main__":
    sys.exit(main())
