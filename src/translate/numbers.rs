//! Are the numbers of a text still in its translation?

/// A number as written, reduced to its digits, and the runs of digits it is made of.
struct Number<'a> {
    written: &'a str,
    digits: String,
    runs: Vec<&'a str>,
}

/// Signs that group thousands or begin decimals in one language or another.
const BETWEEN: [char; 7] = ['.', ',', '\'', '’', '\u{a0}', '\u{202f}', ' '];

/// The numbers of `source` that are not in `target`, however that groups and separates them.
pub fn lost<'a>(source: &'a str, target: &str) -> Vec<&'a str> {
    let kept = numbers(target);
    let is_kept = |number: &Number<'_>| {
        let has_run = |run: &&str| kept.iter().any(|kept| kept.runs.contains(run));
        kept.iter().any(|kept| kept.digits == number.digits) || number.runs.iter().all(has_run)
    };
    let mut lost: Vec<&str> =
        numbers(source).into_iter().filter(|number| !is_kept(number)).map(|number| number.written).collect();
    lost.dedup();
    lost
}

fn numbers(text: &str) -> Vec<Number<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = rest.get(start..).unwrap_or("");
        let length = length(tail);
        let (written, after) = tail.split_at_checked(length).unwrap_or((tail, ""));
        let digits = written.chars().filter(char::is_ascii_digit).collect();
        let runs = written.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
        found.push(Number { written, digits, runs });
        rest = after;
    }
    found
}

/// How long the number is with which a text begins. A blank belongs to it only between groups of
/// three digits.
fn length(text: &str) -> usize {
    let run = |from: usize| {
        let digits = text.get(from..).unwrap_or("").bytes().take_while(u8::is_ascii_digit).count();
        (digits, from + digits)
    };
    let mut end = run(0).1;
    loop {
        let Some(sign) = text.get(end..).and_then(|rest| rest.chars().next()) else { return end };
        let (digits, next) = run(end + sign.len_utf8());
        let groups = digits == 3;
        let joins = BETWEEN.contains(&sign) && digits > 0 && (groups || ['.', ','].contains(&sign));
        if !joins {
            return end;
        }
        end = next;
    }
}

#[cfg(test)]
mod tests {
    use super::lost;

    #[test]
    fn numbers_may_be_written_as_the_language_does() {
        assert_eq!(lost("1,240 people, 2.5 %, in 2026", "2026: 1.240 Menschen, 2,5 %"), Vec::<&str>::new());
        assert_eq!(lost("on 6/12/2024", "am 6.12.2024"), Vec::<&str>::new());
        assert_eq!(lost("12 000 places", "12.000 Plätze"), Vec::<&str>::new());
        assert_eq!(lost("13 members in 2 regions", "dreizehn Mitglieder in 2 Regionen"), vec!["13"]);
        assert_eq!(lost("450 people", "540 Menschen"), vec!["450"]);
    }
}
