//! How is an address spelled? The only file that does it.
//!
//! A path here is the address below the site's root without its language: `""` is the root,
//! `partnerships/x/` a page, `partnerships/x/logo.svg` a file.

use std::borrow::Cow;

use crate::config::Config;
use crate::record::{Key, Lang, Owner};

/// Spells addresses.
#[derive(Clone, Debug)]
pub struct Addresses {
    base_url: Box<str>,
    base_path: Box<str>,
    languages: Vec<Lang>,
    /// The partnership that is the whole site, and the beginning of its keys.
    home: Option<(Owner, Box<str>)>,
    has_statement: bool,
}

impl Addresses {
    /// The addresses of a site, whose `home` is this partnership.
    pub fn new(config: &Config, home: Option<(Owner, &str)>) -> Self {
        Addresses {
            base_url: config.base_url.clone(),
            base_path: config.base_path().into(),
            languages: config.pages_in.all.clone(),
            home: home.map(|(owner, id)| (owner, format!("partnerships/{id}/").into())),
            has_statement: config.accessibility.is_some(),
        }
    }

    /// The accessibility statement, where there is one.
    pub fn statement(&self) -> Option<String> {
        self.has_statement.then(|| "accessibility/".to_owned())
    }

    /// The partnership that is the whole site.
    pub fn home(&self) -> Option<Owner> {
        self.home.as_ref().map(|(owner, _)| *owner)
    }

    /// A path in the content tree as a path of the site; `None` where the site has no such part.
    pub fn of_content(&self, path: &str) -> Option<String> {
        self.within_home(path).map(str::to_owned)
    }

    /// What a path in the content tree is below the site's root.
    fn within_home<'p>(&self, path: &'p str) -> Option<&'p str> {
        let Some((_, home)) = &self.home else { return Some(path) };
        path.strip_prefix(&**home).or_else(|| path.starts_with("organisations/").then_some(path))
    }

    /// The page of a record.
    pub fn record(&self, key: &Key) -> Option<String> {
        let mut path = String::with_capacity(key.path().len() + 1);
        path.push_str(key.path());
        path.push('/');
        let own = self.within_home(&path)?.len();
        path.drain(..path.len() - own);
        Some(path)
    }

    /// The root of a partnership, or of the catalogue.
    pub fn folder(&self, owner: Option<&str>) -> Option<String> {
        match owner {
            Some(id) => self.of_content(&["partnerships/", id, "/"].concat()),
            None => Some(String::new()),
        }
    }

    /// A list: the folder of a kind, or a taxonomy.
    pub fn list(&self, owner: Option<&str>, name: &str) -> Option<String> {
        self.folder(owner).map(|folder| [&*folder, name, "/"].concat())
    }

    /// A member of a list that has no file: a term, a built-in indicator.
    pub fn within(list: &str, id: &str) -> String {
        [list, id, "/"].concat()
    }

    /// A later page of a list.
    pub fn part(list: &str, number: u32) -> String {
        if number <= 1 { list.to_owned() } else { format!("{list}page/{number}/") }
    }

    /// Any later page of a list: `{n}` stands for its number.
    pub fn any_part(list: &str) -> String {
        format!("{list}page/{{n}}/")
    }

    /// A file for the scripts of a list at an address.
    pub fn beside_list(list: &str, name: &str) -> String {
        format!("assets/lists/{list}{name}")
    }

    /// An earlier address of a record: the last part of its path is `alias`.
    pub fn alias(path: &str, alias: &str) -> String {
        let folder = path.trim_end_matches('/').rfind('/').map_or("", |at| path.get(..=at).unwrap_or(""));
        format!("{folder}{alias}/")
    }

    /// The path in a language.
    pub fn in_language(&self, path: &str, lang: Lang) -> String {
        if self.languages.len() < 2 { path.to_owned() } else { [lang.code(), "/", path].concat() }
    }

    /// What leads from an address back to the site's root: `../../`.
    pub fn to_root(address: &str) -> String {
        "../".repeat(address.matches('/').count())
    }

    /// The whole web address.
    pub fn absolute(&self, address: &str) -> String {
        [&*self.base_url, address].concat()
    }

    /// The site's root as a path on its host: `/portal/`.
    pub fn host_root(&self) -> &str {
        &self.base_path
    }

    /// The path of a file as part of a web address, where some signs mean something else.
    pub fn encoded(path: &str) -> Cow<'_, str> {
        match path.contains(['%', '#', '?']) {
            true => path.replace('%', "%25").replace('#', "%23").replace('?', "%3F").into(),
            false => path.into(),
        }
    }

    /// The file of an address.
    pub fn file(address: &str) -> Cow<'_, str> {
        match address {
            "" => "index.html".into(),
            page if page.ends_with('/') => [page, "index.html"].concat().into(),
            file => file.into(),
        }
    }

    /// A file of the search, beside its page.
    pub fn of_search(name: &str) -> String {
        format!("search/{name}")
    }

    /// A file of open data, of a partnership or of the catalogue; the same for all languages.
    pub fn data(&self, owner: Option<&str>, name: &str) -> Option<String> {
        self.folder(owner).map(|folder| [&*folder, "data/", name].concat())
    }

    /// A drawing beside a page: `chart.svg`; that of a further figure `chart-people-reached.svg`.
    pub fn drawing(page: &str, name: &str, further: Option<&str>) -> String {
        match further {
            Some(id) => [page, name, "-", id, ".svg"].concat(),
            None => [page, name, ".svg"].concat(),
        }
    }

    /// The address of a file of the theme.
    pub fn asset(name: &str, fingerprint: u64) -> String {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        format!("assets/{folder}{stem}.{fingerprint:016x}.{ending}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        assert_eq!(Addresses::to_root("en/a/b/"), "../../../");
        assert_eq!(Addresses::to_root("logo.svg"), "");
        assert_eq!(Addresses::alias("partnerships/x/news/new/", "old"), "partnerships/x/news/old/");
        assert_eq!(Addresses::alias("x/", "old"), "old/");
        assert_eq!(Addresses::part("news/", 2), "news/page/2/");
        assert_eq!(Addresses::file("a/"), "a/index.html");
        assert_eq!(Addresses::encoded("a/50% #1?.pdf"), "a/50%25 %231%3F.pdf");
    }
}
