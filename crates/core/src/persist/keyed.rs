//! An ordered map of things that have their key in them: they stand in the tree as they are, without an entry of their own,
//! and are found without asking of what type they are.

use super::Place;
use super::tree::{Between, Sought, Tree, next_unshared};
use std::cmp::Ordering;
use std::sync::Arc;

/// What has its key in it.
pub trait Keyed {
    /// What it is sought by.
    type Key: Place;

    /// Its key's place.
    fn place(&self) -> u64;

    /// How its key compares to another.
    fn compare(&self, key: &Self::Key) -> Ordering;

    /// How its key compares to that of another.
    fn compare_with(&self, other: &Self) -> Ordering;
}

/// Things by their own key.
#[derive(Debug)]
pub struct KeyedMap<T> {
    tree: Tree<Arc<T>>,
}

impl<T: Keyed> KeyedMap<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// That of a key.
    pub fn get(&self, key: &T::Key) -> Option<&Arc<T>> {
        self.tree.get(Sought { place: key.place(), order: &|item| item.compare(key) })
    }

    /// That of a key, to put another of the same key in its place.
    pub fn get_mut(&mut self, key: &T::Key) -> Option<&mut Arc<T>> {
        self.tree.get_mut(Sought { place: key.place(), order: &|item| item.compare(key) })
    }

    /// Puts one in, instead of any of the same key.
    pub fn insert(&mut self, new: Arc<T>) {
        self.tree.insert(|one, other| one.compare_with(other), new.place(), new);
    }

    /// Takes out that of a key.
    pub fn take(&mut self, key: &T::Key) -> Option<Arc<T>> {
        self.tree.remove(Sought { place: key.place(), order: &|item| item.compare(key) })
    }

    /// All, by key.
    pub fn iter(&self) -> Between<'_, Arc<T>> {
        self.tree.all()
    }

    /// Tells those, in order, that only one of two maps has, or that are not the same. What both maps share is passed over
    /// without a look at it.
    pub fn differences(&self, other: &Self, mut tell: impl FnMut(&T))
    where
        T: PartialEq,
    {
        let (mut ours, mut theirs) = (self.iter(), other.iter());
        loop {
            let (one, two) = next_unshared(&mut ours, &mut theirs);
            let order = match (one, two) {
                (None, None) => return,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(one), Some(two)) => one.place().cmp(&two.place()).then_with(|| one.compare_with(two)),
            };
            if order.is_le() {
                ours.next();
            }
            if order.is_ge() {
                theirs.next();
            }
            let next = if order.is_le() { one } else { two };
            if let Some(next) = next.filter(|_| order.is_ne() || one != two) {
                tell(next);
            }
        }
    }
}

// Written out, because derived they would ask for things that are `Clone` and `Default` themselves.
impl<T> Clone for KeyedMap<T> {
    fn clone(&self) -> Self {
        KeyedMap { tree: self.tree.clone() }
    }
}

impl<T> Default for KeyedMap<T> {
    fn default() -> Self {
        KeyedMap { tree: Tree::default() }
    }
}
