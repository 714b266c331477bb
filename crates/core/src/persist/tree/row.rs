//! What a node of the tree holds: up to so many things side by side, and the place of each.

use std::ops::{Deref, DerefMut};

/// How many items or children a node has at most.
pub const WIDTH: usize = 32;
/// By how many a row grows: most are filled from one end to the other, and thousands of them are kept.
const GROWTH: usize = WIDTH / 4;

/// Things in order of their places. Several may have the same.
#[derive(Clone, Debug)]
pub struct Row<T> {
    /// The place of each; those of none are `u64::MAX`, so that they are never below one that is looked for.
    places: [u64; WIDTH],
    things: Vec<T>,
}

impl<T> Default for Row<T> {
    fn default() -> Self {
        Row { places: [u64::MAX; WIDTH], things: Vec::new() }
    }
}

impl<T> Row<T> {
    /// The place of one of them.
    pub fn place(&self, at: usize) -> u64 {
        self.places[at]
    }

    /// Has the first of them, which there must be, not begin above a place.
    pub fn begin_at(&mut self, place: u64) {
        self.places[0] = self.places[0].min(place);
    }

    /// Where the first of them is that is not below a place; that is their number, if all are.
    pub fn not_below(&self, place: u64) -> usize {
        below(&self.places, place)
    }

    /// Whether the one there has a place. The greatest of all may seem to be had by none, too.
    pub fn has_place(&self, at: usize, place: u64) -> bool {
        self.places.get(at) == Some(&place)
    }

    /// Where the last of those ends that have a place.
    pub fn end_of(&self, place: u64) -> usize {
        place.checked_add(1).map_or(WIDTH, |next| below(&self.places, next)).min(self.len())
    }

    /// Puts something in, before the one that was there. If there is no room, the row is split: returns its new right half.
    /// Where it grew at its end it probably goes on growing there, and what is before stays full.
    pub fn insert(&mut self, at: usize, place: u64, thing: T) -> Option<Row<T>> {
        if self.len() < WIDTH {
            self.put(at, place, thing);
            return None;
        }
        let middle = if at == WIDTH { WIDTH } else { WIDTH / 2 };
        let mut right = self.split_off(middle);
        match at.checked_sub(middle) {
            Some(at) if at > 0 || middle == WIDTH => right.put(at, place, thing),
            Some(_) | None => self.put(at, place, thing),
        }
        Some(right)
    }

    fn put(&mut self, at: usize, place: u64, thing: T) {
        if self.things.len() == self.things.capacity() {
            self.things.reserve_exact(GROWTH.min(WIDTH - self.things.len()));
        }
        self.places.copy_within(at..WIDTH - 1, at + 1);
        self.places[at] = place;
        self.things.insert(at, thing);
    }

    fn split_off(&mut self, at: usize) -> Row<T> {
        let mut right = Row { things: self.things.split_off(at), ..Row::default() };
        right.places[..WIDTH - at].copy_from_slice(&self.places[at..]);
        self.places[at..].fill(u64::MAX);
        self.things.shrink_to_fit();
        right
    }

    /// Takes one out.
    pub fn remove(&mut self, at: usize) -> T {
        self.places.copy_within(at + 1.., at);
        self.places[WIDTH - 1] = u64::MAX;
        self.things.remove(at)
    }

    /// Adds another row's, for which there must be room, with another place for the first of them.
    pub fn append(&mut self, first: u64, mut more: Row<T>) {
        let (from, to) = (self.len(), self.len() + more.len());
        self.places[from..to].copy_from_slice(&more.places[..to - from]);
        if let Some(place) = self.places[from..to].first_mut() {
            *place = first;
        }
        self.things.append(&mut more.things);
    }
}

impl<T> Deref for Row<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.things
    }
}

impl<T> DerefMut for Row<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.things
    }
}

/// How many places are below one: a binary search without branches.
fn below(places: &[u64; WIDTH], place: u64) -> usize {
    let mut at = 0;
    let mut half = WIDTH / 2;
    while half > 0 {
        at += if places[(at + half - 1) % WIDTH] < place { half } else { 0 };
        half /= 2;
    }
    at + usize::from(places[at % WIDTH] < place)
}
