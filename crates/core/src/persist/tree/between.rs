//! A run of a tree's items, gone through from either end.

use super::Tree;
use std::sync::Arc;

/// Items in order, from either end.
#[derive(Clone, Debug)]
pub struct Between<'a, T> {
    tree: &'a Tree<T>,
    from: usize,
    to: usize,
    /// What is left of the leaf that `from` is in, as far as it was looked at.
    front: &'a [T],
    /// What is left of the leaf that `to` is in.
    back: &'a [T],
}

impl<'a, T: Clone> Between<'a, T> {
    /// All of a tree.
    pub(super) fn of(tree: &'a Tree<T>) -> Between<'a, T> {
        Between { tree, from: 0, to: tree.len(), front: &[], back: &[] }
    }

    /// Leaves out so many more, and knows what is left of the leaf that the next one is in.
    pub(super) fn begin(&mut self, after: usize, front: &'a [T]) {
        self.from += after;
        self.front = front;
    }

    /// How many are left.
    pub fn len(&self) -> usize {
        self.to - self.from
    }

    /// How many items of the tree come before.
    pub fn rank(&self) -> usize {
        self.from
    }

    /// Only those before a rank.
    pub fn until(self, rank: usize) -> Between<'a, T> {
        Between { to: rank.max(self.from), ..self }
    }

    /// What is left of the leaf that the next one from the front is in; nothing at the end.
    fn leaf(&mut self) -> &'a [T] {
        if self.from >= self.to {
            return &[];
        }
        if self.front.is_empty()
            && let Some((leaf, at)) = self.tree.leaf(self.from)
        {
            self.front = leaf.get(at..).unwrap_or_default();
        }
        self.front
    }

    /// Leaves out so many of what is left of that leaf.
    fn skip(&mut self, count: usize) {
        self.front = self.front.get(count..).unwrap_or_default();
        self.from += count;
    }
}

impl<'a, T: Clone> Iterator for Between<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        let item = self.leaf().first()?;
        self.skip(1);
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len(), Some(self.len()))
    }
}

impl<'a, T: Clone> DoubleEndedIterator for Between<'a, T> {
    fn next_back(&mut self) -> Option<&'a T> {
        if self.from >= self.to {
            return None;
        }
        if self.back.is_empty() {
            let (leaf, at) = self.tree.leaf(self.to - 1)?;
            self.back = leaf.get(..=at)?;
        }
        let (item, rest) = self.back.split_last()?;
        self.back = rest;
        self.to -= 1;
        Some(item)
    }
}

/// Goes on in two trees to the first items that are not the same in both, which come next; none where a tree ends. Leaves
/// that both have at the same place are left out as a whole.
pub fn next_unshared<'a, T: ?Sized>(
    one: &mut Between<'a, Arc<T>>,
    other: &mut Between<'a, Arc<T>>,
) -> (Option<&'a Arc<T>>, Option<&'a Arc<T>>) {
    loop {
        let (ours, theirs) = (one.leaf(), other.leaf());
        if !ours.is_empty() && std::ptr::eq(ours, theirs) {
            one.skip(ours.len());
            other.skip(theirs.len());
            continue;
        }
        match (ours.first(), theirs.first()) {
            (Some(item), Some(same)) if Arc::ptr_eq(item, same) => {
                one.next();
                other.next();
            }
            next => return next,
        }
    }
}
