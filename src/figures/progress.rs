//! How far is a promise, and how far should it be by now? (content format, section 5, rules 6 and 7)

use jiff::ToSpan;
use jiff::civil::Date;

use crate::config::Thresholds;
use crate::model::commitment::{KpiUse, Target};
use crate::model::indicator::Direction;
use crate::record::{Quantity, days_between};

/// Rounding of a division must not move a status.
const TOLERANCE: f64 = 1e-9;

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It has not begun.
    NotStarted,
    /// Nothing was reported.
    NoData,
    /// The target is reached.
    Achieved,
    /// The target was to be reached before today.
    Overdue,
    /// Further than planned.
    Ahead,
    /// As planned.
    OnTrack,
    /// Less far than planned.
    Behind,
    /// Far less far than planned.
    OffTrack,
}

impl Status {
    /// All of them, in order.
    pub const ALL: [Status; 8] = [
        Status::NotStarted,
        Status::NoData,
        Status::Achieved,
        Status::Overdue,
        Status::Ahead,
        Status::OnTrack,
        Status::Behind,
        Status::OffTrack,
    ];

    /// As far as planned, or further.
    pub const WELL: [Status; 3] = [Status::Achieved, Status::Ahead, Status::OnTrack];

    /// Less far than planned, the worst first.
    pub const LATE: [Status; 3] = [Status::Overdue, Status::OffTrack, Status::Behind];

    /// Is it less far than planned?
    pub fn is_late(self) -> bool {
        Status::LATE.contains(&self)
    }

    /// Its id, as in tables and exports.
    pub fn id(self) -> &'static str {
        match self {
            Status::NotStarted => "not-started",
            Status::NoData => "no-data",
            Status::Achieved => "achieved",
            Status::Overdue => "overdue",
            Status::Ahead => "ahead",
            Status::OnTrack => "on-track",
            Status::Behind => "behind",
            Status::OffTrack => "off-track",
        }
    }
}

/// What would be needed to reach the target in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// So many times the present speed.
    pub times: f64,
    /// When the target is reached at the present speed, where that is less than a hundred years away.
    pub forecast: Option<Date>,
}

/// A promise that is measured by a number.
#[derive(Clone, Copy, Debug)]
pub struct Promise<'a> {
    /// The value counted from.
    pub baseline: Option<Quantity>,
    /// The value aimed at.
    pub target: Quantity,
    /// By when.
    pub by: Option<Date>,
    /// Begin of the commitment.
    pub start: Date,
    /// Steps on the way.
    pub kpi: &'a KpiUse,
    /// Which way is better.
    pub direction: Direction,
}

