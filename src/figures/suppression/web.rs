//! Which cells must be hidden so that no hidden one can be found by adding and subtracting others?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;

use super::{Cell, Hidden};
use crate::record::Quantity;

/// Cells and the equations between them.
#[derive(Debug, Default)]
pub struct Web {
    cells: Vec<Known>,
    /// Where each cell is kept; only looked up, never gone through.
    index: HashMap<Cell, usize, FixedState>,
    equations: Vec<Vec<Term>>,
    /// The equations that a cell is in.
    of_cell: Vec<Vec<usize>>,
}

#[derive(Debug)]
struct Known {
    cell: Cell,
    /// None where it is withheld by its reporter.
    value: Option<Quantity>,
    /// Orders cells of the same value.
    code: String,
    hidden: Option<Hidden>,
}

/// A cell in an equation: counted as often as the factor says, the sum of all is zero.
#[derive(Clone, Copy, Debug)]
struct Term {
    cell: usize,
    factor: i8,
}

impl Web {
    /// Adds a cell; where it is known already, it stays as it is.
    pub fn cell(&mut self, cell: Cell, value: Option<Quantity>, code: &str, hidden: Option<Hidden>) {
        if self.index.contains_key(&cell) {
            return;
        }
        self.index.insert(cell, self.cells.len());
        self.cells.push(Known { cell, value, code: code.to_owned(), hidden });
        self.of_cell.push(Vec::new());
    }

    /// Adds the cells and equations of another web, which shares no cell with this one.
    pub fn join(&mut self, other: Web) {
        let first = self.cells.len();
        let equations = self.equations.len();
        self.index.extend(other.cells.iter().enumerate().map(|(at, known)| (known.cell, first + at)));
        self.cells.extend(other.cells);
        let moved = |term: Term| Term { cell: first + term.cell, ..term };
        self.equations.extend(other.equations.into_iter().map(|terms| terms.into_iter().map(moved).collect()));
        let moved = |list: Vec<usize>| list.into_iter().map(|at| equations + at).collect();
        self.of_cell.extend(other.of_cell.into_iter().map(moved));
    }

    /// Says what a cell holds and whether it is hidden, where it was known only by name before.
    pub fn replace(&mut self, cell: Cell, value: Option<Quantity>, hidden: Option<Hidden>) {
        self.cell(cell, value, "", hidden);
        let known = self.index.get(&cell).and_then(|at| self.cells.get_mut(*at));
        if let Some(known) = known {
            known.value = value;
            known.hidden = known.hidden.or(hidden);
        }
    }

    /// The value of a cell.
    pub fn value(&self, cell: Cell) -> Option<Quantity> {
        self.index.get(&cell).and_then(|at| self.cells.get(*at)).and_then(|known| known.value)
    }

    /// Is the cell among those that are looked at?
    pub fn has(&self, cell: Cell) -> bool {
        self.index.contains_key(&cell)
    }

    /// Says that `whole` is the sum of `plus` less that of `minus`; cells that are not known are passed over.
    pub fn equation(
        &mut self,
        whole: Cell,
        plus: impl IntoIterator<Item = Cell>,
        minus: impl IntoIterator<Item = Cell>,
    ) {
        let mut terms: Vec<Term> = Vec::new();
        let mut add = |cell: Cell, factor: i8| {
            terms.extend(self.index.get(&cell).map(|cell| Term { cell: *cell, factor }));
        };
        add(whole, -1);
        plus.into_iter().for_each(|cell| add(cell, 1));
        minus.into_iter().for_each(|cell| add(cell, -1));
        if terms.len() < 2 {
            return;
        }
        for term in &terms {
            if let Some(list) = self.of_cell.get_mut(term.cell) {
                list.push(self.equations.len());
            }
        }
        self.equations.push(terms);
    }

    /// Hides what must be hidden; `grow` adds what a newly hidden cell could be found from.
    pub fn hide(mut self, grow: &mut impl FnMut(Cell, &mut Web)) -> BTreeMap<Cell, Hidden> {
        loop {
            self.hide_by_single_equations(grow);
            let found = self.found();
            let hidden = found.into_iter().filter(|cell| self.hide_beside(*cell, grow)).count();
            if hidden == 0 {
                break;
            }
        }
        self.cells.into_iter().filter_map(|known| Some((known.cell, known.hidden?))).collect()
    }

    fn is_hidden(&self, cell: usize) -> bool {
        self.cells.get(cell).is_some_and(|known| known.hidden.is_some())
    }

    /// Where one cell of an equation is hidden, hides the smallest other one that is not zero.
    fn hide_by_single_equations(&mut self, grow: &mut impl FnMut(Cell, &mut Web)) {
        let mut waiting: BTreeSet<usize> = (0..self.equations.len()).collect();
        while let Some(at) = waiting.pop_first() {
            let Some(equation) = self.equations.get(at) else { continue };
            let hidden = equation.iter().filter(|term| self.is_hidden(term.cell)).count();
            if hidden != 1 {
                continue;
            }
            if let Some(smallest) = self.smallest(equation.iter().map(|term| term.cell)) {
                let known = self.equations.len();
                self.withhold(smallest, grow);
                waiting.extend(known..self.equations.len());
                waiting.extend(self.of_cell.get(smallest).into_iter().flatten().copied());
            }
        }
    }

