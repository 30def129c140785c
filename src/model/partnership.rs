//! What is a partnership? (handbook 2.1–2.5, annex A; slides on the regional dimension)

use jiff::civil::Date;

use super::organisation::Organisation;
use super::vocabulary::{Challenges, Ecosystems, PartnershipKinds, Stages, Territories, Themes};
use crate::record::{
    Attachment, Body, Colour, Country, Email, Entity, Fields, Head, Home, Identity, Kind, Lang, Language, Localised,
    Owner, Quantity, Ref, Region, Shape, Term, Url, YearOrDate,
};
use crate::report::{Diagnostic, Reported, WRONG_TYPE};
use crate::source::Place;

/// Organisations working under one agreement.
#[derive(Debug)]
pub struct Partnership {
    /// What is true of every record.
    pub head: Head,
    /// Official name.
    pub name: Localised,
    /// Short name.
    pub acronym: Option<Box<str>>,
    /// Large-scale, regional, national group or thematic.
    pub kind: Term<PartnershipKinds>,
    /// How far it has come.
    pub stage: Term<Stages>,
    /// Its industrial ecosystems.
    pub ecosystems: Vec<Term<Ecosystems>>,
    /// Countries in which it works.
    pub countries: Vec<Country>,
    /// Regions in which it works.
    pub regions: Vec<Region>,
    /// Shape of its territory.
    pub territory: Option<Term<Territories>>,
    /// The organisations that lead it.
    pub coordinators: Vec<Ref<Organisation>>,
    /// Where each of them is written.
    pub coordinators_at: Vec<Place>,
    /// When it began.
    pub launched: Option<Date>,
    /// The partnership it is a group of, and where that is written.
    pub parent: Option<(Ref<Partnership>, Place)>,
    /// What it wants to be known for.
    pub headline: Vec<Headline>,
    /// What readers must know of its figures, wherever any are shown.
    pub figures_note: Option<Localised>,
    /// Strategic themes.
    pub themes: Vec<Term<Themes>>,
    /// Challenges that it answers.
    pub challenges: Vec<Term<Challenges>>,
    /// Web address.
    pub website: Option<Url>,
    /// Whom to write to.
    pub contact: Contact,
    /// Logo.
    pub logo: Option<Attachment>,
    /// Its own colour, and where that is written.
    pub colour: Option<(Colour, Place)>,
    /// Languages, where they differ from the site's.
    pub languages: Vec<Lang>,
    /// The language of texts that name none, where it differs from the site's.
    pub default_language: Option<Lang>,
}

/// A promise in one line.
#[derive(Debug)]
pub struct Headline {
    /// In words.
    pub text: Localised,
    /// The number.
    pub value: Option<Quantity>,
    /// What is counted.
    pub unit: Option<Box<str>>,
    /// Until when.
    pub by: Option<YearOrDate>,
}

/// A mailbox, never a person's.
#[derive(Debug)]
pub struct Contact {
    /// Whose mailbox it is.
    pub role: Localised,
    /// Its address.
    pub email: Email,
}

impl Partnership {
    /// Does it work in the whole European Union?
    pub fn is_eu_wide(&self, model: &super::Model) -> bool {
        self.countries.iter().any(|country| model.vocabularies.id(country.0) == "EU")
    }
}

impl From<Ref<Partnership>> for Owner {
    fn from(at: Ref<Partnership>) -> Self {
        Owner(u32::try_from(at.index()).unwrap_or(u32::MAX))
    }
}

impl From<Owner> for Ref<Partnership> {
    fn from(owner: Owner) -> Self {
        Ref::new(owner.index())
    }
}

impl Entity for Partnership {
    const KIND: Kind = Kind {
        folder: "partnerships",
        noun: "partnership",
        shape: Shape::Folder("partnership.toml"),
        home: Home::Catalogue,
    };

    fn read(identity: Identity, _: Body, mut f: Fields<'_>) -> Result<Self, Reported> {
        let head = f.head(identity);
        let name = f.required_localised("name");
        let acronym = f.optional("acronym");
        let kind_id = f.text_of("kind");
        let kind = f.required("kind");
        let stage = f.required("stage");
        let (large, regional) = (kind_id == Some("large-scale"), kind_id == Some("regional"));
        let ecosystems = if large { f.required_list("ecosystems") } else { f.list("ecosystems") };
        let countries = f.required_list("countries");
        let regions = if regional { f.required_list("regions") } else { f.list("regions") };
        let territory = if regional { f.required("territory").map(Some) } else { f.optional("territory") };
        let coordinators = coordinators(&mut f);
        let launched = f.optional("launched");
        let parent = f.placed("parent");
        let headline = f.each("headline", headline);
        let figures_note = f.localised("figures_note");
        let themes = f.list("themes");
        let challenges = f.list("challenges");
        let website = f.optional("website");
        let contact = f.required_table("contact", contact);
        let logo = f.optional("logo");
        let colour = f.placed("colour");
        let languages = f.list::<Language>("languages");
        let default_language = f.optional::<Language>("default_language");
        f.finish()?;
        let (coordinators, coordinators_at) = coordinators?.into_iter().unzip();
        Ok(Partnership {
            head: head?,
            name: name?,
            acronym: acronym?,
            kind: kind?,
            stage: stage?,
            ecosystems: ecosystems?,
            countries: countries?,
            regions: regions?,
            territory: territory?,
            coordinators,
            coordinators_at,
            launched: launched?,
            parent: parent?,
            headline: headline?,
            figures_note: figures_note?,
            themes: themes?,
            challenges: challenges?,
            website: website?,
            contact: contact?,
            logo: logo?,
            colour: colour?,
            languages: languages?.into_iter().map(|language| language.0).collect(),
            default_language: default_language?.map(|language| language.0),
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

/// One to three organisations (handbook 2.4).
fn coordinators(f: &mut Fields<'_>) -> Result<Vec<(Ref<Organisation>, Place)>, Reported> {
    let place = f.place_of("coordinators");
    let list = f.placed_list("coordinators")?;
    match place {
        _ if list.is_empty() => Err(f.missing("coordinators")),
        Some(place) if list.len() > 3 => Err(f.input.report.fault(
            Diagnostic::new(WRONG_TYPE, place, format!("there are {} coordinators", list.len()))
                .help("a partnership is led by one to three organisations; the others can be `steering` in members/"),
        )),
        _ => Ok(list),
    }
}

fn headline(mut f: Fields<'_>) -> Result<Headline, Reported> {
    let text = f.required_localised("text");
    let value = f.optional("value");
    let unit = f.optional("unit");
    let by = f.optional("by");
    f.finish()?;
    Ok(Headline { text: text?, value: value?, unit: unit?, by: by? })
}

fn contact(mut f: Fields<'_>) -> Result<Contact, Reported> {
    let role = f.required_localised("role");
    let email = f.required("email");
    f.finish()?;
    Ok(Contact { role: role?, email: email? })
}
