//! Maps and sets against the standard library's, over random operations; copies keep what they had.

use super::{Keyed, KeyedMap, OrdMap, OrdSet, Place};
use proptest::collection::vec;
use proptest::prelude::*;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

// Twenty keys share each place, so that the tree has to ask for their own order too.
impl Place for u16 {
    fn place(&self) -> u64 {
        u64::from(self / 20)
    }
}

impl Place for String {
    fn place(&self) -> u64 {
        self.as_str().place()
    }
}

/// A number, under a key that it has in itself.
#[derive(Debug, PartialEq)]
struct Numbered(u16, u32);

impl Keyed for Numbered {
    type Key = u16;

    fn place(&self) -> u64 {
        self.0.place()
    }

    fn compare(&self, key: &u16) -> Ordering {
        self.0.cmp(key)
    }

    fn compare_with(&self, other: &Numbered) -> Ordering {
        self.0.cmp(&other.0)
    }
}

/// Something done to a map.
#[derive(Clone, Debug)]
enum Step {
    Insert(u16, u32),
    Change(u16, u32),
    Remove(u16),
    /// Many neighbours at once, which come in order.
    Fill(u16, u8),
    /// Many neighbours at once, which go from the front.
    Drain(u16, u8),
    Copy,
}

fn step() -> impl Strategy<Value = Step> {
    let key = 0..600_u16;
    prop_oneof![
        6 => (key.clone(), any::<u32>()).prop_map(|(k, v)| Step::Insert(k, v)),
        2 => (key.clone(), any::<u32>()).prop_map(|(k, v)| Step::Change(k, v)),
        4 => key.clone().prop_map(Step::Remove),
        1 => (key.clone(), any::<u8>()).prop_map(|(k, n)| Step::Fill(k, n)),
        1 => (key, any::<u8>()).prop_map(|(k, n)| Step::Drain(k, n)),
        1 => Just(Step::Copy),
    ]
}

#[derive(Clone, Default)]
struct Both {
    ours: OrdMap<u16, u32>,
    keyed: KeyedMap<Numbered>,
    theirs: BTreeMap<u16, u32>,
}

impl Both {
    fn run(&mut self, step: &Step) {
        match *step {
            Step::Insert(key, value) => {
                self.ours.insert(key, value);
                self.keyed.insert(Arc::new(Numbered(key, value)));
                self.theirs.insert(key, value);
            }
            Step::Change(key, by) => {
                let (ours, theirs) = (self.ours.get_mut(&key), self.theirs.get_mut(&key));
                assert_eq!(ours, theirs);
                if let (Some(ours), Some(theirs)) = (ours, theirs) {
                    (*ours, *theirs) = (ours.wrapping_add(by), theirs.wrapping_add(by));
                }
                if let (Some(keyed), Some(theirs)) = (self.keyed.get_mut(&key), self.theirs.get(&key)) {
                    *keyed = Arc::new(Numbered(key, *theirs));
                }
            }
            Step::Remove(key) => {
                let gone = self.theirs.remove(&key);
                assert_eq!(self.ours.take(&key), gone);
                assert_eq!(self.keyed.take(&key).map(|numbered| numbered.1), gone);
            }
            Step::Fill(key, count) => {
                (key..key + u16::from(count)).for_each(|key| self.run(&Step::Insert(key, u32::from(key))));
            }
            Step::Drain(key, count) => {
                (key..key + u16::from(count)).for_each(|key| self.run(&Step::Remove(key)));
            }
            Step::Copy => {}
        }
    }

    fn check(&self) {
        assert_eq!(self.ours.len(), self.theirs.len());
        assert!(self.ours.iter().eq(&self.theirs));
        assert!(self.ours.iter().rev().eq(self.theirs.iter().rev()));
        assert_eq!(self.ours.first(), self.theirs.first_key_value());
        assert_eq!(self.ours.last(), self.theirs.last_key_value());
        assert_eq!(self.keyed.len(), self.theirs.len());
        assert!(self.keyed.iter().map(|numbered| (&numbered.0, &numbered.1)).eq(&self.theirs));
    }