    fn withhold(&mut self, cell: usize, grow: &mut impl FnMut(Cell, &mut Web)) {
        let Some(known) = self.cells.get_mut(cell) else { return };
        known.hidden = Some(Hidden::Withheld);
        let cell = known.cell;
        grow(cell, self);
    }

    /// The smallest cell that is shown and not zero, in order of code where two are equal.
    fn smallest(&self, cells: impl Iterator<Item = usize>) -> Option<usize> {
        let shown = cells.filter_map(|at| {
            let known = self.cells.get(at).filter(|known| known.hidden.is_none())?;
            let value = known.value.filter(|value| *value != Quantity::ZERO)?;
            let size = if value.is_negative() { -value } else { value };
            Some((size, &known.code, known.cell, at))
        });
        shown.min().map(|(_, _, _, at)| at)
    }

    /// Hides one more cell near a cell that could be found; false where none is left.
    fn hide_beside(&mut self, found: usize, grow: &mut impl FnMut(Cell, &mut Web)) -> bool {
        let nearest = self.nearest(found);
        if let Some(nearest) = nearest {
            self.withhold(nearest, grow);
        }
        nearest.is_some()
    }

    /// The smallest cell that is shown in an equation of a cell; where all these are hidden, in an
    /// equation of one of them, and so on.
    fn nearest(&self, found: usize) -> Option<usize> {
        let mut seen = BTreeSet::from([found]);
        let mut cells = seen.clone();
        while !cells.is_empty() {
            let equations = cells.iter().filter_map(|cell| self.of_cell.get(*cell)).flatten();
            let terms = equations.filter_map(|at| self.equations.get(*at)).flatten();
            let beside: BTreeSet<usize> = terms.map(|term| term.cell).collect();
            let smallest = self.smallest(beside.iter().copied());
            if smallest.is_some() {
                return smallest;
            }
            cells = beside.into_iter().filter(|cell| self.is_hidden(*cell) && seen.insert(*cell)).collect();
        }
        None
    }

    /// The hidden cells that follow from all equations together: those alone in a row of the reduced
    /// system, where everything shown is known.
    fn found(&self) -> Vec<usize> {
        let hidden_terms = |equation: &Vec<Term>| -> BTreeMap<usize, u64> {
            let mut row = BTreeMap::new();
            for term in equation.iter().filter(|term| self.is_hidden(term.cell)) {
                let factor = if term.factor < 0 { field::MODULUS - 1 } else { 1 };
                let sum = field::add(row.get(&term.cell).copied().unwrap_or(0), factor);
                row.insert(term.cell, sum);
            }
            row.retain(|_, factor| *factor != 0);
            row
        };
        let rows: Vec<BTreeMap<usize, u64>> =
            self.equations.iter().map(hidden_terms).filter(|row| !row.is_empty()).collect();
        let reduced = field::reduced(rows);
        reduced.into_iter().filter(|row| row.len() == 1).filter_map(|row| row.into_keys().next()).collect()
    }
}

/// Systems of equations over a large prime field, where rank can be found without rounding.
mod field {
    use std::collections::BTreeMap;

    /// A Mersenne prime.
    pub const MODULUS: u64 = (1 << 61) - 1;

    type Row = BTreeMap<usize, u64>;

    pub fn add(one: u64, two: u64) -> u64 {
        (one + two) % MODULUS
    }

    fn times(one: u64, two: u64) -> u64 {
        let product = u128::from(one) * u128::from(two) % u128::from(MODULUS);
        u64::try_from(product).unwrap_or(0)
    }

    /// By Fermat's little theorem.
    fn inverse(number: u64) -> u64 {
        let (mut result, mut power, mut exponent) = (1, number, MODULUS - 2);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = times(result, power);
            }
            power = times(power, power);
            exponent >>= 1;
        }
        result
    }

    /// `row` with `factor` times `other` taken away.
    fn less(row: &mut Row, other: &Row, factor: u64) {
        for (column, value) in other {
            let taken = MODULUS - times(*value, factor);
            let sum = add(row.get(column).copied().unwrap_or(0), taken);
            match sum {
                0 => row.remove(column),
                sum => row.insert(*column, sum),
            };
        }
    }

    /// The reduced row echelon form of a system. Each row is compared with the rows of its own columns
    /// alone: there can be tens of thousands, of which few share a column.
    pub fn reduced(rows: Vec<Row>) -> Vec<Row> {
        let mut pivots: BTreeMap<usize, Row> = BTreeMap::new();
        for mut row in rows {
            while let Some((column, factor)) = first(&row) {
                let Some(pivot) = pivots.get(&column) else {
                    let scale = inverse(factor);
                    row.values_mut().for_each(|value| *value = times(*value, scale));
                    pivots.insert(column, row);
                    break;
                };
                less(&mut row, pivot, factor);
            }
        }
        // The last first: the rows that are taken away hold no other pivot any more.
        let mut reduced: BTreeMap<usize, Row> = BTreeMap::new();
        while let Some((column, mut row)) = pivots.pop_last() {
            let others: Vec<usize> = row.keys().copied().filter(|other| *other != column).collect();
            for other in others {
                if let (Some(factor), Some(pivot)) = (row.get(&other).copied(), reduced.get(&other)) {
                    less(&mut row, pivot, factor);
                }
            }
            reduced.insert(column, row);
        }
        reduced.into_values().collect()
    }

    fn first(row: &Row) -> Option<(usize, u64)> {
        row.first_key_value().map(|(column, factor)| (*column, *factor))
    }
}
