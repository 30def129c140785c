//! What is an organisation? (handbook 2.1, 3.2)

use super::vocabulary::{Ecosystems, OrganisationLevels, OrganisationSizes, OrganisationTypes};
use crate::record::{
    Attachment, Body, Country, Entity, Fields, Head, Home, Identity, Kind, Localised, Ref, Region, Shape, Term, Url,
};
use crate::report::Reported;
use crate::source::Place;

/// A body in the register, shared by all partnerships.
#[derive(Debug)]
pub struct Organisation {
    /// What is true of every record.
    pub head: Head,
    /// Official name.
    pub name: Localised,
    /// What it is; at least one.
    pub types: Vec<Term<OrganisationTypes>>,
    /// Where it sits.
    pub country: Country,
    /// How large it is.
    pub size: Option<Term<OrganisationSizes>>,
    /// NUTS region.
    pub region: Option<Region>,
    /// City.
    pub city: Option<Localised>,
    /// For whom it speaks.
    pub level: Option<Term<OrganisationLevels>>,
    /// Its industrial ecosystems.
    pub ecosystems: Vec<Term<Ecosystems>>,
    /// Numbers under which others know it: name and value.
    pub identifiers: Vec<(&'static str, Box<str>)>,
    /// Web address.
    pub website: Option<Url>,
    /// Logo.
    pub logo: Option<Attachment>,
    /// Organisations for which it speaks.
    pub umbrella_of: Vec<Ref<Organisation>>,
    /// Where each of them is written.
    pub umbrella_of_at: Vec<Place>,
    /// What it offers to others.
    pub offers: Option<Localised>,
    /// What it is looking for.
    pub needs: Option<Localised>,
}

impl Entity for Organisation {
    const KIND: Kind =
        Kind { folder: "organisations", noun: "organisation", shape: Shape::Rows, home: Home::Catalogue };

    fn read(identity: Identity, _: Body, mut f: Fields<'_>) -> Result<Self, Reported> {
        let head = f.head(identity);
        let name = f.required_localised("name");
        let types = f.required_list("type");
        let country = f.required("country");
        let size = f.optional("size");
        let region = f.optional("region");
        let city = f.localised("city");
        let level = f.optional("level");
        let ecosystems = f.list("ecosystems");
        let identifiers = f.table("identifiers", identifiers);
        let website = f.optional("website");
        let logo = f.optional("logo");
        let umbrella_of = f.placed_list::<Ref<Organisation>>("umbrella_of");
        let offers = f.localised("offers");
        let needs = f.localised("needs");
        f.finish()?;
        let (umbrella_of, umbrella_of_at) = umbrella_of?.into_iter().unzip();
        Ok(Organisation {
            head: head?,
            name: name?,
            types: types?,
            country: country?,
            size: size?,
            region: region?,
            city: city?,
            level: level?,
            ecosystems: ecosystems?,
            identifiers: identifiers?.unwrap_or_default(),
            website: website?,
            logo: logo?,
            umbrella_of,
            umbrella_of_at,
            offers: offers?,
            needs: needs?,
        })
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn title(&self) -> Option<&Localised> {
        Some(&self.name)
    }

    fn attachments(&self) -> Vec<Attachment> {
        self.logo.into_iter().collect()
    }
}

fn identifiers(mut f: Fields<'_>) -> Result<Vec<(&'static str, Box<str>)>, Reported> {
    let mut found = Vec::new();
    let mut outcome = Ok(());
    for name in ["pic", "vat", "ror"] {
        match f.optional::<Box<str>>(name) {
            Ok(Some(value)) => found.push((name, value)),
            Ok(None) => {}
            Err(reported) => outcome = Err(reported),
        }
    }
    f.finish()?;
    outcome.map(|()| found)
}
