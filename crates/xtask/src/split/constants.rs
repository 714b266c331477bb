//! The constants of a compiled module: where each is, what points to it, and which ones a first module can do without.
//!
//! That module must never read a constant that it does not have: it would not trap, but read zeros. So one stays as
//! soon as the code that is kept has an address of it, or a constant that stays points to it. Whether it was read while
//! the profile was taken does not matter.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A place in memory.
pub type Address = u32;

/// The place of a constant among all.
pub type Constant = usize;

/// What a module has in its memory from the start and never writes to, as its linker tells.
#[derive(Debug, Default)]
pub struct Constants {
    /// Where each is.
    pub places: Vec<Range<Address>>,
    /// The addresses in the code, and what they were made of: not always is one within its constant.
    pub named: BTreeMap<Address, BTreeSet<Constant>>,
    /// The pointers in memory, those outside of the constants too: where, and to what.
    pub pointers: BTreeMap<Address, Constant>,
    /// Those that name a place in a source file (`core::panic::Location`). They are handed on as addresses, and read by
    /// what panics alone, which is never in a first module.
    pub locations: BTreeSet<Constant>,
}

impl Constants {
    /// Where the constants are that code with these numbers in it can do without.
    pub fn unused(&self, numbers: &BTreeSet<Address>) -> Vec<Range<Address>> {
        let mut needed = BTreeSet::new();
        let mut open = self.named_by(numbers);
        open.extend(self.pointed_to_from_outside());
        while let Some(constant) = open.pop() {
            if !self.locations.contains(&constant) && needed.insert(constant) {
                open.extend(self.pointers.range(self.places[constant].clone()).map(|(_, to)| *to));
            }
        }
        let (needed, unused): (Vec<_>, Vec<_>) =
            (0..).zip(&self.places).partition(|(constant, _)| needed.contains(constant));
        // Where the linker has put one inside of another, both places are in use when one of them is.
        let unused: BTreeSet<Address> = unused.into_iter().flat_map(|(_, place)| place.clone()).collect();
        let needed: BTreeSet<Address> = needed.into_iter().flat_map(|(_, place)| place.clone()).collect();
        runs(unused.difference(&needed).copied())
    }

    /// By the linker's notes; and where an address is in none of them, because wasm-opt has made it of others, by what
    /// is there.
    fn named_by(&self, numbers: &BTreeSet<Address>) -> Vec<Constant> {
        let noted = numbers.iter().filter_map(|number| self.named.get(number)).flatten().copied();
        let is_hit = |place: &Range<Address>| numbers.range(place.start..=place.end).next().is_some();
        let hit = (0..).zip(&self.places).filter(|(_, place)| is_hit(place)).map(|(constant, _)| constant);
        noted.chain(hit).collect()
    }

    fn pointed_to_from_outside(&self) -> impl Iterator<Item = Constant> {
        let inside = |at: &Address| self.places.iter().any(|place| place.contains(at));
        self.pointers.iter().filter(move |(at, _)| !inside(at)).map(|(_, to)| *to)
    }
}

/// Numbers that follow on each other, as ranges.
fn runs(numbers: impl Iterator<Item = Address>) -> Vec<Range<Address>> {
    let mut runs: Vec<Range<Address>> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some(run) if run.end == number => run.end += 1,
            _ => runs.push(number..number + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table at 0 that points to two texts, at 8 and at 12; a text at 16 that is in the one at 14; one at 20.
    fn constants() -> Constants {
        Constants {
            places: vec![0..8, 8..12, 12..14, 14..20, 16..20, 20..24],
            named: BTreeMap::from([(1000, BTreeSet::from([0])), (20, BTreeSet::from([5]))]),
            pointers: BTreeMap::from([(0, 1), (4, 2)]),
            locations: BTreeSet::new(),
        }
    }

    /// From where to where nothing is needed.
    fn unused(constants: &Constants, numbers: &[Address]) -> Vec<(Address, Address)> {
        let unused = constants.unused(&BTreeSet::from_iter(numbers.iter().copied()));
        unused.into_iter().map(|run| (run.start, run.end)).collect()
    }

    #[test]
    fn what_nobody_names_is_not_needed() {
        assert_eq!(unused(&constants(), &[]), [(0, 24)]);
    }

    #[test]
    fn what_is_named_is_needed_with_all_it_points_to_even_by_an_address_outside_of_it() {
        assert_eq!(unused(&constants(), &[1000]), [(14, 24)]);
    }

    #[test]
    fn an_address_within_or_just_after_a_constant_names_it() {
        assert_eq!(unused(&constants(), &[22]), [(0, 20)]);
        assert_eq!(unused(&constants(), &[24]), [(0, 20)]);
    }

    #[test]
    fn a_constant_inside_of_another_that_is_needed_stays() {
        assert_eq!(unused(&constants(), &[15]), [(0, 14), (20, 24)]);
    }

    #[test]
    fn a_place_in_a_source_file_is_not_needed_nor_what_only_that_points_to() {
        let mut constants = constants();
        constants.locations.insert(0);
        assert_eq!(unused(&constants, &[0]), [(0, 24)]);
        assert_eq!(unused(&constants, &[0, 9]), [(0, 8), (12, 24)]);
    }

    #[test]
    fn what_a_variable_points_to_is_needed() {
        let mut constants = constants();
        constants.pointers.insert(100, 5);
        assert_eq!(unused(&constants, &[]), [(0, 20)]);
    }
}