    fn check_differences(&self, other: &Both) {
        let mut told = Vec::new();
        self.keyed.differences(&other.keyed, |numbered| told.push(numbered.0));
        let keys: BTreeSet<u16> = self.theirs.keys().chain(other.theirs.keys()).copied().collect();
        let differ = keys.into_iter().filter(|key| self.theirs.get(key) != other.theirs.get(key));
        assert!(differ.eq(told));
    }

    fn check_range(&self, from: u16, to: u16) {
        assert!(self.ours.range(from..to).eq(self.theirs.range(from..to)));
        assert!(self.ours.range(from..=to).rev().eq(self.theirs.range(from..=to).rev()));
        assert!(self.ours.range(..from).eq(self.theirs.range(..from)));
        assert!(self.ours.range(to..).eq(self.theirs.range(to..)));
        assert_eq!(self.ours.range(from..to).count(), self.theirs.range(from..to).count());
        assert_eq!(self.ours.get(&from), self.theirs.get(&from));
        assert_eq!(self.keyed.get(&from).map(|numbered| &numbered.1), self.theirs.get(&from));
        let tens = |key: &u16| (key / 10).cmp(&(from / 10));
        assert!(
            self.ours
                .matching(from.place(), tens)
                .eq(self.theirs.iter().filter(|(key, _)| tens(key).is_eq()))
        );
        let of_ten = self.theirs.keys().filter(|key| tens(key).is_eq()).count();
        assert_eq!(self.ours.count_matching(from.place(), tens), of_ten);
    }
}

proptest! {
    #[test]
    fn a_map_does_as_the_standard_map_does_and_copies_keep_what_they_had(
        steps in vec(step(), 1..200),
        ends in vec((0..700_u16, 0..700_u16), 4),
    ) {
        let mut both = Both::default();
        let mut copies = Vec::new();
        for step in &steps {
            both.run(step);
            if matches!(step, Step::Copy) {
                copies.push(both.clone());
            }
        }
        copies.push(both);
        for (one, other) in copies.iter().zip(copies.iter().skip(1)) {
            one.check_differences(other);
        }
        for both in &copies {
            both.check();
            ends.iter().for_each(|&(a, b)| both.check_range(a.min(b), a.max(b)));
        }
    }

    #[test]
    fn a_set_does_as_the_standard_set_does(texts in vec("[a-c]{0,4}", 0..200), gone in vec("[a-c]{0,4}", 0..200)) {
        let (mut ours, mut theirs): (OrdSet<String>, BTreeSet<String>) =
            (texts.iter().cloned().collect(), texts.into_iter().collect());
        for text in &gone {
            prop_assert_eq!(ours.contains(text.as_str()), theirs.contains(text));
            prop_assert_eq!(ours.remove(text.as_str()), theirs.remove(text));
        }
        prop_assert!(ours.iter().eq(&theirs));
        prop_assert_eq!(ours.first(), theirs.first());
        let places = "b".place().."c".place();
        prop_assert!(ours.of_places(places).eq(theirs.range("b".to_owned().."c".to_owned())));
    }
}

#[test]
fn both_ends_of_an_iterator_meet() {
    let set: OrdSet<u32> = (0..1000).collect();
    let mut all = set.iter();
    let mut seen = 0;
    while let (Some(low), Some(high)) = (all.next(), all.next_back()) {
        assert_eq!(low + high, 999);
        seen += 2;
    }
    assert_eq!(seen, 1000);
}

#[test]
fn a_copy_shares_what_is_not_written() {
    let value = Arc::new(());
    let map: OrdMap<u32, Arc<()>> = (0..1000).map(|key| (key, value.clone())).collect();
    let mut copy = map.clone();
    copy.insert(7, value.clone());
    assert_eq!(Arc::strong_count(&value), 1 + 1000 + 1, "one entry is new, the others are shared");
}
