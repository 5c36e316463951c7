"""人员登记：一次读入。"""

from __future__ import annotations

from medtech_desktop.domain.dated import Fact
from medtech_desktop.domain.practitioners import (
    Certificate,
    Identifier,
    Invitation,
    Membership,
    Person,
    Practice,
    Registration,
    Role,
    Staff,
    TrainingExemption,
)
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables import practitioners as t


def load_staff(look: Look) -> Staff:
    """全体人员的登记。"""
    return Staff(
        people=tuple(look.fetch(t.PersonRow, Person)),
        facts=tuple(look.fetch(t.PersonFact, Fact)),
        identifiers=tuple(look.fetch(t.IdentifierRow, Identifier)),
        roles=tuple(look.fetch(t.RoleRow, Role)),
        practices=tuple(look.fetch(t.PracticeRow, Practice)),
        registrations=tuple(look.fetch(t.RegistrationRow, Registration)),
        memberships=tuple(look.fetch(t.MembershipRow, Membership)),
        certificates=tuple(look.fetch(t.CertificateRow, Certificate)),
        invitations=tuple(look.fetch(t.InvitationRow, Invitation)),
        exemptions=tuple(look.fetch(t.TrainingExemptionRow, TrainingExemption)),
    )