impl<'a> Promise<'a> {
    /// The promise of a KPI whose target has a value.
    pub fn of(kpi: &'a KpiUse, target: &Target, direction: Direction, start: Date) -> Option<Promise<'a>> {
        let baseline = kpi.baseline.as_ref().map(|baseline| baseline.value);
        let by = target.by.map(|by| by.last);
        Some(Promise { baseline, target: target.value?, by, start, kpi, direction })
    }

    /// What is counted from; none where less is better and nothing says from where.
    pub fn from(&self) -> Option<Quantity> {
        self.baseline.or((self.direction == Direction::Up).then_some(Quantity::ZERO))
    }

    /// The share of the way from baseline to target.
    pub fn progress(&self, value: Quantity) -> Option<f64> {
        let from = self.from()?;
        if self.target == from {
            let is_held = if self.direction == Direction::Up { value >= from } else { value <= from };
            return Some(if is_held { 1.0 } else { 0.0 });
        }
        Some((value - from).as_f64() / (self.target - from).as_f64())
    }

    /// The share of the way that should be reached on a day: linear from start to target, through
    /// the milestones.
    pub fn expected(&self, day: Date) -> Option<f64> {
        let by = self.by?;
        let mut steps: Vec<(Date, f64)> = vec![(self.start, 0.0)];
        let mut milestones: Vec<(Date, f64)> = Vec::new();
        for milestone in &self.kpi.milestones {
            milestones.push((milestone.by.last, self.progress(milestone.value)?));
        }
        milestones.sort_by_key(|(date, _)| *date);
        steps.extend(milestones.into_iter().filter(|(date, _)| *date > self.start && *date < by));
        steps.push((by, 1.0));
        Some(between(&steps, day))
    }
}

/// The height on a day of the line through points in order of time.
fn between(steps: &[(Date, f64)], day: Date) -> f64 {
    for pair in steps.windows(2) {
        let [(from, low), (to, high)] = pair else { continue };
        // Where the way is one day long, its end is reached on that day.
        if day < *from || day == *from && from < to {
            return *low;
        }
        if day < *to {
            let share = days_between(*from, day) as f64 / days_between(*from, *to) as f64;
            return low + (high - low) * share;
        }
    }
    steps.last().map_or(0.0, |(_, height)| *height)
}

/// What a status is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The day on which it is looked at.
    pub as_of: Date,
    /// Begin of the commitment.
    pub start: Date,
    /// End of the target's period.
    pub by: Option<Date>,
    /// Is there a value?
    pub has_value: bool,
    /// Share of the way.
    pub progress: Option<f64>,
    /// Share that should be reached.
    pub expected: Option<f64>,
    /// Is it a target for each year?
    pub per_year: bool,
    /// Is it a question of yes or no?
    pub is_boolean: bool,
}

/// The first status that applies; none where nothing can be compared.
pub fn status(standing: &Standing, thresholds: &Thresholds) -> Option<Status> {
    let is_over = standing.by.is_some_and(|by| standing.as_of > by);
    let is_reached = standing.progress.is_some_and(|progress| progress >= 1.0 - TOLERANCE);
    if standing.as_of < standing.start {
        return Some(Status::NotStarted);
    }
    if !standing.has_value {
        return Some(Status::NoData);
    }
    if is_reached && (is_over || !standing.per_year) {
        return Some(Status::Achieved);
    }
    if is_over {
        return Some(Status::Overdue);
    }
    if standing.is_boolean {
        return Some(Status::OnTrack);
    }
    Some(compared(standing.progress?, standing.expected?, thresholds))
}

fn compared(progress: f64, expected: f64, thresholds: &Thresholds) -> Status {
    if expected <= 0.0 {
        return if progress >= expected { Status::OnTrack } else { Status::Behind };
    }
    match progress / expected + TOLERANCE {
        ratio if ratio >= thresholds.ahead => Status::Ahead,
        ratio if ratio >= thresholds.on_track => Status::OnTrack,
        ratio if ratio >= thresholds.behind => Status::Behind,
        _ => Status::OffTrack,
    }
}

/// The speed that is needed, next to the present one; none where nothing is left to do, nothing has
/// been done, or no time has passed or is left.
pub fn pace(progress: f64, start: Date, day: Date, by: Date) -> Option<Pace> {
    let (passed, left) = (days_between(start, day), days_between(day, by));
    if passed <= 0 || left <= 0 || progress <= 0.0 || progress >= 1.0 {
        return None;
    }
    let speed = progress / passed as f64;
    let needed = (1.0 - progress) / left as f64;
    let days = ((1.0 - progress) / speed).ceil();
    let forecast = (days < 36_525.0).then(|| day.checked_add((days as i64).days()).ok()).flatten();
    Some(Pace { times: needed / speed, forecast })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::between;

    #[test]
    fn a_way_of_one_day_ends_on_it() {
        let day = date(2025, 3, 1);
        let steps = [(day, 0.0), (day, 1.0)];
        let before = date(2025, 2, 28);
        assert_eq!([before, day].map(|at| between(&steps, at)), [0.0, 1.0]);
        let steps = [(before, 0.0), (day, 1.0)];
        assert_eq!([before, day].map(|at| between(&steps, at)), [0.0, 1.0]);
    }
}
