//! The table of findings: code, level, what it is, why it matters, how to mend it.
//!
//! Codes and default levels are those of the content format, section 6; they never change.

use super::Level;

/// A sort of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    /// The name that never changes.
    pub id: &'static str,
    /// Its level unless `[checks]` says otherwise.
    pub level: Level,
    /// Faults are always errors; rules have a level that a site may change.
    pub fault: bool,
    /// What it is.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// How to mend it.
    pub mend: &'static str,
}

macro_rules! codes {
    ($($name:ident = $id:literal, $level:ident, fault: $fault:literal,
        $what:literal, $why:literal, $mend:literal;)*) => {
        $(#[doc = $what]
        pub const $name: Code = Code {
            id: $id, level: Level::$level, fault: $fault, what: $what, why: $why, mend: $mend,
        };)*
        /// Every code, faults first.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

impl Code {
    /// The code with this name.
    pub fn from_id(id: &str) -> Option<Code> {
        ALL.iter().copied().find(|code| code.id == id)
    }
}

codes! {
    SYNTAX = "syntax", Error, fault: true,
        "The file cannot be read as TOML.",
        "Nothing in it can be trusted before its form is right, so its fields are not looked at.",
        "Go to the line and column shown; most often a quotation mark, a bracket or an equals sign is missing.";
    UNKNOWN_FIELD = "unknown-field", Error, fault: true,
        "A field has a name that this kind of record does not know.",
        "A misspelt field would silently be left out of the site.",
        "Use the suggested name, or remove the field; docs/format.md lists the fields of each kind.";
    MISSING_FIELD = "missing-field", Error, fault: true,
        "A field that every record of this kind needs is not there or is empty.",
        "The page could not be made without it.",
        "Add the field named in the message.";
    WRONG_TYPE = "wrong-type", Error, fault: true,
        "A value is of another sort than the field wants: a list, text, a number, true or false.",
        "Guessing what was meant would publish something nobody wrote.",
        "Write the value in the form that the message shows.";
    INVALID_ID = "invalid-id", Error, fault: true,
        "A file or folder name cannot be used as an id.",
        "The name becomes part of the page's address, which must work everywhere and never change.",
        "Use lower-case letters a-z, digits and single hyphens, at most 64 characters.";
    DUPLICATE_ID = "duplicate-id", Error, fault: true,
        "Two records have the same id, or two files hold the text of one record in the same language.",
        "Both would have the same address, and nobody could tell which one is meant.",
        "Remove one of them or give it another id; a translation is named after its language.";
    INVALID_DATE = "invalid-date", Error, fault: true,
        "A value is not a date.",
        "Dates decide what is counted when.",
        "Write year-month-day, for example 2024-06-06.";
    INVALID_PERIOD = "invalid-period", Error, fault: true,
        "A value is not a period.",
        "Figures of unknown time cannot be added.",
        "Write \"2024\", \"2024-H1\", \"2024-Q3\", \"2024-05\" or \"2024-01-15/2024-03-31\".";
    INVALID_NUMBER = "invalid-number", Error, fault: true,
        "A value is not a number.",
        "It could not be counted.",
        "Write digits with a decimal point, without a unit; in files separated by semicolons a decimal comma is fine.";
    AMBIGUOUS_NUMBER = "ambiguous-number", Error, fault: true,
        "A number could be read in two ways, for example 1.234 as one thousand or as one and a bit.",
        "A guess that is wrong is wrong by a factor of a thousand.",
        "Write 1234 for the thousand, or add a digit (1.2340) for the decimal.";
    INVALID_URL = "invalid-url", Error, fault: true,
        "A value is not a web address.",
        "The link would lead nowhere.",
        "Write the whole address, beginning with https://.";
    INVALID_EMAIL = "invalid-email", Error, fault: true,
        "A value is not an e-mail address.",
        "Nobody could write to it.",
        "Write it as name@organisation.example, without blanks.";
    UNKNOWN_TERM = "unknown-term", Error, fault: true,
        "A value is not in its list of allowed terms.",
        "Records with unknown terms would be missing from lists and totals.",
        "Use a term of the list shown, or add one in content/vocab/ where the list can be extended.";
    UNKNOWN_REFERENCE = "unknown-reference", Error, fault: true,
        "A record names another record that does not exist.",
        "The link would lead nowhere.",
        "Use the file name without its ending, or create the record.";
    UNKNOWN_LANGUAGE = "unknown-language", Error, fault: true,
        "A language code is unknown or not one of the languages of this site or partnership.",
        "The text would never be shown.",
        "Use a code such as en or it; languages of the site stand in site.toml.";
    ENCODING = "encoding", Error, fault: true,
        "A file is not encoded as UTF-8.",
        "Letters such as é or ș would be published wrongly.",
        "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8).";
    UNKNOWN_COLUMN = "unknown-column", Error, fault: true,
        "A column of a CSV file has a name that is not known.",
        "Its values would silently be left out.",
        "Use the suggested name, or remove the column.";
    MISSING_COLUMN = "missing-column", Error, fault: true,
        "A CSV file lacks a column that it needs.",
        "Its rows cannot be understood without it.",
        "Add the column to the first line of the file.";
    BROKEN_LINK = "broken-link", Error, fault: true,
        "A link in a text leads to a file, page or heading that does not exist.",
        "Visitors would land on an error page.",
        "Link to an existing file, written relative to this one.";
    MISSING_FILE = "missing-file", Error, fault: true,
        "A file that is needed or referred to does not exist.",
        "The page would lack it.",
        "Add the file, or remove the reference to it.";
    ADDRESS_TAKEN = "address-taken", Error, fault: true,
        "Two pages or files would have the same address.",
        "One would overwrite the other.",
        "Rename one of them or remove the alias.";
    TEMPLATE_ERROR = "template-error", Error, fault: true,
        "A template of the theme has a mistake.",
        "The page cannot be made.",
        "Mend the template at the place shown, or remove your copy to get the built-in one back.";
    DUPLICATE_OBSERVATION = "duplicate-observation", Error, fault: true,
        "Two rows report the same thing: indicator, commitment, organisation, period and breakdown are alike.",
        "Counted twice, the total would be wrong.",
        "Remove one of the rows or change its period.";
    OVERLAPPING_PERIODS = "overlapping-periods", Error, fault: true,
        "Two values of one series cover partly the same days.",
        "The days in both would be counted twice.",
        "Use periods that lie apart or inside one another.";
    REFERENCE_CYCLE = "reference-cycle", Error, fault: true,
        "Records refer to one another in a circle.",
        "None of them is the first, so nothing can be added up.",
        "Remove one of the references.";
    FROZEN_REPORT = "frozen-report", Error, fault: true,
        "The file that keeps the numbers of a yearly report is damaged, was edited, or belongs to another report.",
        "A published report must not change; nobody could tell any more which numbers it was published with.",
        "Get the file back from version control, or freeze the report again with --force.";
    UNKNOWN_TEXT = "unknown-text", Error, fault: true,
        "A translation that came back belongs to no text of the site.",
        "It would be lost without a word.",
        "Export anew: the file or field was renamed, moved or removed. Or take the text out of the file.";
    CHANGED_SOURCE = "changed-source", Error, fault: true,
        "The source of a translation that came back has changed since it was exported.",
        "The translation says what the text no longer says.",
        "Export anew and translate what has changed; translation memories fill in the rest.";
    LOST_IN_TRANSLATION = "lost-in-translation", Error, fault: true,
        "A translation that came back has lost a link, emphasis, code or number of its source.",
        "Readers of the other language would miss it, and a lost sign can break a page.",
        "Take the tags and numbers over from the source.";
    DUPLICATE_TRANSLATION = "duplicate-translation", Error, fault: true,
        "Two translations of one text came back, and they differ.",
        "Only one can be kept, and the other would be lost without a word.",
        "Decide for one of them and take the other out of the file.";
    UNREAD_FILE = "unread-file", Warning, fault: false,
        "A file in content/ is of no kind and nothing refers to it, or it is a symbolic link.",
        "It is probably misplaced or misnamed, and it is not published; a symbolic link could lead anywhere.",
        "Move it into the folder of its kind, link to it from a text, or remove it; put the file itself where a symbolic link is.";
    UNREAD_SOURCE = "unread-source", Warning, fault: false,
        "A partner repository is named in site.toml.",
        "This version does not fetch it, so what stands in it is missing on the site.",
        "Copy each partnership into its folder in content/partnerships/ before you build, and remove `source`.";
    COUNTRY_CODE = "country-code", Warning, fault: false,
        "A country or a region is written with the ISO code of the country where the EU uses another: EL for GR, UK for GB.",
        "It is understood, but other files will not match it.",
        "Write EL or UK, also in front of the code of a region.";
    MISSING_SECTION = "missing-section", Warning, fault: false,
        "The agreement lacks one of the sections that agreements have.",
        "Readers look for it, and the home page quotes from it.",
        "Add the heading, for example `## The challenge`.";
    EMPTY_SECTION = "empty-section", Warning, fault: false,
        "A section has a heading and no text.",
        "An empty section looks like a mistake.",
        "Write the text or remove the heading.";
    PLACEHOLDER_TEXT = "placeholder-text", Warning, fault: false,
        "A text is still a note to its author.",
        "It would be published as it stands.",
        "Write the real text.";
    NO_KPI = "no-kpi", Error, fault: false,
        "A commitment has no KPI.",
        "A promise that is not measured cannot be followed.",
        "Add a [[kpis]] table with indicator and target.";
    PRINCIPLE_MISMATCH = "principle-mismatch", Error, fault: false,
        "The principle that is written is not the one of the category.",
        "A category belongs to exactly one principle.",
        "Remove the field `principle`; it follows from the category.";
    UNSPECIFIED_OTHER = "unspecified-other", Error, fault: false,
        "The indicator `other` is used directly.",
        "What it counts would be unknown, so it could never be added up.",
        "Describe an own indicator in indicators/ with kpi_type = \"other\" and name that.";
    TARGET_WITHOUT_DATE = "target-without-date", Error, fault: false,
        "A target has no date by which it is to be reached.",
        "Progress cannot be judged without it.",
        "Add by = \"2030\" to the target; the end of the commitment does not replace it.";
    TARGET_BEFORE_BASELINE = "target-before-baseline", Error, fault: false,
        "A target is dated before its baseline.",
        "Progress runs from the baseline to the target.",
        "Correct one of the two periods.";
    TARGETS_DISAGREE = "targets-disagree", Warning, fault: false,
        "Baseline, milestones and target do not lead in the direction of the indicator.",
        "Progress is measured on the way from the baseline to the target; backwards it says the opposite.",
        "Correct the numbers; a target includes its baseline. If less is better, write `direction = \"down\"` in the indicator.";
    END_BEFORE_START = "end-before-start", Error, fault: false,
        "Something ends before it begins.",
        "Its time would be negative.",
        "Correct one of the two dates.";
    RAW_HTML = "raw-html", Warning, fault: false,
        "A text contains HTML.",
        "HTML from partners could break or endanger the site; the tag is left out, its text stays.",
        "Write Markdown instead.";
    UNSAFE_LINK = "unsafe-link", Warning, fault: false,
        "A link uses a scheme other than http, https, mailto or tel.",
        "Such links can harm visitors; the text stays, the link goes.",
        "Use a web address.";
    NO_TOTAL = "no-total", Warning, fault: false,
        "Rows give parts but no total, and none can be derived.",
        "The figure cannot be shown as a whole.",
        "Add a row whose breakdown columns are all empty.";
    PARTS_EXCEED_TOTAL = "parts-exceed-total", Error, fault: false,
        "The parts of a breakdown add up to more than the total.",
        "One of the numbers is wrong.",
        "Correct the total or the parts.";
    PERIODS_DISAGREE = "periods-disagree", Warning, fault: false,
        "The parts of a period do not add up to the value of the whole.",
        "One of the numbers is wrong; the value of the longer period is shown.",
        "Correct the value of the year or of its parts.";
    CUMULATIVE_FALLS = "cumulative-falls", Error, fault: false,
        "A running total falls.",
        "What has been reached once stays reached.",
        "Correct the value, or mark the row with status \"break\" if the counting changed.";
    VALUE_OUT_OF_RANGE = "value-out-of-range", Error, fault: false,
        "A value is impossible: a share outside 0 to 100 percent or a negative count.",
        "It would distort every total.",
        "Correct the value.";
    FUTURE_PERIOD = "future-period", Warning, fault: false,
        "A value is given for a period that has not begun.",
        "Nothing can have been counted yet.",
        "Correct the period, or leave the row out until then.";
    OUTLIER = "outlier", Warning, fault: false,
        "A value is more than ten times the one before it.",
        "Often a digit or the unit slipped.",
        "Check the value; if it is right, say so in `note` and turn the check off where it disturbs.";
    HIDDEN_REFERENCE = "hidden-reference", Error, fault: false,
        "Something public points at something that is not published.",
        "Visitors would see a name or a link that leads nowhere.",
        "Make both public, hide both, or remove the reference.";
    INCOMPLETE_TRANSLATION = "incomplete-translation", Warning, fault: false,
        "Some paragraphs of a text that came back are not translated.",
        "A page that mixes languages can be read by nobody, so the text is left out.",
        "Translate the remaining paragraphs and import again.";
    CONTROL_CHARACTER = "control-character", Warning, fault: false,
        "A translation that came back has signs that no page can show, such as U+000B.",
        "They come from other programs unseen; browsers and machines stumble over them, so they are left out.",
        "See whether the text still says what it should.";
    MISSING_TRANSLATION = "missing-translation", Off, fault: false,
        "A text lacks one of the languages.",
        "Visitors see it in the default language.",
        "Add the translation.";
    TOO_LONG = "too-long", Warning, fault: false,
        "A text is longer than it may be.",
        "It would not fit where it is shown.",
        "Shorten it.";
    LOW_CONTRAST = "low-contrast", Error, fault: false,
        "A colour is too close to its background to be read.",
        "People with low vision could not read the page (WCAG 2.2, 1.4.3).",
        "Choose a darker colour.";
    MISSING_ALT = "missing-alt", Warning, fault: false,
        "An image has no description.",
        "People who cannot see it learn nothing (WCAG 2.2, 1.1.1).",
        "Describe the picture in a few words.";
    STALE = "stale", Warning, fault: false,
        "The date in `review_by` is past.",
        "Visitors rely on texts being current.",
        "Read the record again and move the date.";
    OLD_STATEMENT = "old-statement", Warning, fault: false,
        "The accessibility statement was last reviewed more than a year ago, or promises something for a day that is past.",
        "A statement must be kept up to date (Directive (EU) 2016/2102, Article 7); once a year is the least.",
        "Hold the statement against the site again, correct what has changed, and write the day into `reviewed`.";
    STATEMENT_DISAGREES = "statement-disagrees", Error, fault: false,
        "The accessibility statement says one thing of the site as a whole and another in its list of issues.",
        "Who relies on the statement would be misled.",
        "Correct `status`, or the list of issues.";
    NOT_A_MEMBER = "not-a-member", Warning, fault: false,
        "An organisation reports or promises something in a partnership of which it is no member.",
        "Coverage is counted over members.",
        "Add it in members/, or correct the id.";
    FIGURE_DIFFERS = "figure-differs", Warning, fault: false,
        "A number typed into a text differs from the data.",
        "Text and table would tell different numbers.",
        "Write `?` in its place, which shows the figure as it is, or correct the data.";
    UNKNOWN_FIGURE = "unknown-figure", Error, fault: true,
        "A number in a text leads to a figure that is not there.",
        "It could not be shown.",
        "Correct the id behind `#`.";
    UNUSED_ORGANISATION = "unused-organisation", Off, fault: false,
        "An organisation is mentioned nowhere.",
        "It may be left over.",
        "Remove it, or refer to it.";
}
