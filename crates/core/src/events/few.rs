//! A list of mostly one: that one stands in it, without a place of its own in memory.

use std::ops::{Deref, DerefMut};

/// None, one, or more.
#[derive(Clone, Debug, Default)]
pub enum Few<T> {
    #[default]
    None,
    One(T),
    More(Vec<T>),
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Few::None => &[],
            Few::One(one) => std::slice::from_ref(one),
            Few::More(all) => all,
        }
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Few::None => &mut [],
            Few::One(one) => std::slice::from_mut(one),
            Few::More(all) => all,
        }
    }
}

impl<T> Few<T> {
    /// Adds one at the end.
    pub fn push(&mut self, new: T) {
        *self = match std::mem::take(self) {
            Few::None => Few::One(new),
            Few::One(one) => Few::More(vec![one, new]),
            Few::More(mut all) => {
                all.push(new);
                Few::More(all)
            }
        };
    }

    /// Keeps only some.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        match self {
            Few::One(one) if !keep(one) => *self = Few::None,
            Few::None | Few::One(_) => {}
            Few::More(all) => all.retain(keep),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_what_was_added_and_not_taken_out() {
        let mut few = Few::default();
        for number in 0..4 {
            few.push(number);
            assert_eq!(*few, *Vec::from_iter(0..=number));
        }
        few.retain(|number| number % 2 == 1);
        assert_eq!(*few, [1, 3]);
        few[0] = 5;
        few.retain(|number| *number == 5);
        assert_eq!(*few, [5]);
        let mut one = Few::One(1);
        one.retain(|_| true);
        assert_eq!(*one, [1]);
        one.retain(|_| false);
        assert!(one.is_empty());
    }
}
