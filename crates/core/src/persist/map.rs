//! The ordered map: keys and values on a tree of items of any type.

use super::tree::{Between, Sought, Tree};
use super::{Data, Place};
use std::any::Any;
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Bound, Range, RangeBounds};
use std::sync::Arc;

/// An entry of a map, shared by all maps that have it.
type Item = Arc<dyn Any + Send + Sync>;

/// An ordered map.
pub struct OrdMap<K, V> {
    tree: Tree<Item>,
    entries: PhantomData<fn() -> (K, V)>,
}

fn entry<K: Data, V: Data>(item: &Item) -> &(K, V) {
    match item.downcast_ref() {
        Some(entry) => entry,
        None => unreachable!("a map puts only its own entries into its tree"),
    }
}

impl<K: Data + Place, V: Data> OrdMap<K, V> {
    /// A map with nothing in it.
    pub fn new() -> Self {
        OrdMap::default()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    pub fn get<Q: Place + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key.place(), |known| known.borrow().cmp(key)).map(|(_, value)| value)
    }

    /// The entry of a place whose key compares as equal. The comparison must agree with the keys' order.
    pub fn find(&self, place: u64, order: impl Fn(&K) -> Ordering) -> Option<(&K, &V)> {
        let item = self.tree.get(Sought { place, order: &|item| order(&entry::<K, V>(item).0) })?;
        let (key, value) = entry(item);
        Some((key, value))
    }

    /// Whether there is a key.
    pub fn contains_key<Q: Place + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Gives a key a value, instead of any that it had.
    pub fn insert(&mut self, key: K, value: V) {
        let compare = |one: &Item, other: &Item| entry::<K, V>(one).0.cmp(&entry::<K, V>(other).0);
        self.tree.insert(compare, key.place(), Arc::new((key, value)));
    }

    /// Takes out a key and its value. Returns whether they were there.
    pub fn remove<Q: Place + ?Sized>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.take_item(key).is_some()
    }

    fn take_item<Q: Place + ?Sized>(&mut self, key: &Q) -> Option<Item>
    where
        K: Borrow<Q>,
    {
        let order = |item: &Item| entry::<K, V>(item).0.borrow().cmp(key);
        self.tree.remove(Sought { place: key.place(), order: &order })
    }

    /// The entry with the least key.
    pub fn first(&self) -> Option<(&K, &V)> {
        let (key, value) = entry(self.tree.first()?);
        Some((key, value))
    }

    /// The entry with the greatest key.
    pub fn last(&self) -> Option<(&K, &V)> {
        self.iter().next_back()
    }

    /// The entries by key.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { items: self.tree.all(), entries: PhantomData }
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// The values by key.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The entries whose keys are within a range, by key.
    pub fn range<Q: Place + ?Sized>(&self, range: impl RangeBounds<Q>) -> Iter<'_, K, V>
    where
        K: Borrow<Q>,
    {
        let items = match range.start_bound() {
            Bound::Included(key) => self.from(key, Ordering::Less),
            Bound::Excluded(key) => self.from(key, Ordering::Equal),
            Bound::Unbounded => self.tree.all(),
        };
        let to = match range.end_bound() {
            Bound::Included(key) => self.from(key, Ordering::Equal).rank(),
            Bound::Excluded(key) => self.from(key, Ordering::Less).rank(),
            Bound::Unbounded => self.len(),
        };
        Iter { items: items.until(to), entries: PhantomData }
    }

    /// The entries of a place whose keys compare as equal: a run of neighbours, by key. The comparison must agree with the
    /// keys' order, but may look at a part of them only.
    pub fn matching<'a>(
        &'a self,
        place: u64,
        order: impl Fn(&K) -> Ordering + 'a,
    ) -> impl Iterator<Item = (&'a K, &'a V)> + 'a {
        let items = self.tree.from(Sought { place, order: &|item| order(&entry::<K, V>(item).0) });
        let entries: Iter<'a, K, V> = Iter { items, entries: PhantomData };
        entries.take_while(move |(key, _)| key.place() == place && order(key).is_eq())
    }

    /// How many entries of a place have keys that compare as equal, without a look at each.
    pub fn count_matching(&self, place: u64, order: impl Fn(&K) -> Ordering) -> usize {
        let rank = |most: Ordering| {
            let side = |item: &Item| {
                if order(&entry::<K, V>(item).0) <= most { Ordering::Less } else { Ordering::Greater }
            };
            self.tree.from(Sought { place, order: &side }).rank()
        };
        rank(Ordering::Equal) - rank(Ordering::Less)
    }

    /// The entries whose keys have places within a range, by key.
    pub fn of_places(&self, places: Range<u64>) -> Iter<'_, K, V> {
        let from = |place| self.tree.from(Sought { place, order: &|_| Ordering::Greater });
        Iter { items: from(places.start).until(from(places.end).rank()), entries: PhantomData }
    }

    /// The entries whose keys do not compare as this or less.
    fn from<Q: Place + ?Sized>(&self, key: &Q, most: Ordering) -> Between<'_, Item>
    where
        K: Borrow<Q>,
    {
        let order = |item: &Item| {
            let order = entry::<K, V>(item).0.borrow().cmp(key);
            if order <= most { Ordering::Less } else { Ordering::Greater }
        };
        self.tree.from(Sought { place: key.place(), order: &order })
    }
}

