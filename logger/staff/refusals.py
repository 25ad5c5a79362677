"""What staff are told when they may not come in, or may not do something."""

from __future__ import annotations

from logger.errors import Refusal


class SignInRefused(Refusal):
    """Unknown address, wrong or expired password, disabled account: one answer for all."""

    status = 401
    code = "sign-in-refused"
    title = "The email address or password is not right"

    def __init__(self) -> None:
        super().__init__("The email address or password is not right. Try again.")


class SignInSlowed(Refusal):
    """Too many wrong passwords: nobody is locked out, but the next try has to wait."""

    status = 429
    code = "sign-in-slowed"
    title = "Too many tries"

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        wait = "1 minute" if minutes <= 1 else f"{minutes} minutes"
        super().__init__(f"There were too many tries. Try again in {wait}.", retry_after=seconds)


class NotSignedIn(Refusal):
    """No session, or one that has ended."""

    status = 401
    code = "not-signed-in"
    title = "Sign in first"


class FormExpired(Refusal):
    """The form's token is missing or not that of this session."""

    status = 403
    code = "form-expired"
    title = "This page is out of date"

    def __init__(self) -> None:
        super().__init__("Nothing was saved. Go back, reload the page and try again.")


class CrossSiteForm(Refusal):
    """The browser says that the form was sent from somewhere else."""

    status = 403
    code = "cross-site-form"
    title = "That did not come from this page"

    def __init__(self) -> None:
        super().__init__("Nothing was saved. Open the console yourself and try again.")


class PasswordUnsuitable(Refusal):
    """The new password breaks a rule; the detail says which."""

    status = 422
    code = "password-unsuitable"
    title = "Choose another password"


class StaffMemberKnown(Refusal):
    status = 409
    code = "staff-member-known"
    title = "This address is already there"


class StaffMemberUnknown(Refusal):
    status = 404
    code = "staff-member-unknown"
    title = "There is no such member of staff"


class RoleMayNot(Refusal):
    """The member's role does not allow it."""

    status = 403
    code = "role-may-not"
    title = "Your role does not allow this"
