//! The ordered set: a map of keys alone.

use super::map::{Iter, OrdMap};
use super::{Data, Place};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Range, RangeBounds};

/// An ordered set.
pub struct OrdSet<T> {
    map: OrdMap<T, ()>,
}

impl<T: Data + Place> OrdSet<T> {
    /// A set with nothing in it.
    pub fn new() -> Self {
        OrdSet::default()
    }

    /// How many there are in it.
    pub fn len(&self) -> usize {
        self.map.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// Whether this is in it.
    pub fn contains<Q: Place + ?Sized>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.map.contains_key(value)
    }

    /// Puts something in. If it is in, nothing that copies share is touched.
    pub fn insert(&mut self, value: T) {
        if !self.map.contains_key(&value) {
            self.map.insert(value, ());
        }
    }

    /// Puts something in that probably is not in yet: it is not looked for first.
    pub fn insert_new(&mut self, value: T) {
        self.map.insert(value, ());
    }

    /// Takes something out. Returns whether it was in.
    pub fn remove<Q: Place + ?Sized>(&mut self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.map.remove(value)
    }

    /// The least.
    pub fn first(&self) -> Option<&T> {
        self.map.first().map(|(value, ())| value)
    }

    /// All, in order.
    pub fn iter(&self) -> Keys<'_, T> {
        Keys(self.map.iter())
    }

    /// Those within a range, in order.
    pub fn range<Q: Place + ?Sized>(&self, range: impl RangeBounds<Q>) -> Keys<'_, T>
    where
        T: Borrow<Q>,
    {
        Keys(self.map.range(range))
    }

    /// Those that have places within a range, in order.
    pub fn of_places(&self, places: Range<u64>) -> Keys<'_, T> {
        Keys(self.map.of_places(places))
    }

    /// Those of a place that compare as equal: a run of neighbours, in order. The comparison must agree with their own order, but
    /// may look at a part of them only.
    pub fn matching<'a>(
        &'a self,
        place: u64,
        order: impl Fn(&T) -> Ordering + 'a,
    ) -> impl Iterator<Item = &'a T> + 'a {
        self.map.matching(place, order).map(|(value, ())| value)
    }

    /// How many of a place compare as equal, without a look at each.
    pub fn count_matching(&self, place: u64, order: impl Fn(&T) -> Ordering) -> usize {
        self.map.count_matching(place, order)
    }
}

/// What is in a set, in order, from either end.
pub struct Keys<'a, T>(Iter<'a, T, ()>);

impl<'a, T: Data> Iterator for Keys<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.0.next().map(|(value, ())| value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }

    fn count(self) -> usize {
        self.0.count()
    }
}

impl<T: Data> DoubleEndedIterator for Keys<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(value, ())| value)
    }
}

impl<'a, T: Data + Place> IntoIterator for &'a OrdSet<T> {
    type Item = &'a T;
    type IntoIter = Keys<'a, T>;

    fn into_iter(self) -> Keys<'a, T> {
        self.iter()
    }
}

impl<T: Data + Place> FromIterator<T> for OrdSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        OrdSet { map: values.into_iter().map(|value| (value, ())).collect() }
    }
}

// Written out, as those of the map.
impl<T> Clone for OrdSet<T> {
    fn clone(&self) -> Self {
        OrdSet { map: self.map.clone() }
    }
}

impl<T> Default for OrdSet<T> {
    fn default() -> Self {
        OrdSet { map: OrdMap::default() }
    }
}

impl<T: Data + Place + fmt::Debug> fmt::Debug for OrdSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self).finish()
    }
}