impl<K: Data + Place + Clone, V: Data + Clone> OrdMap<K, V> {
    /// The value of a key, to change.
    pub fn get_mut<Q: Place + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let order = |item: &Item| entry::<K, V>(item).0.borrow().cmp(key);
        let item = self.tree.get_mut(Sought { place: key.place(), order: &order })?;
        if Arc::get_mut(item).is_none() {
            *item = Arc::new(entry::<K, V>(item).clone());
        }
        Arc::get_mut(item)?.downcast_mut::<(K, V)>().map(|(_, value)| value)
    }

    /// Changes the value of a key, which is the default one if there is none yet.
    pub fn change(&mut self, key: &K, change: impl FnOnce(&mut V))
    where
        V: Default,
    {
        if let Some(value) = self.get_mut(key) {
            return change(value);
        }
        let mut value = V::default();
        change(&mut value);
        self.insert(key.clone(), value);
    }

    /// Takes out a key. Returns its value, if it was there.
    pub fn take<Q: Place + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let item = self.take_item(key)?.downcast::<(K, V)>().ok()?;
        Some(Arc::unwrap_or_clone(item).1)
    }
}

/// Entries of a map, by key, from either end.
pub struct Iter<'a, K, V> {
    items: Between<'a, Item>,
    entries: PhantomData<&'a (K, V)>,
}

impl<'a, K: Data, V: Data> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = entry(self.items.next()?);
        Some((key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.items.len(), Some(self.items.len()))
    }

    fn count(self) -> usize {
        self.items.len()
    }
}

impl<K: Data, V: Data> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let (key, value) = entry(self.items.next_back()?);
        Some((key, value))
    }
}

impl<'a, K: Data + Place, V: Data> IntoIterator for &'a OrdMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<K: Data + Place, V: Data> FromIterator<(K, V)> for OrdMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = OrdMap::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

// Written out, because derived they would ask for keys and values that are `Clone` and `Default` themselves.
impl<K, V> Clone for OrdMap<K, V> {
    fn clone(&self) -> Self {
        OrdMap { tree: self.tree.clone(), entries: PhantomData }
    }
}

impl<K, V> Default for OrdMap<K, V> {
    fn default() -> Self {
        OrdMap { tree: Tree::default(), entries: PhantomData }
    }
}

impl<K: Data + Place + fmt::Debug, V: Data + fmt::Debug> fmt::Debug for OrdMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}
