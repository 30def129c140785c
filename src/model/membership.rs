//! What is a membership? (handbook 2.4, 3.2)

use jiff::civil::Date;

use super::organisation::Organisation;
use crate::closed_vocabulary;
use crate::record::{Body, Entity, Fields, Head, Home, Identity, Kind, Localised, Ref, Shape};
use crate::report::{Diagnostic, END_BEFORE_START, Reported, UNKNOWN_REFERENCE};
use crate::source::Place;

closed_vocabulary! {
    /// What a member does in a partnership.
    Role in "roles" {
        /// Leads it.
        Coordinator = "coordinator",
        /// Leads it together with others.
        CoCoordinator = "co-coordinator",
        /// Sits in the steering group.
        Steering = "steering",
        /// Carries the work.
        CorePartner = "core-partner",
        /// Takes part.
        Member = "member",
        /// Takes part in some of it.
        Associated = "associated",
        /// Belongs to a member.
        Affiliated = "affiliated",
        /// Looks on; not counted among those who report.
        Observer = "observer",
        /// Stands by; not counted among those who report.
        Supporter = "supporter",
    }
}

/// An organisation in a partnership.
#[derive(Debug)]
pub struct Membership {
    /// What is true of every record.
    pub head: Head,
    /// The organisation: that of the record's id.
    pub organisation: Ref<Organisation>,
    /// What it does.
    pub role: Role,
    /// Since when.
    pub joined: Option<Date>,
    /// Until when.
    pub left: Option<Date>,
    /// When it signed the agreement.
    pub signed: Option<Date>,
    /// What it brings.
    pub contribution: Option<Localised>,
}

impl Entity for Membership {
    const KIND: Kind = Kind { folder: "members", noun: "member", shape: Shape::Rows, home: Home::Partnership };

    fn read(identity: Identity, _: Body, mut f: Fields<'_>) -> Result<Self, Reported> {
        let organisation = organisation(&identity, &f);
        let head = f.head(identity);
        let role = f.required("role");
        let joined = f.optional("joined");
        let left_at = f.place_of("left");
        let left = f.optional("left");
        let signed = f.optional("signed");
        let contribution = f.localised("contribution");
        if let (Ok(Some(joined)), Ok(Some(left)), Some(place)) = (&joined, &left, left_at) {
            leaves_after_joining(&f, *joined, *left, place);
        }
        f.finish()?;
        Ok(Membership {
            head: head?,
            organisation: organisation?,
            role: role?,
            joined: joined?,
            left: left?,
            signed: signed?,
            contribution: contribution?,
        })
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn title(&self) -> Option<&Localised> {
        None
    }
}

fn leaves_after_joining(f: &Fields<'_>, joined: Date, left: Date, place: Place) {
    if left < joined {
        let message = format!("the member left ({left}) before it joined ({joined})");
        let finding = Diagnostic::new(END_BEFORE_START, place, message);
        f.input.report.rule(finding.help("correct `joined` or `left`"));
    }
}

/// The organisation that bears the record's id.
fn organisation(identity: &Identity, f: &Fields<'_>) -> Result<Ref<Organisation>, Reported> {
    let id = identity.key.id();
    let names = f.input.scope.names;
    names.find(&Organisation::KIND, None, id).map(Ref::new).ok_or_else(|| {
        if let Some(reported) = names.lost(&Organisation::KIND, None) {
            return reported;
        }
        let help = names.nearest(&Organisation::KIND, None, id).map_or_else(
            || format!("write `content/organisations/{id}.toml`; members are named after their organisation"),
            |near| format!("did you mean `{near}`?"),
        );
        let missing = Diagnostic::new(UNKNOWN_REFERENCE, identity.place, format!("there is no organisation `{id}`"));
        f.input.report.fault(missing.help(help))
    })
}
